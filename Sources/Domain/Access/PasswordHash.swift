import Crypto
import CryptoExtras
import Foundation

/// What is kept of a password: scrypt (RFC 7914) with its cost beside it, `$scrypt$ln=17,r=8,p=1$<salt>$<key>`, base64
/// without padding. A guess costs whoever took the database as much as it costs here.
public struct PasswordHash: Sendable, Equatable, CustomStringConvertible {
    public let cost: Cost
    private let salt: Data
    private let key: Data

    /// How dear a guess is. Memory is 128 · 2^ln · r bytes: 128 MiB as usual.
    public struct Cost: Sendable, Equatable {
        /// The logarithm of the rounds, 10 to 20.
        public let ln: Int
        static let r = 8
        static let p = 1

        /// Nil outside 10...20.
        public init?(ln: Int) {
            guard (10...20).contains(ln) else { return nil }
            self.ln = ln
        }

        private init(usual: Int) { ln = usual }

        public static let usual = Cost(usual: 17)
    }

    /// Takes a third of a second or so of a core: never on a thread that others wait for.
    public init(of password: String, cost: Cost) throws {
        self.cost = cost
        salt = Data.random(byteCount: 16)
        key = try Self.derive(password, salt, cost)
    }

    /// Nil for a text that is none of ours.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", parts[2].hasPrefix("ln="),
            parts[2].hasSuffix(",r=\(Cost.r),p=\(Cost.p)"),
            let ln = Int(parts[2].dropFirst(3).prefix { $0 != "," }), let cost = Cost(ln: ln),
            let salt = Self.unpadded(parts[3]), salt.count == 16, let key = Self.unpadded(parts[4]), key.count == 32
        else { return nil }
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    public var description: String {
        "$scrypt$ln=\(cost.ln),r=\(Cost.r),p=\(Cost.p)$\(Self.unpadded(salt))$\(Self.unpadded(key))"
    }

    /// Takes as long as making one, whatever the answer.
    public func fits(_ password: String) throws -> Bool {
        let shown = try Self.derive(password, salt, cost)
        return zip(shown, key).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// One that nothing fits: verified where there is no account, so that its absence does not show.
    public static func unmatched(_ cost: Cost) -> PasswordHash {
        PasswordHash(cost: cost, salt: Data(count: 16), key: Data.random(byteCount: 32))
    }

    private init(cost: Cost, salt: Data, key: Data) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// Composed characters, so that every keyboard's way of typing a name or a Chinese word gives the same.
    private static func derive(_ password: String, _ salt: Data, _ cost: Cost) throws -> Data {
        let text = password.precomposedStringWithCompatibilityMapping
        return try KDF.Scrypt.deriveKey(
            from: Data(text.utf8), salt: salt, outputByteCount: 32, rounds: 1 << cost.ln, blockSize: Cost.r,
            parallelism: Cost.p
        ).withUnsafeBytes { Data($0) }
    }

    private static func unpadded(_ bytes: Data) -> String { bytes.base64EncodedString().replacing("=", with: "") }

    private static func unpadded(_ text: String) -> Data? {
        Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }
}
