import Crypto
import Domain
import Foundation

/// How a shape signs: digests in order, each over a text that may hold the ones before it.
struct TextSigning: Sendable {
    struct Step: Sendable {
        let name: String
        let algorithm: Algorithm
        let over: TextPattern
        /// Nil for a plain digest.
        let key: Key?
        let form: Form
    }

    enum Algorithm: String, Choice {
        case sha256
        case hmacSHA1 = "hmac_sha1"
        case hmacSHA256 = "hmac_sha256"
    }

    enum Key: Sendable {
        case text(TextPattern)
        /// The bytes of an earlier step.
        case step(String)
    }

    /// How `{step.NAME}` writes the digest.
    enum Form: String, Choice {
        case hex, base64
    }

    let steps: [Step]

    /// Adds `step.NAME` for every step.
    func sign(_ values: inout [String: String], secret: String) {
        var digests: [String: Data] = [:]
        for step in steps {
            let message = Data(step.over.text(values).utf8)
            let digest = Self.digest(message, step, values, secret, digests)
            digests[step.name] = digest
            values["step.\(step.name)"] =
                switch step.form {
                case .hex: digest.hexadecimal
                case .base64: digest.base64EncodedString()
                }
        }
    }

    private static func digest(
        _ message: Data, _ step: Step, _ values: [String: String], _ secret: String, _ digests: [String: Data]
    ) -> Data {
        let bytes: Data
        switch step.key {
        case .text(let pattern):
            // Only a key may hold the secret, so no other text is ever rendered with it.
            bytes = Data(pattern.text(values.merging(["secret": secret]) { $1 }).utf8)
        case .step(let name): bytes = digests[name] ?? Data()
        case nil: bytes = Data()
        }
        let key = SymmetricKey(data: bytes)
        switch step.algorithm {
        case .sha256: return Data(SHA256.hash(data: message))
        case .hmacSHA1: return Data(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
        case .hmacSHA256: return Data(HMAC<SHA256>.authenticationCode(for: message, using: key))
        }
    }
}
