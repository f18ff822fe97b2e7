import Domain
import Foundation
import GRDB

/// One alert with its history.
public struct AlertRow: Sendable {
    public let id: ID<Alert>
    public let alert: Alert
    public let since: Date
    public let lastSeen: Date
    /// How often it was raised.
    public let count: Int
    /// Nil: open.
    public let clearedAt: Date?
    public let mailedAt: Date?
    public let acknowledged: (at: Date, by: String)?
}

enum AlertTable {
    /// Opens the alert, or says that it still stands.
    /// - Returns: true when it is new.
    static func raise(_ db: Database, _ alert: Alert, now: Date) throws -> Bool {
        let detail = try jsonText(alert.detail)
        try db.run(
            """
            UPDATE alert SET last_seen = max(last_seen, ?), count = count + 1, detail = ?
            WHERE kind = ? AND subject = ? AND cleared_at IS NULL
            """, [now.millis, detail, alert.kind.rawValue, alert.subject])
        if db.changesCount > 0 { return false }
        try db.run(
            "INSERT INTO alert (id, kind, subject, detail, since, last_seen, count) VALUES (?, ?, ?, ?, ?, ?, 1)",
            [
                ID<Alert>.new(now).description, alert.kind.rawValue, alert.subject, detail, now.millis, now.millis,
            ])
        return true
    }

    /// - Returns: true when one was open.
    static func clear(_ db: Database, _ kind: Alert.Kind, _ subject: String, now: Date) throws -> Bool {
        try db.run(
            "UPDATE alert SET cleared_at = max(?, since) WHERE kind = ? AND subject = ? AND cleared_at IS NULL",
            [now.millis, kind.rawValue, subject])
        return db.changesCount > 0
    }

    static func open(_ db: Database) throws -> [AlertRow] {
        try db.rows("SELECT * FROM alert WHERE cleared_at IS NULL ORDER BY id").map(row)
    }

    /// What matters most first, the older first among equals.
    static let gravest: String = {
        let kinds = Alert.Kind.allCases.map { kind in
            "WHEN '\(kind.rawValue)' THEN \(Alert.Severity.allCases.firstIndex(of: kind.severity) ?? 0)"
        }
        return "CASE kind \(kinds.joined(separator: " ")) END DESC, since, id"
    }()

    static func row(_ row: Row) throws -> AlertRow {
        let by: String? = row["acknowledged_by"]
        return AlertRow(
            id: try row.id("id"),
            alert: Alert(
                try row.choice("kind"), subject: try row.need("subject"), detail: try row.json("detail")),
            since: try row.date("since"), lastSeen: try row.date("last_seen"), count: try row.need("count"),
            clearedAt: row.dateIfAny("cleared_at"), mailedAt: row.dateIfAny("mailed_at"),
            acknowledged: try by.map { (try row.date("acknowledged_at"), $0) })
    }
}
