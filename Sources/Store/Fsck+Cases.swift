import Domain
import Foundation
import GRDB

extension CheckStore {
    /// Cases against their events, events against the audit log, and what they say they left behind.
    static func cases(_ db: Database, _ report: inout Fsck) throws {
        try caseEvents(db, &report)
        let ids = try db.rows("SELECT id FROM legal_case")
        for row in ids {
            let id: String = try row.need("id")
            do {
                let one = try CaseTable.fetch(db, try row.id("id"))
                let events = try CaseEventTable.ofCase(db, one.id)
                if events.last?.state != one.state.name || events.count != one.revision + 1
                    || events.first?.command != "file"
                {
                    report.found("\(one.caseNo) is \(one.state.name.rawValue), but its events end otherwise")
                }
                for odd in impossible(events) { report.found("\(one.caseNo): \(odd)") }
                let check = try CheckTable.fetch(db, one.check)
                if !one.state.name.isOver, check.state.name == .closed {
                    report.found("\(check.checkNo) is closed while its case \(one.caseNo) is open")
                }
            } catch {
                report.found("\(id) does not read: \(error)")
            }
        }
        report.looked(at: "cases", ids.count)
        let stray = try db.integer(
            """
            SELECT count(*) FROM case_document JOIN document ON document.id = document_id
            JOIN legal_case ON legal_case.id = case_id WHERE document.check_id <> legal_case.check_id
            """)
        if let stray, stray > 0 { report.found("\(stray) papers of cases are another check's") }
        let posted = try db.integer("SELECT count(*) FROM delivery WHERE kind = 'credit_penalty'") ?? 0
        let ordered =
            try db.integer(
                """
                SELECT count(*) FROM case_event JOIN legal_case ON legal_case.id = case_id
                WHERE kind = 'penalty' AND json_extract(case_event.body, '$.message_id') IS NOT NULL
                """) ?? 0
        if posted != ordered { report.found("\(ordered) penalties were served, and \(posted) are in the outbox") }
    }

    /// Each event led out of a state that takes its command: the story could have happened.
    private static func impossible(_ events: [CaseEventRow]) -> [String] {
        zip(events, events.dropFirst()).compactMap { before, event in
            guard let command = CaseCommand.Name(rawValue: event.command) else {
                return "its event \(event.seq) is of no command that there is"
            }
            guard command.takenFrom.contains(before.state), command.roles.contains(event.actor.role) else {
                return
                    "\(event.command) by a \(event.actor.role.rawValue) is not taken where it was \(before.state.rawValue)"
            }
            return nil
        }
    }

    private static func caseEvents(_ db: Database, _ report: inout Fsck) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT case_event.*, entry, legal_case.check_id FROM case_event
                JOIN legal_case ON legal_case.id = case_id LEFT JOIN audit_leaf ON idx = leaf ORDER BY seq
                """)
        while let row = try rows.next() {
            let (seq, id): (Int64, String) = (try row.need("seq"), try row.need("case_id"))
            let commitment = try EventTable.commitment(
                salt: row.need("salt"), check: id, revision: row.need("revision"), at: row.need("at"),
                state: row.need("state"), command: row.need("command"), role: row.need("actor_role"),
                name: row.need("actor_name"), body: row.need("body"))
            let entry = (row["entry"] as Data?).flatMap {
                try? CanonicalJSON.decode([String: JSONValue].self, from: $0)
            }
            if let missing = try Self.missing(db, row) { report.found(missing) }
            let body: [String: JSONValue] = try row.json("body")
            if let paper = body["document"]?.text,
                try db.row("SELECT 1 FROM case_document WHERE document_id = ? AND case_id = ?", [paper, id]) == nil
            {
                report.found("the document \(paper) of \(id) is not among its papers")
            }
            if entry?["commitment"] != .string(commitment) {
                report.found("event \(seq) of \(id) is not the one in the audit log")
            }
        }
    }
}
