import Domain
import Foundation
import Logging
import Store

/// Gives the commands that wait for nobody: `schedule`, `issue`, `close` and `remind`. What is refused is written on the check
/// for staff to see, and tried again later.
struct CheckTimer: Sendable {
    let store: CheckStore
    let logger: Logger
    let lease: Duration = .seconds(60)
    let secondLook: TimeInterval = 600

    func pass(now: Date) async throws -> Date? {
        while !Task.isCancelled {
            let due = try await store.claimDueChecks(limit: 32, lease: lease, now: Date())
            if due.isEmpty { break }
            for check in due { try await give(check) }
        }
        try await remind()
        return [try await store.nextDueCheck(), try await store.nextReminder()].compactMap(\.self).min()
    }

    /// Reminders that are due. A refusal ends one: its time has passed, or nobody can be reminded.
    private func remind() async throws {
        while !Task.isCancelled {
            let due = try await store.dueReminders(limit: 32, now: Date())
            if due.isEmpty { break }
            for check in due {
                let now = Date()
                FailPoint.reach("reminder.due")
                if case .accepted = try await store.apply(.remind, to: check, by: .timer, now: now) {
                    logger.info("reminded", metadata: ["check": "\(check)"])
                } else {
                    try await store.dropReminders(of: check, now: now)
                }
                FailPoint.reach("reminder.done")
            }
        }
    }

    private func give(_ due: DueCheck) async throws {
        FailPoint.reach("check.claimed")
        let now = Date()
        let metadata: Logger.Metadata = ["check": "\(due.id)", "command": "\(due.command.name.rawValue)"]
        do {
            switch try await store.apply(due.command, to: due.id, by: .timer, now: now) {
            case .accepted(let check):
                logger.info("moved on", metadata: metadata.merging(["state": "\(check.state.name.rawValue)"]) { $1 })
            case .repeated: break
            case .refused(let refusal):
                // A state that has moved on meanwhile needs nothing more from the timer.
                guard refusal.guard != .wrongState else { return }
                logger.warning("blocked", metadata: metadata.merging(["reason": "\(refusal.text)"]) { $1 })
                try await store.postpone(
                    due.id, because: refusal.text, guardName: refusal.guard, until: now.addingTimeInterval(secondLook),
                    now: now)
            }
        } catch let fault as Fault where fault.kind != .unavailable {
            logger.error("blocked by a fault", metadata: metadata.merging(["fault": "\(fault)"]) { $1 })
            try await store.postpone(
                due.id, because: fault.message, guardName: nil, until: now.addingTimeInterval(secondLook), now: now)
        }
    }
}
