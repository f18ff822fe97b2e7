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
        // By bytes: a page of a list reads hundreds of these.
        let prefix = Tag.idPrefix.utf8
        var bytes = Array(text.utf8)
        guard bytes.count == prefix.count + 27, bytes[prefix.count] == UInt8(ascii: "_") else { return nil }
        for index in bytes.indices where (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index]) {
            bytes[index] |= 0x20
        }
        guard bytes.starts(with: prefix), bytes.dropFirst(prefix.count + 1).allSatisfy(Base32.isDigit) else {
            return nil
        }
        description = String(decoding: bytes, as: UTF8.self)
    }

    /// A new identifier for `now`.
    public init(now: Date, using generator: inout some RandomNumberGenerator) {
        var body: [UInt8] = []
        let millis = UInt64(max(0, now.timeIntervalSince1970 * 1000))
        for shift in stride(from: 45, through: 0, by: -5) {
            body.append(Base32.digits[Int((millis >> UInt64(shift)) & 31)])
        }
        for _ in 0..<16 { body.append(Base32.digits[Int(generator.next(upperBound: UInt32(32)))]) }
        description = Tag.idPrefix + "_" + String(decoding: body, as: UTF8.self)
    }

    public static func new(_ now: Date) -> ID {
        var generator = SystemRandomNumberGenerator()
        return ID(now: now, using: &generator)
    }
}

/// Crockford's digits: no i, l, o and u, which people misread.
private enum Base32 {
    static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "o"), UInt8(ascii: "u"): false
        case UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: false
        }
    }
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
