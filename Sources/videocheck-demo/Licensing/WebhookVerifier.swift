import Crypto
import Domain
import Foundation

/// Checks Standard Webhooks 1.0.0 signatures: `v1,` and the base64 of HMAC-SHA256 over
/// `<webhook-id>.<webhook-timestamp>.<body>`. Written apart from the sender's code, from the specification,
/// so that the two keep each other honest.
struct WebhookVerifier: Sendable {
    /// A message older or newer than this is refused, against replays.
    static let tolerance: TimeInterval = 300

    private let key: SymmetricKey

    /// - Parameter secret: `whsec_` and the base64 of 24 to 64 bytes.
    init(secret: String) throws(Fault) {
        let text = secret.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.hasPrefix("whsec_"), let bytes = Data(base64Encoded: String(text.dropFirst(6))),
            (24...64).contains(bytes.count)
        else {
            throw Fault(.invalid, "The webhook secret must be whsec_ and the base64 of 24 to 64 bytes.")
        }
        key = SymmetricKey(data: bytes)
    }

    init(secretFile path: String) throws(Fault) {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Fault(.invalid, "Cannot read the secret file \(path).", cause: error)
        }
        try self.init(secret: text)
    }

    /// What is wrong with a message's signature; nil if it is good.
    func objection(id: String?, timestamp: String?, signatures: String?, body: Data, now: Date) -> String? {
        guard let id, !id.isEmpty else { return "The header webhook-id is missing." }
        guard let timestamp, let seconds = Int64(timestamp) else {
            return "The header webhook-timestamp must be whole seconds since 1970."
        }
        guard abs(now.timeIntervalSince1970 - Double(seconds)) <= Self.tolerance else {
            return "The webhook-timestamp is more than five minutes away from this clock."
        }
        guard let signatures else { return "The header webhook-signature is missing." }
        let signed = Data("\(id).\(timestamp).".utf8) + body
        let good = signatures.split(separator: " ").contains { signature in
            guard signature.hasPrefix("v1,"), let code = Data(base64Encoded: String(signature.dropFirst(3)))
            else { return false }
            // Compares in constant time.
            return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key)
        }
        return good ? nil : "No v1 signature in webhook-signature fits the message."
    }
}
