import Crypto
import Foundation

/// A SHA-256 digest: 32 bytes by value, without a heap allocation, so that a tree of millions stays cheap.
/// Its text and JSON form is 64 lower-case hexadecimal digits.
public struct Hash32: Hashable, Sendable {
    public static let byteCount = 32

    // Four big-endian words: the synthesised equality and hashing then follow from the bytes.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Nil unless there are exactly 32 bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: [UInt64] = [0, 0, 0, 0]
        for (offset, byte) in bytes.enumerated() {
            words[offset / 8] = words[offset / 8] << 8 | UInt64(byte)
        }
        self.words = (words[0], words[1], words[2], words[3])
    }

    /// Nil unless the text is 64 hexadecimal digits, of either case.
    public init?(hex: String) {
        guard let bytes = hex.hexadecimalBytes else { return nil }
        self.init(bytes)
    }

    /// The SHA-256 of the parts laid end to end.
    public static func sha256(of parts: Data...) -> Hash32 {
        var hasher = SHA256()
        for part in parts { hasher.update(data: part) }
        return Hash32(trusted: hasher.finalize())
    }

    /// From a digest of Crypto's, which is 32 bytes by its type.
    init(trusted digest: SHA256.Digest) {
        self.words = digest.withUnsafeBytes { raw in
            (
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
            )
        }
    }

    /// The 32 bytes, most significant first.
    public var data: Data {
        let bytes = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
        return withUnsafeBytes(of: bytes) { Data($0) }
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { data.hexadecimal }

    public static func == (left: Hash32, right: Hash32) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension Hash32: CustomStringConvertible {
    public var description: String { hex }
}

extension Hash32: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let hash = Hash32(hex: text) else {
            throw Fault(
                .invalid, "A SHA-256 digest is 64 hexadecimal digits.", field: decoder.codingPath.dottedField)
        }
        self = hash
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
