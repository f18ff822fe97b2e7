import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A browser's form as it was sent: `application/x-www-form-urlencoded`, every value of every name, in order.
struct FormFields: Sendable, Equatable {
    /// Enough for a long transcript; tables and files come another way.
    static let bound = 1 << 20

    private var values: [String: [String]] = [:]

    /// The first value of a name without spaces around it; empty when there is none.
    subscript(_ name: String) -> String {
        values[name]?.first.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
    }

    /// Every value of a name: ticked boxes of a group.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// - Throws: `Fault(.tooLarge)`; `Fault(.invalid)` when it is no form or no UTF-8.
    init(_ request: Request, bound: Int = FormFields.bound) async throws {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: bound)
        } catch is NIOTooManyBytesError {
            throw Fault(.tooLarge, "The form is larger than \(bound) bytes.")
        }
        let kind = request.headers[.contentType]?.prefix { $0 != ";" } ?? ""
        guard kind.trimmingCharacters(in: .whitespaces).lowercased() == "application/x-www-form-urlencoded" else {
            throw Fault(.unsupported, "Send the form as application/x-www-form-urlencoded.")
        }
        try self.init(text: String(buffer: body))
    }

    /// - Throws: `Fault(.invalid)` for a broken escape, or bytes that are no UTF-8.
    init(text: String) throws(Fault) {
        for pair in text.split(separator: "&", omittingEmptySubsequences: true) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(halves[0])
            values[name, default: []].append(halves.count == 2 ? try Self.decoded(halves[1]) : "")
        }
    }

    /// For pages that show their form empty.
    init() {}

    private static func decoded(_ text: Substring) throws(Fault) -> String {
        guard let plain = text.replacing("+", with: " ").removingPercentEncoding else {
            throw Fault(.invalid, "The form could not be read: it is not UTF-8.")
        }
        // Browsers send line ends as CR LF.
        return plain.replacing("\r\n", with: "\n")
    }
}
