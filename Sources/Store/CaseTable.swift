import Domain
import Foundation
import GRDB

/// Between a row and a `LegalCase`.
enum CaseTable {
    static let select = """
        SELECT l.*, c.check_no, a.uscc, a.enterprise_name FROM legal_case AS l JOIN "check" AS c ON c.id = l.check_id
        JOIN application AS a ON a.id = c.application_id
        """

    /// - Throws: `Fault(.notFound)`.
    static func fetch(_ db: Database, _ id: ID<LegalCase>) throws -> LegalCase {
        guard let row = try db.row(select + " WHERE l.id = ?", [id.description]) else {
            throw Fault(.notFound, "There is no case \(id).", field: "id")
        }
        return try legalCase(row)
    }

    static func ofCheck(_ db: Database, _ check: ID<Check>) throws -> [LegalCase] {
        try db.rows(select + " WHERE l.check_id = ? ORDER BY l.rowid", [check.description]).map(legalCase)
    }

    /// The case that a paper belongs to; nil: it is the check's alone.
    static func ofDocument(_ db: Database, _ document: ID<Document>) throws -> LegalCase? {
        try db.row(
            select + " WHERE l.id = (SELECT case_id FROM case_document WHERE document_id = ?)", [document.description]
        ).map(legalCase)
    }

    static func openKinds(_ db: Database, of check: ID<Check>) throws -> [LegalCase.Kind] {
        try db.rows(
            "SELECT kind FROM legal_case WHERE check_id = ? AND ended_at IS NULL ORDER BY id", [check.description]
        ).map { try $0.choice("kind") }
    }

    /// The case by which the licence was revoked on a check, once its decision is served.
    static func servedRevocation(_ db: Database, of check: ID<Check>) throws -> String? {
        try db.text(
            """
            SELECT case_no FROM legal_case WHERE check_id = ? AND kind = 'revocation'
                AND state IN ('decision_served', 'deregistered')
            """, [check.description])
    }

    /// - Throws: `Fault(.damaged)` when the state's body is another state's.
    static func legalCase(_ row: Row) throws -> LegalCase {
        let state: CaseState = try row.json("body")
        let name: CaseState.Name = try row.choice("state")
        guard state.name == name else {
            throw Fault(
                .damaged, "column body holds a case that is \(state.name.rawValue), in a row that is \(name.rawValue)")
        }
        return LegalCase(
            id: try row.id("id"), caseNo: try row.need("case_no"), check: try row.id("check_id"),
            checkNo: try row.need("check_no"), uscc: try row.need("uscc"),
            enterpriseName: try row.need("enterprise_name"), kind: try row.choice("kind"),
            filing: try row.json("filing"), revision: try row.need("revision"), state: state)
    }

    static func insert(_ db: Database, _ one: LegalCase) throws {
        try db.run(
            """
            INSERT INTO legal_case (id, case_no, check_id, kind, cause, filed_at, filing, revision, state, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                one.id.description, one.caseNo, one.check.description, one.kind.rawValue, one.filing.cause.rawValue,
                one.filing.at.millis, try jsonText(one.filing), one.revision, one.state.name.rawValue,
                try jsonText(one.state),
            ])
    }

    /// Writes what the state carries, and nothing else. What comes after its end leaves the instant of its end.
    static func write(_ db: Database, _ one: LegalCase, at now: Date, from old: Int) throws {
        let state = one.state
        try db.run(
            """
            UPDATE legal_case SET revision = ?, state = ?, body = ?, notified_at = ?, notice_arrived_at = ?,
                hearing_at = ?, reviewed_at = ?, decided_at = ?, decision_arrived_at = ?,
                ended_at = iif(?, coalesce(ended_at, ?), NULL)
            WHERE id = ? AND revision = ?
            """,
            [
                one.revision, state.name.rawValue, try jsonText(state), state.notified?.at.millis,
                state.noticeServed?.service.arrivedAt.millis, state.hearingSet?.hearing.at.millis,
                state.legalReview?.at.millis, state.decision?.at.millis,
                state.decisionService?.service.arrivedAt.millis, state.name.isOver, now.millis,
                one.id.description, old,
            ])
        guard db.changesCount == 1 else { throw Fault(.conflict, "\(one.caseNo) was changed by someone else.") }
    }

    static func file(_ db: Database, _ document: ID<Document>, of id: ID<LegalCase>) throws {
        try db.run(
            "INSERT INTO case_document (document_id, case_id) VALUES (?, ?)", [document.description, id.description])
    }
}
