/// What came of one attempt to hand a message to the world outside.
///
/// Gateways answer with an outcome and never throw: an effect whose result is unknown is a `retry`, since the
/// receiver deduplicates by the idempotency key.
public enum DeliveryOutcome: Sendable, Equatable {
    /// The receiver has it. `receipt` is its own identifier for the message.
    case delivered(receipt: String, answer: Answer)
    /// Not now; the retry schedule decides when, but no earlier than `after`.
    case retry(reason: String, after: Duration?, answer: Answer?)
    /// A person must look: repeating the same bytes cannot succeed.
    case held(reason: String, answer: Answer?)
    /// A person is to send it by hand: no gateway was asked.
    case manual(reason: String)

    /// How the reason begins where a receiver has taken a message and given nothing to know it by.
    public static let acceptedWithoutReceipt = "It was accepted, but there is no receipt"

    /// What the receiver said, kept for the person who looks: at most the first 4 KiB of the body.
    public struct Answer: Sendable, Equatable, Codable {
        public let status: Int
        public let body: String
        public init(status: Int, body: String) {
            self.status = status
            self.body = body
        }
    }
}
