import Domain
import Foundation
import GRDB

extension CheckStore {
    public enum Applied: Sendable {
        case accepted(Check)
        /// The same idempotency key with the same command: answered from the record, nothing done.
        case repeated(Check)
        case refused(Refusal)
    }

    /// Carries out a command, or says why not: the row, its event, the audit leaf and everything that follows from it,
    /// in one transaction that is durable before this returns.
    /// - Parameters:
    ///   - key: a caller's idempotency key; the same key with another command is a conflict.
    ///   - revision: the revision that the caller saw; nil: whichever it is.
    ///   - codes: one-time codes by inspector id; they are held against the secrets, and kept nowhere.
    /// - Throws: `Fault(.notFound)` for an unknown check, `Fault(.conflict)` for a reused key, `Fault(.outdated)` when the
    ///   check has moved on since the revision that the caller saw, `Fault(.unavailable)` when nothing could be written.
    public func apply(
        _ command: CheckCommand, to id: ID<Check>, by actor: Actor, key: String? = nil, revision: Int? = nil,
        codes: [String: OneTimeCode] = [:], now: Date
    ) async throws -> Applied {
        let now = now.wholeMillis
        let clock = surroundings.clockSynchronised()
        let key = try key.map { IdempotencyKey($0, requestSHA256: try requestDigest(command, to: id, by: actor)) }
        let applied = try await database.commits.attempt { db in
            let outcome = try self.applyInside(
                db, command, to: id, by: actor, key: key, revision: revision, codes: codes, clock: clock, now: now)
            guard case .refused = outcome else { return .kept(outcome) }
            // A refusal takes back what was reserved to reach it, such as a notice's number. It leaves no trace but this:
            // guessing codes has a bound.
            return .undone(outcome) { try ProofTable.countWrong($0, codes, vault: self.vault, now: now) }
        }
        switch applied {
        case .accepted(let check):
            database.counts.transitions.add(command.name.rawValue)
            wake(after: check.state.name)
            wake(after: command.name)
        case .refused(let refusal): database.counts.refusals.add(refusal.guard.rawValue)
        case .repeated: break
        }
        return applied
    }

    private func applyInside(
        _ db: Database, _ command: CheckCommand, to id: ID<Check>, by actor: Actor, key: IdempotencyKey?,
        revision: Int?,
        codes: [String: OneTimeCode], clock: Bool, now: Date
    ) throws -> Applied {
        if let key, try IdempotencyTable.check(db, key) != nil {
            return .repeated(try CheckTable.fetch(db, id))
        }
        var check = try CheckTable.fetch(db, id)
        if let revision, revision != check.revision {
            throw Fault(
                .outdated,
                "\(check.checkNo) has moved on to revision \(check.revision) since revision \(revision), which you saw: look at it again, then decide.",
                field: "If-Match")
        }
        let (now, setBack) = try EventTable.time(db, of: check.id, at: now)
        let facts = try facts(db, for: command, check, codes: codes, clock: clock, now: now)
        switch decide(check, command, by: actor, facts, now: now) {
        case .refused(let refusal): return .refused(refusal)
        case .accepted(let transition):
            let old = check.revision
            // What leaves the state as it is leaves the timers alone.
            let isBeside = check.state == transition.state
            check.state = transition.state
            check.revision += 1
            for case .setDeadline(let deadline, let from) in transition.effects {
                (check.deadline, check.extendedFrom) = (deadline, from)
            }
            try perform(db, before: transition.effects, check, clearing: !isBeside, now: now)
            try CheckTable.write(db, check, from: old)
            let event = transition.event
            try EventTable.insert(
                db, check: id, revision: check.revision, state: event.name, command: event.command.rawValue,
                actor: event.actor, at: event.at, body: event.body.merging(setBack) { $1 })
            try perform(db, after: transition.effects, check, by: actor, facts: facts, now: now)
            try ProofTable.spend(db, facts.people.proven)
            try keepTime(db, check, because: event.command.rawValue, facts.rules, now: now)
            if let key { try IdempotencyTable.keep(db, key, id, now: now) }
            return .accepted(check)
        }
    }

    /// What is written beside a check has its own followers: the party's mail, and who watches.
    private func wake(after command: CheckCommand.Name) {
        // These send something from states that else send nothing.
        if [.remind, .keepSlot, .reopen, .decideRecusal, .replaceInspector].contains(command) {
            signals.notices.wake()
        }
        if [.askRecusal, .decideRecusal, .replaceInspector].contains(command) { signals.watch.wake() }
    }

    private func wake(after state: CheckState.Name) {
        switch state {
        case .approved: signals.checks.wake()
        case .scheduled: signals.checks.wake()
        case .issued, .cancelled:
            signals.notices.wake()
            signals.checks.wake()
        case .interrupted: signals.checks.wake()
        case .completed, .aborted, .declined: signals.recordings.wake()
        case .rectifying, .passed, .failed, .escalated, .withdrawn:
            signals.results.wake()
            signals.notices.wake()
        case .requested, .serviceFailed, .served, .inSession, .noShow, .sealed, .underReview, .rechecked, .closed: break
        }
    }
}
