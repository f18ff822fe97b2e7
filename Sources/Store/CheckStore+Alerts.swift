import Domain
import Foundation
import GRDB

extension CheckStore {
    /// Raises an alert; while it is open for this kind and subject, only its detail and the time it was last seen change.
    /// - Returns: true when it is new.
    @discardableResult
    public func raise(_ alert: Alert, now: Date) async throws -> Bool {
        let isNew = try await database.commits.write { try AlertTable.raise($0, alert, now: now) }
        if isNew { signals.alerts.wake() }
        return isNew
    }

    /// It is over. Nothing happens when no such alert is open.
    /// - Returns: true when one was.
    @discardableResult
    public func clear(kind: Alert.Kind, subject: String, now: Date) async throws -> Bool {
        try await database.commits.write { try AlertTable.clear($0, kind, subject, now: now) }
    }

    /// Makes the open alerts of these kinds exactly `alerts`: raises what stands, clears what is over.
    public func keep(_ kinds: Set<Alert.Kind>, at alerts: [Alert], now: Date) async throws {
        let standing = alerts.filter { kinds.contains($0.kind) }
        let hasNew = try await database.commits.write { db in
            var hasNew = false
            for alert in standing where try AlertTable.raise(db, alert, now: now) { hasNew = true }
            for row in try AlertTable.open(db) where kinds.contains(row.alert.kind) {
                let stands = standing.contains { $0.kind == row.alert.kind && $0.subject == row.alert.subject }
                if !stands { _ = try AlertTable.clear(db, row.alert.kind, row.alert.subject, now: now) }
            }
            return hasNew
        }
        if hasNew { signals.alerts.wake() }
    }

    /// Open alerts, what matters most first, the older first among equals.
    /// - Parameters:
    ///   - unknown: only those that nobody has signed for.
    ///   - skipping: so many of the first ones.
    /// - Returns: at most `limit` of them, and how many there are in all.
    public func openAlerts(
        unknown: Bool = false, skipping: Int = 0, limit: Int = 500
    ) async throws -> (rows: [AlertRow], count: Int) {
        let condition = "cleared_at IS NULL" + (unknown ? " AND acknowledged_at IS NULL" : "")
        return try await database.read { db in
            let rows = try db.rows(
                "SELECT * FROM alert WHERE \(condition) ORDER BY \(AlertTable.gravest) LIMIT ? OFFSET ?",
                [limit, skipping]
            ).map(AlertTable.row)
            return (rows, Int(try db.integer("SELECT count(*) FROM alert WHERE \(condition)") ?? 0))
        }
    }
}

extension CheckStore {
    /// Alerts in the order they were raised.
    /// - Parameter open: true: only open ones; false: only those that are over; nil: all.
    public func alerts(open: Bool?, after: String?, limit: Int) async throws -> [AlertRow] {
        try await database.read { db in
            try db.rows(
                """
                SELECT * FROM alert WHERE (?1 IS NULL OR (cleared_at IS NULL) = ?1) AND (?2 IS NULL OR id > ?2)
                ORDER BY id LIMIT ?3
                """, [open, after, limit]
            ).map(AlertTable.row)
        }
    }

    /// Alerts that are over, the last to end first.
    public func recentlyClearedAlerts(limit: Int) async throws -> [AlertRow] {
        try await database.read { db in
            try db.rows("SELECT * FROM alert WHERE cleared_at IS NOT NULL ORDER BY cleared_at DESC LIMIT ?", [limit])
                .map(AlertTable.row)
        }
    }

    public func alert(_ id: ID<Alert>) async throws -> AlertRow? {
        try await database.read { try $0.row("SELECT * FROM alert WHERE id = ?", [id.description]).map(AlertTable.row) }
    }

    /// A person knows: it is not repeated any more; what only needed to be seen is over.
    /// - Throws: `Fault(.notFound)`, or `Fault(.conflict)` when it is over already.
    public func acknowledgeAlert(_ id: ID<Alert>, by actor: Actor, now: Date) async throws -> AlertRow {
        let now = now.wholeMillis
        return try await database.commits.write { db in
            let find = "SELECT * FROM alert WHERE id = ?"
            guard let known = try db.row(find, [id.description]).map(AlertTable.row) else {
                throw Fault(.notFound, "There is no alert \(id).", field: "id")
            }
            if known.acknowledged != nil { return known }
            guard known.clearedAt == nil else {
                throw Fault(.conflict, "This alert is over already: there is nothing to acknowledge.")
            }
            try db.run(
                "UPDATE alert SET acknowledged_at = ?, acknowledged_by = ? WHERE id = ?",
                [now.millis, actor.name, id.description])
            if known.alert.kind.endsWhenSeen {
                _ = try AlertTable.clear(db, known.alert.kind, known.alert.subject, now: now)
            }
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "alert.acknowledged", at: now, subject: id.description,
                    facts: ["kind": .string(known.alert.kind.rawValue), "role": .string(actor.role.rawValue)]))
            return try db.row(find, [id.description]).map(AlertTable.row) ?? known
        }
    }

    /// Drops what was over before `date`: alerts that cleared and that nobody has signed for, mails that ended.
    public func forgetAlerts(before date: Date) async throws {
        try await database.commits.write { db in
            try db.run("DELETE FROM alert WHERE cleared_at < ? AND acknowledged_at IS NULL", [date.millis])
            try db.run("DELETE FROM alert_mail WHERE made_at < ? AND state <> 'pending'", [date.millis])
        }
    }
}
