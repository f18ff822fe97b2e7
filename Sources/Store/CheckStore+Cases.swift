import Domain
import Foundation
import GRDB

/// Commands to filed cases, in the shape of those to checks: one transaction for the row, its event, the audit leaf, the
/// papers and the outbox.
extension CheckStore {
    public enum CaseApplied: Sendable {
        case accepted(LegalCase)
        /// The same idempotency key with the same command: answered from the record, nothing done.
        case repeated(LegalCase)
        case refused(Refusal)
    }

    /// Carries out a command on a case, or says why not. Parameters and faults are those of `apply` for checks.
    public func apply(
        _ command: CaseCommand, to id: ID<LegalCase>, by actor: Actor, key: String? = nil, revision: Int? = nil,
        now: Date
    ) async throws -> CaseApplied {
        let now = now.wholeMillis
        let key = key.map { IdempotencyKey($0, of: "\(id)|\(command)|\(actor)") }
        let applied = try await database.commits.attempt { db in
            let outcome = try self.applyInside(
                db, command, to: id, by: actor, key: key, revision: revision, now: now)
            // A refusal takes back what was reserved to reach it, such as a notice's number.
            if case .refused = outcome { return .undone(outcome) }
            return .kept(outcome)
        }
        switch applied {
        case .accepted:
            signals.notices.wake()
            signals.results.wake()
            signals.checks.wake()
            signals.watch.wake()
        case .refused(let refusal): database.counts.refusals.add(refusal.guard.rawValue)
        case .repeated: break
        }
        return applied
    }

    private func applyInside(
        _ db: Database, _ command: CaseCommand, to id: ID<LegalCase>, by actor: Actor, key: IdempotencyKey?,
        revision: Int?,
        now: Date
    ) throws -> CaseApplied {
        if let key, try IdempotencyTable.check(db, key) != nil { return .repeated(try CaseTable.fetch(db, id)) }
        var legalCase = try CaseTable.fetch(db, id)
        if let revision, revision != legalCase.revision {
            throw Fault(
                .outdated,
                "\(legalCase.caseNo) has moved on to revision \(legalCase.revision) since revision \(revision), which you saw: look at it again, then decide.",
                field: "If-Match")
        }
        let facts = try facts(db, for: command.name, legalCase, now: now)
        switch decide(legalCase, command, by: actor, facts, now: now) {
        case .refused(let refusal): return .refused(refusal)
        case .accepted(let transition):
            let old = legalCase.revision
            legalCase.state = transition.state
            legalCase.revision += 1
            try CaseTable.write(db, legalCase, at: now, from: old)
            let event = transition.event
            try CaseEventTable.insert(
                db, legalCase, command: event.command.rawValue, actor: event.actor, at: event.at, body: event.body)
            try perform(db, transition.effects, legalCase, facts, now: now)
            try keepTime(db, legalCase, because: event.command.rawValue, now: now)
            if legalCase.state.name.isOver { try Self.wakeToClose(db, legalCase.check, now: now) }
            if let key { try IdempotencyTable.keep(db, key, legalCase.check, now: now) }
            return .accepted(legalCase)
        }
    }

    private func facts(
        _ db: Database, for name: CaseCommand.Name, _ legalCase: LegalCase, now: Date
    ) throws -> CaseFacts {
        let check = try CheckTable.fetch(db, legalCase.check)
        var facts = CaseFacts(
            rules: try surroundings.rules(at: legalCase.filing.at), terms: surroundings.terms, check: check)
        guard name.takenFrom.contains(legalCase.state.name) else { return facts }
        for kind in name.papers(of: legalCase.kind) { facts.papers[kind] = try reserve(db, kind, now: now) }
        switch name {
        case .setHearing:
            facts.inspectors =
                try RosterTable.inspectors(db, ofCheck: check.id)
                + RosterTable.inspectors(
                    db,
                    named: (check.state.fileReview?.inspectorIDs ?? [])
                        + (check.state.recheck?.recheck.inspectorIDs ?? []))
        case .serve, .acknowledge:
            facts.footage = try RecordingTable.footage(db, of: check.id)
            facts.result = try reserveResult(db, check, now: now)
            facts.authority = surroundings.centerName
            facts.legalRep = try db.text("SELECT legal_rep FROM enterprise WHERE uscc = ?", [check.uscc])
        case .settleClock: facts.clocks = try ClockTable.running(db, legalCase.id.description)
        case .notify, .statement, .askHearing, .holdHearing, .legalReview, .decide, .execute, .deregister, .dismiss:
            break
        }
        return facts
    }

