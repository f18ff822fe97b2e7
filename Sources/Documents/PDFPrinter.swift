import Confined
import Domain
import Foundation
import Synchronization

/// Prints papers as PDF, with Debian's weasyprint in a confined process: without network, other programs or files to
/// write, within bounds of time and size. A paper holds all that it needs, so nothing is fetched for it.
public struct PDFPrinter: Sendable {
    let python: String
    let seconds: Int

    /// Of the HTML: many times what the longest transcript comes to.
    public static let mostBytes = 4 << 20
    /// Of the PDF.
    static let mostAnswered = 32 << 20

    /// How many print at once: each may take hundreds of megabytes.
    private static let running = Mutex(0)
    private static let most = 2

    /// - Parameter python: the interpreter that has weasyprint; Debian's own, which the package belongs to.
    public init(python: String = "/usr/bin/python3", seconds: Int = 120) {
        self.python = python
        self.seconds = seconds
    }

    /// - Parameter html: a paper as it is filed.
    /// - Throws: `Fault(.unavailable)` when weasyprint is not installed (the message says how to install it) or others are
    ///   printing, `.tooLarge`, `.internal` when it cannot be printed, `CancellationError`.
    public func pdf(of html: Data) async throws -> Data {
        guard html.count <= Self.mostBytes else {
            throw Fault(.tooLarge, "The document is larger than \(Self.mostBytes >> 20) MiB: read it as HTML.")
        }
        let admitted = Self.running.withLock { count in
            guard count < Self.most else { return false }
            count += 1
            return true
        }
        guard admitted else {
            throw Fault(.unavailable, "Other documents are being printed: try again in a moment.")
        }
        defer { Self.running.withLock { $0 -= 1 } }
        let script = String(decoding: PackageResources.print_pdf_py, as: UTF8.self)
        let process = ConfinedProcess(python, ["-I", "-B", "-c", script])
        switch await process.answer(feeding: html, answerBytes: Self.mostAnswered, seconds: seconds) {
        case .answered(let answer): return try Self.pdf(answer)
        case .excessive: throw Fault(.tooLarge, "The PDF would be larger than \(Self.mostAnswered >> 20) MiB.")
        case .overdue: throw Fault(.tooLarge, "The document takes longer than \(seconds) s to print: read it as HTML.")
        case .cancelled: throw CancellationError()
        case .absent: throw Self.absent
        }
    }

    private static func pdf(_ answer: [UInt8]) throws(Fault) -> Data {
        if answer.starts(with: "%PDF-".utf8), String(decoding: answer.suffix(8), as: UTF8.self).contains("%%EOF") {
            return Data(answer)
        }
        switch String(decoding: answer.prefix(40), as: UTF8.self) {
        case "refused: no_weasyprint\n": throw absent
        case "refused: too_large\n":
            throw Fault(.tooLarge, "The document takes too much memory to print: read it as HTML.")
        default: throw Fault(.internal, "weasyprint could not print this document: read it as HTML.")
        }
    }

    private static let absent = Fault(
        .unavailable,
        "This machine lacks what prints PDF: the administrator installs it with \"apt install weasyprint fonts-noto-cjk\". The document can be read as HTML."
    )
}
