import Crypto
import Domain
import Foundation
import Synchronization

/// One result that had its effect, as the journal keeps it.
struct LicensingEffect: Codable, Sendable {
    let messageID: String
    let idempotencyKey: String
    /// SHA-256 of the body's bytes, lower-case hex.
    let bodySHA256: String
    let receiptID: String
    /// ISO 8601, UTC.
    let receivedAt: String
    /// The `webhook-…` headers as they came.
    let headers: [String: String]
    /// The body's bytes, base64.
    let body: Data

    enum CodingKeys: String, CodingKey {
        case messageID = "message_id"
        case idempotencyKey = "idempotency_key"
        case bodySHA256 = "body_sha256"
        case receiptID = "receipt_id"
        case receivedAt = "received_at"
        case headers, body
    }
}

/// What the licensing backend knows: each idempotency key has at most one effect, and the effect is in the
/// journal before anybody hears of it.
final class LicensingLedger: Sendable {
    enum Verdict: Sendable {
        case first(LicensingEffect)
        case again(LicensingEffect)
        /// The key is known with another body.
        case otherBody(LicensingEffect)
    }

    /// Requests by outcome, since this process started (`effects` since the journal began).
    struct Counts: Codable, Sendable {
        var requests = 0
        var effects = 0
        var repeats = 0
        var refused = 0
    }

    private struct State {
        var effects: [LicensingEffect]
        /// Index into `effects`.
        var byKey: [String: Int]
        var counts = Counts()
    }

    private let journal: Journal<LicensingEffect>
    private let state: Mutex<State>

    init(journal path: String) throws(Fault) {
        journal = try Journal(path: path)
        let keys = journal.found.enumerated().map { ($1.idempotencyKey, $0) }
        state = Mutex(State(effects: journal.found, byKey: Dictionary(keys) { first, _ in first }))
    }

    /// Blocks on the disk. The lock is held over the append, so that two requests with one key, at once, have
    /// one effect.
    func accept(
        key: String, messageID: String, headers: [String: String], body: Data, now: Date
    ) throws -> Verdict {
        let digest = SHA256.hash(data: body).map { String(format: "%02x", $0) }.joined()
        return try state.withLock { state in
            if let known = state.byKey[key] {
                let effect = state.effects[known]
                guard effect.bodySHA256 == digest else {
                    state.counts.refused += 1
                    return .otherBody(effect)
                }
                state.counts.repeats += 1
                return .again(effect)
            }
            let effect = LicensingEffect(
                messageID: messageID, idempotencyKey: key, bodySHA256: digest,
                receiptID: String(format: "LB-%06d", state.effects.count + 1),
                receivedAt: now.formatted(.iso8601), headers: headers, body: body)
            try journal.append(effect)
            state.byKey[key] = state.effects.count
            state.effects.append(effect)
            return .first(effect)
        }
    }

    /// Effects in the order they came; ISO 8601 instants in UTC compare as text.
    func effects(since instant: Date? = nil) -> [LicensingEffect] {
        let floor = instant.map { $0.formatted(.iso8601) } ?? ""
        return state.withLock { $0.effects.filter { $0.receivedAt >= floor } }
    }

    func countRequest() { state.withLock { $0.counts.requests += 1 } }
    func countRefusal() { state.withLock { $0.counts.refused += 1 } }

    var counts: Counts {
        state.withLock { state in
            var counts = state.counts
            counts.effects = state.effects.count
            return counts
        }
    }
}
