import Domain
import Foundation
import Logging
import Store

/// Sends what the outbox holds of some kinds: claims a handful, sends them side by side, settles each.
struct DeliveryStage: Sendable {
    let store: CheckStore
    let kinds: [DeliveryKind]
    let gateway: @Sendable (DeliveryKind) -> Gateway
    let logger: Logger
    /// How many are sent at once.
    let width = 8
    /// Longer than any transfer may take, so that a claim ends only with its process.
    let lease: Duration = .seconds(120)

    func pass(now: Date) async throws -> Date? {
        while !Task.isCancelled {
            let claimed = try await store.claimDeliveries(of: kinds, limit: width, lease: lease, now: Date())
            if claimed.isEmpty { break }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for delivery in claimed { group.addTask { try await send(delivery) } }
                try await group.waitForAll()
            }
        }
        return try await store.nextDelivery(of: kinds)
    }

    private func send(_ delivery: ClaimedDelivery) async throws {
        FailPoint.reach("delivery.claimed")
        let outcome = await gateway(delivery.kind).deliver(delivery.message)
        FailPoint.reach("delivery.sent")
        let attempt = delivery.message.attempt
        var wait: Duration = .zero
        var metadata: Logger.Metadata = [
            "delivery": "\(delivery.id)", "kind": "\(delivery.kind.rawValue)", "attempt": "\(attempt)",
        ]
        switch outcome {
        case .delivered(let receipt, _):
            metadata["receipt"] = "\(receipt)"
            logger.info("delivered", metadata: metadata)
        case .retry(let reason, let after, _):
            wait = RetryPolicy.standard.delay(
                afterAttempt: attempt, jitter: Double.random(in: 0..<1), retryAfter: after)
            metadata["reason"] = "\(reason)"
            metadata["retry_in"] = "\(wait)"
            if RetryPolicy.standard.alerts(afterAttempt: attempt) {
                logger.error("delivery keeps failing", metadata: metadata)
            } else {
                logger.warning("delivery will be retried", metadata: metadata)
            }
        case .held(let reason, _):
            metadata["reason"] = "\(reason)"
            logger.error("delivery is held for a person", metadata: metadata)
        case .manual(let reason):
            metadata["reason"] = "\(reason)"
            logger.notice("a text waits to be sent by hand", metadata: metadata)
        }
        try await store.settle(delivery, outcome, retryIn: wait, now: Date())
    }
}
