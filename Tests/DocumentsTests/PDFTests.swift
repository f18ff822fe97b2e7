import Domain
import Foundation
import Testing

@testable import Documents

/// Printing by the real weasyprint, in its confined process.
@Suite(.serialized) struct PDFTests {
    @Test func `a paper is printed`() async throws {
        let paper = try #require(try Story.allPapers().first { $0.kind == .transcript })
        let html = try DocumentTemplates().renderer().html(paper.kind, Story.fields(paper))
        let pdf = try await PDFPrinter().pdf(of: html)
        #expect(pdf.starts(with: Data("%PDF-".utf8)) && pdf.count > 10_000)
    }

    @Test func `nothing outside the document is read`() async throws {
        let secret = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".svg")
        let drawing =
            "<svg xmlns='http://www.w3.org/2000/svg' width='99' height='99'><rect width='99' height='99'/></svg>"
        try Data(drawing.utf8).write(to: secret)
        defer { try? FileManager.default.removeItem(at: secret) }
        let plain = try await PDFPrinter().pdf(of: Data("<p>x</p>".utf8))
        let reaching = try await PDFPrinter().pdf(of: Data("<p>x<img src='file://\(secret.path())'></p>".utf8))
        let inline = try await PDFPrinter().pdf(
            of: Data("<p>x<img src=\"data:image/svg+xml;base64,\(Data(drawing.utf8).base64EncodedString())\"></p>".utf8)
        )
        #expect(abs(reaching.count - plain.count) < 40)
        #expect(inline.count > plain.count + 40)
    }

    @Test func `without a printer, without time, and when cancelled, it says so`() async throws {
        let html = Data("<p>x</p>".utf8)
        await #expect { try await PDFPrinter(python: "/nonexistent/python3").pdf(of: html) } throws: {
            ($0 as? Fault)?.kind == .unavailable && "\($0)".contains("apt install weasyprint")
        }
        await #expect { try await PDFPrinter(seconds: 0).pdf(of: html) } throws: { ($0 as? Fault)?.kind == .tooLarge }
        await #expect { try await PDFPrinter().pdf(of: Data(count: PDFPrinter.mostBytes + 1)) } throws: {
            ($0 as? Fault)?.kind == .tooLarge
        }
        let task = Task { try await PDFPrinter().pdf(of: html) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
