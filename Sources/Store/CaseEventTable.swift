import Domain
import Foundation
import GRDB

/// One event of a case as the record keeps it.
public struct CaseEventRow: Sendable {
    public let seq: Int64
    public let at: Date
    public let state: CaseState.Name
    /// `file` for the first event, else the command's name.
    public let command: String
    public let actor: Actor
    public let body: [String: JSONValue]
    /// The audit log's entry that commits to this event.
    public let leaf: Int64
}

/// As `EventTable`, of cases: the same commitment, under the case's id.
enum CaseEventTable {
    static func insert(
        _ db: Database, _ one: LegalCase, command: String, actor: Actor, at: Date, body: [String: JSONValue]
    ) throws {
        let salt = Data.random(byteCount: 16)
        let text = try jsonText(body)
        let state = one.state.name.rawValue
        let commitment = try EventTable.commitment(
            salt: salt, check: one.id.description, revision: one.revision, at: at.millis, state: state,
            command: command, role: actor.role.rawValue, name: actor.name, body: text)
        let leaf = try AuditLog.append(
            db,
            AuditEntry(
                kind: "case." + command, at: at, subject: one.id.description,
                facts: [
                    "check": .string(one.check.description), "revision": .int(Int64(one.revision)),
                    "state": .string(state), "role": .string(actor.role.rawValue),
                ], commitment: commitment))
        try db.run(
            """
            INSERT INTO case_event (case_id, revision, at, state, command, actor_role, actor_name, body, salt, leaf)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                one.id.description, one.revision, at.millis, state, command, actor.role.rawValue, actor.name, text,
                salt, leaf,
            ])
    }

    static func ofCase(_ db: Database, _ id: ID<LegalCase>) throws -> [CaseEventRow] {
        try db.rows("SELECT * FROM case_event WHERE case_id = ? ORDER BY revision", [id.description]).map { row in
            CaseEventRow(
                seq: try row.need("seq"), at: try row.date("at"), state: try row.choice("state"),
                command: try row.need("command"),
                actor: Actor(try row.choice("actor_role"), try row.need("actor_name")), body: try row.json("body"),
                leaf: try row.need("leaf"))
        }
    }
}
