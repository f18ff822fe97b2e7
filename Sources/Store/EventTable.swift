// The wire's own names stand in the forms below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Crypto
import Domain
import Foundation
import GRDB

/// One event as the record keeps it.
public struct EventRow: Sendable {
    public let seq: Int64
    public let at: Date
    public let state: CheckState.Name
    /// `request` for the first event, else the command's name.
    public let command: String
    public let actor: Actor
    public let body: [String: JSONValue]
    /// The audit log's entry that commits to this event.
    public let leaf: Int64
}

enum EventTable {
    static func insert(
        _ db: Database, check: ID<Check>, revision: Int, state: CheckState.Name, command: String, actor: Actor,
        at: Date, body: [String: JSONValue]
    ) throws {
        let salt = Data.random(byteCount: 16)
        let text = try jsonText(body)
        let commitment = try commitment(
            salt: salt, check: check.description, revision: revision, at: at.millis, state: state.rawValue,
            command: command, role: actor.role.rawValue, name: actor.name, body: text)
        let leaf = try AuditLog.append(
            db,
            AuditEntry(
                kind: "check." + command, at: at, subject: check.description,
                facts: [
                    "revision": .int(Int64(revision)), "state": .string(state.rawValue),
                    "role": .string(actor.role.rawValue),
                ], commitment: commitment))
        try db.run(
            """
            INSERT INTO event (check_id, revision, at, state, command, actor_role, actor_name, body, salt, leaf)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                check.description, revision, at.millis, state.rawValue, command, actor.role.rawValue, actor.name,
                text, salt, leaf,
            ])
    }

    /// Commands that came at once may be carried out in another order than they were timed: that much is no set clock.
    private static let jitter: TimeInterval = 5

    /// The time of a check's next event: never a little before the one before it. Where the wall clock was set back it
    /// stays what it is, since dates are meant by it, and the event says so: the order is that of the revisions.
    static func time(
        _ db: Database, of check: ID<Check>, at now: Date
    ) throws -> (now: Date, note: [String: JSONValue]) {
        let last = try db.integer(
            "SELECT at FROM event WHERE check_id = ? ORDER BY revision DESC LIMIT 1", [check.description])
        guard let last = last.map({ Date(millis: $0) }), last > now else { return (now, [:]) }
        let behind = last.timeIntervalSince(now)
        if behind <= jitter { return (last, [:]) }
        return (now, ["clock_set_back_seconds": .int(Int64(behind.rounded()))])
    }

    static func ofCheck(_ db: Database, _ check: ID<Check>) throws -> [EventRow] {
        try db.read("SELECT * FROM event WHERE check_id = ? ORDER BY revision", [check.description]) { row in
            EventRow(
                seq: try row.need("seq"), at: try row.date("at"), state: try row.choice("state"),
                command: try row.need("command"),
                actor: Actor(try row.choice("actor_role"), try row.need("actor_name")), body: try row.json("body"),
                leaf: try row.need("leaf"))
        }
    }

    /// The party's waiver of the notice period that was put on record before there was a slot.
    static func waiver(_ db: Database, of check: ID<Check>) throws -> String? {
        try db.text(
            """
            SELECT json_extract(body, '$.reason') FROM event WHERE check_id = ? AND command = 'waive-lead'
                AND state = 'approved' ORDER BY revision DESC LIMIT 1
            """, [check.description])
    }

    /// What the audit entry says of an event row: HMAC-SHA256 under the row's salt over its canonical JSON, hex.
    static func commitment(
        salt: Data, check: String, revision: Int, at: Int64, state: String, command: String, role: String,
        name: String, body: String
    ) throws -> String {
        let content = Committed(
            actor_name: name, actor_role: role, at: at, body: body, check: check, command: command,
            revision: revision, state: state)
        let mac = HMAC<SHA256>.authenticationCode(
            for: try CanonicalJSON.encode(content), using: SymmetricKey(data: salt))
        return Data(mac).hexadecimal
    }

    private struct Committed: Encodable {
        let actor_name: String
        let actor_role: String
        let at: Int64
        let body: String
        let check: String
        let command: String
        let revision: Int
        let state: String
    }
}
