import Domain
import Foundation
import HTTPTypes
import Hummingbird

/// A form with files as it was sent (`multipart/form-data`, RFC 7578): the bytes of each part by its name. A file's own
/// name is never looked at.
struct Multipart: Sendable {
    /// Forms of ours have far fewer.
    private static let mostParts = 50

    private var parts: [String: Data] = [:]

    /// The bytes of a part; empty when there is none.
    subscript(_ name: String) -> Data { parts[name] ?? Data() }

    /// A part as text, without spaces around it.
    func text(_ name: String) -> String {
        String(decoding: self[name], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// - Parameter bound: of the whole body, in bytes.
    /// - Throws: `Fault(.tooLarge)`; `Fault(.unsupported)` when it is no such form; `Fault(.invalid)` when it is broken.
    init(_ request: Request, bound: Int) async throws {
        guard let boundary = Self.boundary(request.headers[.contentType] ?? "") else {
            throw Fault(.unsupported, "Send the form as multipart/form-data.")
        }
        try self.init(try await Answer.body(request, upTo: bound, otherwise: "split the table"), boundary: boundary)
    }

    /// - Throws: `Fault(.invalid)`.
    init(_ body: Data, boundary: String) throws {
        let broken = Fault(.invalid, "The form could not be read: send it again.")
        let mark = Data("--\(boundary)".utf8)
        guard var at = body.range(of: mark)?.upperBound else { throw broken }
        while true {
            let rest = body[at...]
            if rest.starts(with: Data("--".utf8)) { return }
            // The line break before the next mark belongs to the mark.
            guard rest.starts(with: Data("\r\n".utf8)), parts.count < Self.mostParts,
                let head = rest.range(of: Data("\r\n\r\n".utf8)),
                let end = body.range(of: Data("\r\n".utf8) + mark, in: head.upperBound..<body.endIndex)
                    ?? Self.empty(body, head.upperBound, mark)
            else { throw broken }
            if let name = Self.name(String(decoding: body[at..<head.lowerBound], as: UTF8.self)), parts[name] == nil {
                parts[name] = Data(body[head.upperBound..<max(end.lowerBound, head.upperBound)])
            }
            at = end.upperBound
        }
    }

    /// The mark of a part without any bytes may stand right behind the head, whose line break it shares.
    private static func empty(_ body: Data, _ at: Data.Index, _ mark: Data) -> Range<Data.Index>? {
        body[at...].starts(with: mark) ? at..<(at + mark.count) : nil
    }

    private static func boundary(_ contentType: String) -> String? {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let start = contentType.range(of: "boundary=", options: .caseInsensitive)?.upperBound
        else { return nil }
        let value = contentType[start...].prefix { $0 != ";" }.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
        return (1...70).contains(value.count) ? value : nil
    }

    /// The `name` of a part's Content-Disposition.
    private static func name(_ head: String) -> String? {
        for line in head.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("content-disposition:") {
            for piece in line.split(separator: ";") {
                let pair = piece.trimmingCharacters(in: .whitespaces)
                if pair.hasPrefix("name=\""), pair.hasSuffix("\"") { return String(pair.dropFirst(6).dropLast()) }
            }
        }
        return nil
    }
}
