import Domain
import Foundation
import GRDB

/// Recusals, replacements and experts: rows beside the check.
enum RecusalTable {
    static func ofCheck(_ db: Database, _ id: ID<Check>) throws -> [Recusal] {
        try db.read("SELECT * FROM recusal WHERE check_id = ? ORDER BY id", [id.description], recusal)
    }

    static func recusal(_ row: Row) throws -> Recusal {
        Recusal(
            id: try row.id("id"), inspectorID: try row.need("inspector_id"), askedAt: try row.date("asked_at"),
            askedBy: Actor(try row.choice("asked_role"), try row.need("asked_by")), reason: try row.need("reason"),
            decision: try row.dateIfAny("decided_at").map {
                Recusal.Decision(
                    at: $0, by: try row.need("decided_by"), granted: try row.need("granted"),
                    reason: try row.need("decision_reason"))
            })
    }

    /// In the order they were made.
    static func replacements(_ db: Database, _ id: ID<Check>) throws -> [Replacement] {
        try db.read("SELECT * FROM replacement WHERE check_id = ? ORDER BY at, rank", [id.description]) { row in
            Replacement(
                originalID: try row.need("original_id"), replacementID: try row.need("replacement_id"),
                rank: try row.need("rank"), cause: try row.choice("cause"), reason: try row.need("reason"),
                at: try row.date("at"), by: try row.need("by"), document: try row.id("document_id"))
        }
    }

    static func experts(_ db: Database, _ id: ID<Check>) throws -> [Expert] {
        var fees: [String: [Expert.Fee]] = [:]
        let paid = try db.rows(
            """
            SELECT expert_fee.* FROM expert_fee JOIN expert ON expert.id = expert_id WHERE check_id = ?
            ORDER BY expert_fee.at, document_id
            """, [id.description])
        for row in paid {
            fees[try row.need("expert_id"), default: []].append(
                Expert.Fee(
                    hours: try row.need("hours"), amountFen: try row.need("amount_fen"), note: try row.need("note"),
                    at: try row.date("at"), by: try row.need("by"), document: try row.id("document_id")))
        }
        return try db.rows("SELECT * FROM expert WHERE check_id = ? ORDER BY id", [id.description]).map { row in
            let expert: ID<Expert> = try row.id("id")
            return Expert(
                id: expert, name: try row.need("name"), field: try row.need("field"),
                organisation: row["organisation"], reason: try row.need("reason"),
                invitedAt: try row.date("invited_at"), invitedBy: try row.need("invited_by"),
                joinedAt: row.dateIfAny("joined_at"), fees: fees[expert.description] ?? [])
        }
    }

    static func people(_ db: Database, of id: ID<Check>) throws -> StoryPeople {
        let recusals = try ofCheck(db, id)
        let replacements = try replacements(db, id)
        var known = try RosterTable.inspectors(db, ofCheck: id)
        let named = recusals.map(\.inspectorID) + replacements.flatMap { [$0.originalID, $0.replacementID] }
        let missing = Set(named).subtracting(known.map(\.id)).sorted()
        known += try RosterTable.inspectors(db, named: missing)
        return StoryPeople(
            recusals: recusals, replacements: replacements, experts: try experts(db, id), known: known)
    }
}

extension CheckStore {
    func write(_ db: Database, _ effect: PeopleEffect, _ check: Check, now: Date) throws {
        switch effect {
        case .asked(let recusal):
            try db.run(
                """
                INSERT INTO recusal (id, check_id, inspector_id, asked_at, asked_role, asked_by, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    recusal.id.description, check.id.description, recusal.inspectorID, recusal.askedAt.millis,
                    recusal.askedBy.role.rawValue, recusal.askedBy.name, recusal.reason,
                ])
        case .decided(let recusal):
            guard let decision = recusal.decision else { return }
            try db.run(
                """
                UPDATE recusal SET decided_at = ?, decided_by = ?, granted = ?, decision_reason = ?
                WHERE id = ? AND decided_at IS NULL
                """,
                [decision.at.millis, decision.by, decision.granted, decision.reason, recusal.id.description])
            guard db.changesCount == 1 else {
                throw Fault(.conflict, "The recusal was decided by somebody else meanwhile.")
            }
        case .replaced(let replacement): try write(db, replacement, check, now: now)
        case .invited(let expert):
            try db.run(
                """
                INSERT INTO expert (id, check_id, name, field, organisation, reason, invited_at, invited_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    expert.id.description, check.id.description, expert.name, expert.field, expert.organisation,
                    expert.reason, expert.invitedAt.millis, expert.invitedBy,
                ])
        case .joined(let experts):
            for expert in experts {
                try db.run(
                    "UPDATE expert SET joined_at = ? WHERE id = ? AND joined_at IS NULL",
                    [now.millis, expert.description])
            }
        case .paid(let expert, let fee):
            try db.run(
                """
                INSERT INTO expert_fee (document_id, expert_id, hours, amount_fen, note, at, by) VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    fee.document.description, expert.description, fee.hours, fee.amountFen, fee.note, fee.at.millis,
                    fee.by,
                ])
        }
    }

    /// The place goes to another, and with it what is booked from now on; what is past stays on the books.
    private func write(_ db: Database, _ replacement: Replacement, _ check: Check, now: Date) throws {
        try db.run(
            """
            INSERT INTO replacement (check_id, original_id, replacement_id, rank, cause, reason, at, by, document_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                check.id.description, replacement.originalID, replacement.replacementID, replacement.rank,
                replacement.cause.rawValue, replacement.reason, replacement.at.millis, replacement.by,
                replacement.document.description,
            ])
        try SearchIndex.addInspector(db, replacement.replacementID, of: check.id)
        // A check that is scheduled has written its places already.
        try db.run(
            "UPDATE check_inspector SET inspector_id = ? WHERE check_id = ? AND inspector_id = ?",
            [replacement.replacementID, check.id.description, replacement.originalID])
        try db.run(
            "UPDATE booking SET resource = ? WHERE check_id = ? AND resource = ? AND quantum >= ?",
            [
                Booking.inspector(replacement.replacementID), check.id.description,
                Booking.inspector(replacement.originalID), Quantum(containing: now).rawValue,
            ])
    }
}