    private func perform(
        _ db: Database, _ effects: [CaseEffect], _ legalCase: LegalCase, _ facts: CaseFacts, now: Date
    ) throws {
        let check = facts.check
        for effect in effects {
            switch effect {
            case .file(let paper):
                try DocumentTable.insert(
                    db, id: paper.id, check: check.id, kind: paper.kind, number: paper.number,
                    mediaType: "text/html; charset=utf-8",
                    bytes: surroundings.renderer.html(paper.kind, try fields(db, paper, check, now: now)), now: now)
                try CaseTable.file(db, paper.id, of: legalCase.id)
            case .send(let paper):
                try send(db, paper, check, days: try surroundings.rules(at: now).ackLinkDays, now: now)
            case .settleClock(let name): try ClockTable.settle(db, name, of: legalCase.id.description, now: now)
            case .postResult(let message): try post(db, message, check.id, now: now)
            case .postPenalty(let message):
                try DeliveryTable.insert(
                    db, .creditRecord(body: CanonicalJSON.encode(message)), kind: .creditPenalty, check: check.id,
                    message: message.message_id, key: message.idempotency_key, vault: vault, now: now)
            }
        }
    }

    /// The check's command has filed the approval; now its case begins.
    func open(_ db: Database, _ opened: LegalCase, by actor: Actor, now: Date) throws {
        try CaseTable.insert(db, opened)
        try CaseTable.file(db, opened.filing.document, of: opened.id)
        try CaseEventTable.insert(
            db, opened, command: "file", actor: actor, at: opened.filing.at,
            body: [
                "kind": .string(opened.kind.rawValue), "cause": .string(opened.filing.cause.rawValue),
                "document": .string(opened.filing.document.description), "document_no": .string(opened.filing.number),
                "persons": .array(opened.filing.persons.map { .string($0.description) }),
            ])
        try keepTime(db, opened, because: "file", now: now)
    }

    func reserveCase(_ db: Database, now: Date) throws -> LegalCase.Reservation {
        let year = Day(now, in: surroundings.timeZone).year
        let digits = String(try CounterTable.next(db, series: "case", year: year))
        return LegalCase.Reservation(
            id: .new(now), number: "AJ\(year)-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits)
    }

    /// Whether everything that must have a receipt has one. A centre that is not connected to a credit platform closes its
    /// checks all the same: the penalty stays in the outbox, held, until it is.
    func isDelivered(_ db: Database, _ check: ID<Check>) throws -> Bool {
        guard try DeliveryTable.allDelivered(db, of: check, kind: .licensingResult) else { return false }
        guard surroundings.postsPenalties, try DeliveryTable.count(db, of: check, kind: .creditPenalty) > 0 else {
            return true
        }
        return try DeliveryTable.allDelivered(db, of: check, kind: .creditPenalty)
    }

    /// The timer may try to close the check, unless a case or a message on its way keeps it open: the end of either wakes it
    /// again.
    static func wakeToClose(_ db: Database, _ check: ID<Check>, now: Date) throws {
        try db.run(
            """
            UPDATE "check" SET due_at = ?1, leased = 0 WHERE id = ?2
                AND state IN ('passed', 'failed', 'escalated_onsite', 'withdrawn')
                AND (state <> 'failed' OR decision_service IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM legal_case WHERE check_id = ?2 AND ended_at IS NULL)
                AND NOT EXISTS (SELECT 1 FROM delivery WHERE check_id = ?2 AND ((kind = 'licensing_result'
                    AND delivery.state <> 'delivered') OR (kind = 'credit_penalty' AND delivery.state = 'pending')))
            """, [now.millis, check.description])
    }
}
