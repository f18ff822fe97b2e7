import Domain
import Foundation
import GRDB

extension CheckStore {
    /// Reads who inspects, for the commands that ask.
    func people(
        _ db: Database, for name: CheckCommand.Name, _ check: Check, codes: [String: OneTimeCode], _ facts: inout Facts,
        now: Date
    ) throws {
        switch name {
        case .issue, .begin, .resume, .decline, .complete, .askRecusal, .decideRecusal, .replaceInspector:
            facts.people.roster = try RosterTable.inspectors(db, ofCheck: check.id)
            facts.people.recusals = try RecusalTable.ofCheck(db, check.id)
        case .schedule, .reschedule: facts.people.recusals = try RecusalTable.ofCheck(db, check.id)
        case .inviteExpert, .recordExpertFee: break
        case .approve, .waiveLead, .acknowledge, .serve, .failService, .askReschedule, .keepSlot, .interrupt, .abort,
            .noShow, .seal, .review, .recordReview, .rectify, .report, .recheck, .pass, .fail, .escalate, .reopen,
            .withdraw, .cancel, .close, .verdict, .addend, .fileScan, .extendDeadline, .settleClock, .remind, .fileCase:
            return
        }
        switch name {
        case .askRecusal: facts.people.recusalID = .new(now)
        case .inviteExpert:
            facts.people.expertID = .new(now)
            facts.people.experts = try RecusalTable.experts(db, check.id)
        case .recordExpertFee: facts.people.experts = try RecusalTable.experts(db, check.id)
        case .decideRecusal, .replaceInspector: try successors(db, check, &facts, now: now)
        case .begin, .resume:
            facts.people.experts = try RecusalTable.experts(db, check.id)
            if facts.rules.presenceProof == .code {
                let drawn = check.state.booking?.inspectorIDs ?? []
                facts.people.proven = try ProofTable.verify(db, codes, of: drawn, vault: vault, now: now)
            }
        default: break
        }
    }

    /// The recorded draw, and what those in it are booked for until the session is over.
    private func successors(_ db: Database, _ check: Check, _ facts: inout Facts, now: Date) throws {
        facts.people.replaced = Set(try RecusalTable.replacements(db, check.id).map(\.originalID))
        guard let row = try db.row("SELECT record FROM draw WHERE check_id = ?", [check.id.description]) else { return }
        let draw: DrawRecord = try row.json("record")
        facts.people.draw = draw
        for ranked in draw.ranks {
            guard let row = try db.row("SELECT * FROM inspector WHERE certificate_no = ?", [ranked.key]) else {
                continue
            }
            let one = try RosterTable.inspector(row)
            if !facts.people.roster.contains(where: { $0.id == one.id }) { facts.people.roster.append(one) }
        }
        guard let booking = check.state.booking else { return }
        let busy = try BookingTable.busy(db, from: min(now, booking.start), to: booking.end)
        for one in facts.people.roster { facts.people.busy[one.id] = busy[Booking.inspector(one.id)] }
    }

    /// Who may take this check today.
    func eligible(_ db: Database, _ check: Check, asksLeave: Bool, _ facts: inout Facts, now: Date) throws {
        let today = Day(now, in: surroundings.timeZone)
        facts.people.recusals = try RecusalTable.ofCheck(db, check.id)
        facts.people.replaced = Set(try RecusalTable.replacements(db, check.id).map(\.originalID))
        let (rules, barred) = (facts.rules, facts.people.barred)
        facts.inspectors = Set(
            try RosterTable.activeInspectors(db).filter {
                $0.unfitness(for: check, on: today, rules, asksLeave: asksLeave, barred: barred) == nil
            }.map(\.id))
    }

    /// What stands in the way of a session to come: somebody who was drawn and may not take it, a recusal that waits.
    func unfit(_ db: Database, now: Date) throws -> [Alert] {
        let rows = try db.rows(
            """
            SELECT id FROM "check" WHERE state IN ('scheduled', 'issued', 'service_failed', 'served') AND slot_end > ?
            ORDER BY slot_start LIMIT 1000
            """, [now.millis])
        var found: [Alert] = []
        for row in rows {
            let check = try CheckTable.fetch(db, row.id("id"))
            guard let booking = check.state.booking else { continue }
            let rules = try surroundings.rules(at: now)
            let day = Day(booking.start, in: surroundings.timeZone)
            let why = try RosterTable.inspectors(db, ofCheck: check.id).compactMap { one in
                one.unfitness(for: check, on: day, rules).map { "\(one.id) \($0.text)" }
            }
            guard !why.isEmpty else { continue }
            found.append(
                Alert(
                    .inspectorUnfit, subject: check.id.description,
                    detail: [
                        "check": .string(check.checkNo), "state": .string(check.state.name.rawValue),
                        "reason": .string(why.joined(separator: "; ")),
                    ]))
        }
        let waiting = try db.rows(
            """
            SELECT "check".id, check_no, state FROM recusal JOIN "check" ON "check".id = check_id
            WHERE recusal.decided_at IS NULL AND state IN ('scheduled', 'issued', 'service_failed', 'served', 'in_session',
                'interrupted', 'aborted', 'no_show') GROUP BY "check".id ORDER BY "check".id LIMIT 1000
            """)
        return try found
            + waiting.map { row in
                Alert(
                    .recusalPending, subject: try row.need("id"),
                    detail: ["check": .string(try row.need("check_no")), "state": .string(try row.need("state"))])
            }
    }
}

extension CheckStore {
    /// Whether each inspector proves its presence by a one-time code, by today's rules.
    public func asksCodes(now: Date) throws -> Bool { try surroundings.rules(at: now).presenceProof == .code }

    /// Whether an inspector may sign for a review of this check on that day.
    public func mayTake(_ inspector: Inspector, _ check: Check, on day: Day, now: Date) throws -> Bool {
        inspector.unfitness(for: check, on: day, try surroundings.rules(at: now)) == nil
    }
}
