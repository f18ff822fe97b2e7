import Crypto
import Domain
import Foundation

/// Signs messages as Standard Webhooks 1.0.0 describes: symmetric, `v1`.
public struct StandardWebhooks: Sendable {
    private let key: SymmetricKey

    /// - Parameter secret: what the secret's file holds: `whsec_` and base64, or raw bytes. One line end
    ///   after it is not part of it. The key has at least 24 bytes; `invalid` otherwise.
    public init(secret: Data) throws(Fault) {
        var bytes = secret
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        let prefix = Data("whsec_".utf8)
        if bytes.starts(with: prefix) {
            guard let decoded = Data(base64Encoded: Data(bytes.dropFirst(prefix.count))) else {
                throw Fault(
                    .invalid, "What follows whsec_ is not base64; copy the whole secret again.",
                    field: "secret")
            }
            bytes = decoded
        }
        guard bytes.count >= 24 else {
            throw Fault(
                .invalid,
                "The secret has \(bytes.count) bytes, and needs 24. Make one: openssl rand -base64 32.",
                field: "secret")
        }
        key = SymmetricKey(data: bytes)
    }

    /// The three headers for these exact bytes. `id` stays the same over retries; the timestamp, whole
    /// seconds, is the attempt's.
    public func headers(id: String, at time: Date, body: Data) -> [(name: String, value: String)] {
        let seconds = String(Int(time.timeIntervalSince1970.rounded(.down)))
        var code = HMAC<SHA256>(key: key)
        code.update(data: Data("\(id).\(seconds).".utf8))
        code.update(data: body)
        return [
            ("webhook-id", id),
            ("webhook-timestamp", seconds),
            ("webhook-signature", "v1," + Data(code.finalize()).base64EncodedString()),
        ]
    }
}
