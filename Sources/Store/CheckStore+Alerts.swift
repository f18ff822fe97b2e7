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
    public func openAlerts() async throws -> [AlertRow] {
        try await database.read { try AlertTable.open($0) }.sorted {
            ($1.alert.severity, $0.since) < ($0.alert.severity, $1.since)
        }
    }
}
