import Crypto
import Foundation

/// Chance that anyone can recompute: keys in ascending order of HMAC-SHA256(seed, `<batch>|<kind>|<key>`).
public enum Draw {
    public enum Kind: String, Choice {
        case inspector
        case enterprise
        /// A question of a bank, keyed `<person>|<question>`.
        case question

        /// The letter in the message that is authenticated.
        public var letter: String {
            switch self {
            case .inspector: "I"
            case .enterprise: "E"
            case .question: "Q"
            }
        }
    }

    public struct Ranked: Sendable, Hashable, Codable {
        /// A certificate number or a USCC.
        public let key: String
        /// 64 lower-case hexadecimal digits; ascending order is the rank.
        public let hmac: String
        public init(key: String, hmac: String) {
            self.key = key
            self.hmac = hmac
        }
    }

    /// All keys in the order in which they are taken.
    public static func rank(seed: Hash32, batch: String, kind: Kind, keys: [String]) -> [Ranked] {
        let secret = SymmetricKey(data: seed.data)
        let ranked = keys.map { key in
            let message = Data("\(batch)|\(kind.letter)|\(key)".utf8)
            let code = HMAC<SHA256>.authenticationCode(for: message, using: secret)
            return Ranked(key: key, hmac: Data(code).hexadecimal)
        }
        return ranked.sorted { ($0.hmac, $0.key) < ($1.hmac, $1.key) }
    }
}
