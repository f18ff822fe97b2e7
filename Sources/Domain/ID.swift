import Foundation

/// A thing that identifiers point at; the prefix is what people and logs see before the underscore.
public protocol Identified {
    static var idPrefix: String { get }
}

/// An identifier of one kind of thing: `chk_` and 26 characters of Crockford's base 32.
///
/// The first ten characters hold milliseconds since 1970, so identifiers sort by the time they were made; the other
/// sixteen are random. Case is folded on reading.
public struct ID<Tag: Identified>: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init?(_ text: String) {
        let folded = text.lowercased()
        guard folded.hasPrefix(Tag.idPrefix + "_") else { return nil }
        let body = folded.dropFirst(Tag.idPrefix.count + 1)
        guard body.count == 26, body.allSatisfy({ Self.alphabet.contains($0) }) else { return nil }
        description = folded
    }

    /// A new identifier for `now`.
    public init(now: Date, using generator: inout some RandomNumberGenerator) {
        var body: [Character] = []
        let millis = UInt64(max(0, now.timeIntervalSince1970 * 1000))
        for shift in stride(from: 45, through: 0, by: -5) {
            body.append(Self.alphabet[Int((millis >> UInt64(shift)) & 31)])
        }
        for _ in 0..<16 { body.append(Self.alphabet[Int(generator.next(upperBound: UInt32(32)))]) }
        description = Tag.idPrefix + "_" + String(body)
    }

    public static func new(_ now: Date) -> ID {
        var generator = SystemRandomNumberGenerator()
        return ID(now: now, using: &generator)
    }

    private static var alphabet: [Character] { Array("0123456789abcdefghjkmnpqrstvwxyz") }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = ID(text) else {
            throw Fault(.invalid, "\"\(text)\" is no identifier of the form \(Tag.idPrefix)_…")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Something that only has an identifier here: its rows live in the store.
public enum Recording: Identified { public static let idPrefix = "rec" }
public enum Delivery: Identified { public static let idPrefix = "dlv" }
public enum Document: Identified { public static let idPrefix = "doc" }
public enum Message: Identified { public static let idPrefix = "msg" }
public enum AlertMail: Identified { public static let idPrefix = "alm" }
/// A file in the watched folder.
public enum Incoming: Identified { public static let idPrefix = "inc" }
