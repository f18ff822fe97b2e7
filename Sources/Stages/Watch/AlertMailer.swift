import Domain
import Foundation
import Logging
import Store

/// Tells the centre's administrator of alerts by mail: writes the mail that is due, claims it, sends it, settles it. A
/// mail server that is away is tried again for as long as it takes; the alerts stand on the console meanwhile.
struct AlertMailer: Sendable {
    let store: CheckStore
    let address: String
    let gateway: Gateway
    let logger: Logger
    let lease: Duration = .seconds(120)
    /// Shorter than the outbox's: an alert of yesterday is of little use.
    static let retries = RetryPolicy(schedule: [.zero, .seconds(5), .seconds(60), .seconds(300), .seconds(600)])

    func pass(now: Date) async throws -> Date? {
        let next = try await store.writeAlertMail(to: address, now: now)
        if let mail = try await store.claimAlertMail(lease: lease, now: Date()) {
            try await send(mail)
            store.signals.watch.wake()
        }
        let due = try await store.nextAlertMail()
        // Due already means written by this pass, and settled since.
        return [next.flatMap { $0 > now ? $0 : nil }, due].compactMap { $0 }.min()
    }

    private func send(_ mail: ClaimedAlertMail) async throws {
        FailPoint.reach("alert.claimed")
        let outcome = await gateway.deliver(mail.message)
        FailPoint.reach("alert.sent")
        let attempt = mail.message.attempt
        var wait: Duration = .zero
        var metadata: Logger.Metadata = ["mail": "\(mail.id)", "attempt": "\(attempt)"]
        switch outcome {
        case .delivered: logger.info("alert mail sent", metadata: metadata)
        case .retry(let reason, let after, _):
            wait = Self.retries.delay(afterAttempt: attempt, jitter: Double.random(in: 0..<1), retryAfter: after)
            metadata["reason"] = "\(reason)"
            logger.warning("alert mail will be retried", metadata: metadata)
        case .held(let reason, _):
            metadata["reason"] = "\(reason)"
            logger.error("alert mail was refused", metadata: metadata)
        }
        try await store.settle(mail, outcome, retryIn: wait, now: Date())
    }
}
