// The wire's own names stand in the form below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Crypto
import Domain
import Foundation
import GRDB

/// A note or an answer as the record keeps it.
public struct MarkerRow: Sendable {
    public let id: ID<Marker>
    public let check: ID<Check>
    /// Which session of the check, counted from 1.
    public let session: Int
    public let marker: Marker
    public let madeAt: Date
    /// The audit log's entry that commits to it.
    public let leaf: Int64
}

enum MarkerTable {
    static func insert(
        _ db: Database, _ marker: Marker, check: ID<Check>, session: Int, key: String?, now: Date
    ) throws -> MarkerRow {
        let id = ID<Marker>.new(now)
        let salt = Data.random(byteCount: 16)
        let body = try jsonText(marker)
        let leaf = try AuditLog.append(
            db,
            AuditEntry(
                kind: "check." + marker.kind.rawValue, at: now, subject: check.description,
                facts: ["marker": .string(id.description), "role": .string(marker.role.rawValue)],
                commitment: try commitment(
                    salt: salt, id: id.description, check: check.description, session: session, at: now.millis,
                    body: body)))
        try db.run(
            """
            INSERT INTO marker (id, check_id, session, kind, body, key, made_at, salt, leaf)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id.description, check.description, session, marker.kind.rawValue, body, key, now.millis, salt, leaf,
            ])
        return MarkerRow(id: id, check: check, session: session, marker: marker, madeAt: now, leaf: leaf)
    }

    static func row(_ row: Row) throws -> MarkerRow {
        MarkerRow(
            id: try row.id("id"), check: try row.id("check_id"), session: try row.need("session"),
            marker: try row.json("body"), madeAt: try row.date("made_at"), leaf: try row.need("leaf"))
    }

    static func ofCheck(_ db: Database, _ check: ID<Check>, session: Int? = nil) throws -> [MarkerRow] {
        try db.rows(
            "SELECT * FROM marker WHERE check_id = ?1 AND (?2 IS NULL OR session = ?2) ORDER BY leaf",
            [check.description, session]
        ).map(row)
    }

    /// What the audit entry says of a row: HMAC-SHA256 under the row's salt over its canonical JSON, hex.
    static func commitment(
        salt: Data, id: String, check: String, session: Int, at: Int64, body: String
    ) throws -> String {
        struct Committed: Encodable {
            let at: Int64
            let body: String
            let check: String
            let id: String
            let session: Int
        }
        let content = Committed(at: at, body: body, check: check, id: id, session: session)
        let mac = HMAC<SHA256>.authenticationCode(
            for: try CanonicalJSON.encode(content), using: SymmetricKey(data: salt))
        return Data(mac).hexadecimal
    }
}

/// What each session of a check had to answer.
enum ChecklistTable {
    static func freeze(_ db: Database, _ sheet: ChecklistSheet, for check: ID<Check>, now: Date) throws {
        let session = try latest(db, check) + 1
        try db.run(
            """
            INSERT INTO checklist (check_id, session, sha256, effective_from, name, items_sha256, made_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                check.description, session, sheet.sha256, sheet.effectiveFrom.description, sheet.name,
                try sheet.itemsSHA256, now.millis,
            ])
        for (position, item) in sheet.items.enumerated() {
            try db.run(
                "INSERT INTO checklist_item (check_id, session, position, body) VALUES (?, ?, ?, ?)",
                [check.description, session, position, try jsonText(item)])
        }
    }

    /// The number of the last session with a checklist; 0: none.
    static func latest(_ db: Database, _ check: ID<Check>) throws -> Int {
        Int(try db.integer("SELECT max(session) FROM checklist WHERE check_id = ?", [check.description]) ?? 0)
    }

    static func sheet(_ db: Database, _ check: ID<Check>, session: Int) throws -> ChecklistSheet? {
        guard
            let row = try db.row(
                "SELECT * FROM checklist WHERE check_id = ? AND session = ?", [check.description, session])
        else { return nil }
        return ChecklistSheet(
            sha256: try row.need("sha256"), effectiveFrom: try Day(row.need("effective_from") as String),
            name: try row.need("name"),
            items: try db.rows(
                "SELECT body FROM checklist_item WHERE check_id = ? AND session = ? ORDER BY position",
                [check.description, session]
            ).map { try $0.json("body") })
    }
}
