import Crypto
import Foundation

/// Seals columns that hold personal data, and makes keyed look-up values for them.
///
/// A sealed value is one version byte, the key's number, and an AES-256-GCM box (12-byte nonce, ciphertext, 16-byte
/// tag), bound to its place by the caller's context. Look-up values are HMAC-SHA256 under a key of their own, so equal
/// numbers can be found without opening any. These keys, and the one that signs the audit log's checkpoints, come from the
/// master key by HKDF-SHA256 (RFC 5869).
public struct Vault: Sendable {
    private struct Key: Sendable {
        let signing: Data
        let sealing: SymmetricKey
        let lookup: SymmetricKey
        let fingerprint: String
    }

    /// What the keys file holds, in its order, without the keys: the first looks up, the last seals.
    public let marks: [KeyMark]
    private let keys: [UInt8: Key]
    private let current: UInt8
    private let lookupKey: UInt8

    /// Reads the keys file: a line `k<number> <base64 of 32 bytes>` each; the last line seals, the first one looks up
    /// (look-up values must stay comparable when keys are added).
    /// - Throws: `Fault(.invalid)` naming the line; never the key.
    public init(keysFile text: String) throws {
        var keys: [UInt8: Key] = [:]
        var order: [UInt8] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(separator: " ").map(String.init)
            if words.isEmpty || line.hasPrefix("#") { continue }
            guard words.count == 2, words[0].hasPrefix("k"), let number = UInt8(words[0].dropFirst()),
                let bytes = Data(base64Encoded: words[1]), bytes.count == 32, keys[number] == nil
            else {
                throw Fault(
                    .invalid,
                    "line \(index + 1) of the keys file must read \"k1 <base64 of 32 bytes>\" with a number (0–255) used once"
                )
            }
            let master = SymmetricKey(data: bytes)
            keys[number] = Key(
                signing: Self.derive(master, "videocheck/checkpoint").withUnsafeBytes { Data($0) },
                sealing: Self.derive(master, "videocheck/seal"), lookup: Self.derive(master, "videocheck/lookup"),
                fingerprint: Self.fingerprint(master))
            order.append(number)
        }
        guard let first = order.first, let last = order.last else {
            throw Fault(.invalid, "the keys file is empty: write a line \"k1 <base64 of 32 random bytes>\"")
        }
        self.keys = keys
        marks = order.compactMap { number in
            keys[number].map { KeyMark(id: "k\(number)", fingerprint: $0.fingerprint) }
        }
        current = last
        lookupKey = first
    }

    private static func fingerprint(_ master: SymmetricKey) -> String {
        derive(master, "videocheck/fingerprint").withUnsafeBytes { Data($0.prefix(8)).hexadecimal }
    }

    private static func derive(_ master: SymmetricKey, _ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: master, info: Data(purpose.utf8), outputByteCount: 32)
    }

    private static let version: UInt8 = 1

    /// - Parameter context: where the value stands (`person.id_number/per_…`); opening needs the same.
    public func seal(_ plain: Data, context: String) throws -> Data {
        guard let key = keys[current] else { throw Fault(.internal, "the sealing key is not loaded") }
        let box = try AES.GCM.seal(plain, using: key.sealing, authenticating: Data(context.utf8))
        guard let combined = box.combined else { throw Fault(.internal, "the sealed box has no standard nonce") }
        return Data([Self.version, current]) + combined
    }

    /// - Throws: `Fault(.damaged)` when the value, its context or its key is not the one it was sealed with.
    public func open(_ sealed: Data, context: String) throws -> Data {
        let head = sealed.prefix(2)
        guard sealed.count > 30, head.first == Self.version, let number = head.last, let key = keys[number] else {
            throw Fault(
                .damaged, "the sealed value at \(context) names a key that the keys file lacks, or is cut short")
        }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.dropFirst(2))
            return try AES.GCM.open(box, using: key.sealing, authenticating: Data(context.utf8))
        } catch {
            throw Fault(.damaged, "the sealed value at \(context) does not open with its key", cause: error)
        }
    }

    /// Signs for the audit log of that name. It is made of the key that looks up: it stays what it is when keys are added.
    public func signer(of log: String) throws -> SignedNote.Signer {
        guard let key = keys[lookupKey] else { throw Fault(.internal, "the first key is not loaded") }
        return try SignedNote.Signer(name: log, seed: key.signing)
    }

    /// A 32-byte value by which equal `text`s of one `purpose` are found.
    public func lookup(_ text: String, purpose: String) throws -> Data {
        guard let key = keys[lookupKey] else { throw Fault(.internal, "the look-up key is not loaded") }
        return Data(HMAC<SHA256>.authenticationCode(for: Data("\(purpose)\u{0}\(text)".utf8), using: key.lookup))
    }
}
