import Domain

/// The way out for one kind of message. It answers with an outcome and never throws.
public struct Gateway: Sendable {
    public let deliver: @Sendable (OutboundMessage) async -> DeliveryOutcome

    public init(_ deliver: @escaping @Sendable (OutboundMessage) async -> DeliveryOutcome) {
        self.deliver = deliver
    }

    /// For a centre that has not configured this way out: its messages wait for a person.
    public static func missing(_ key: String) -> Gateway {
        Gateway { _ in
            .held(
                reason: "\(key) is not set in the configuration: set it, restart, and retry the delivery.", answer: nil)
        }
    }
}
