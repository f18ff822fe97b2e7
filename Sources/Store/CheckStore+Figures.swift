import Domain
import Figures
import Foundation
import GRDB

/// Gauges that the rows answer for, counted when somebody asks.
extension CheckStore {
    public func figures(now: Date) async throws -> [MetricSnapshot] {
        try await database.read { db in
            try Self.checkFigures(db) + Self.dueFigures(db, now: now) + Self.deliveryFigures(db, now: now)
                + Self.recordingFigures(db) + [Self.alertFigures(db)] + Self.serviceFigures(db)
        }
    }

    private static func checkFigures(_ db: Database) throws -> [MetricSnapshot] {
        let counts = try counts(db, "SELECT state, count(*) FROM \"check\" GROUP BY state")
        let blocked = try db.integer(
            """
            SELECT count(*) FROM "check" WHERE blocked_reason IS NOT NULL AND state IN ('approved', 'scheduled')
            """)
        return [
            .gauge(
                "videocheck_checks", "Checks, by state.", by: "state",
                CheckState.Name.allCases.map { ($0.rawValue, counts[$0.rawValue] ?? 0) }),
            .gauge("videocheck_checks_blocked", "Checks that cannot go on by themselves.", Double(blocked ?? 0)),
        ]
    }

    private static func dueFigures(_ db: Database, now: Date) throws -> [MetricSnapshot] {
        var rows: [(String, Double)] = []
        var ages: [(String, Double)] = []
        for table in ["check", "delivery", "recording", "alert_mail"] {
            let found = try db.row("SELECT count(*), min(due_at) FROM \"\(table)\" WHERE due_at <= ?", [now.millis])
            rows.append((table, Double(found?[0] as Int64? ?? 0)))
            ages.append((table, (found?[1] as Int64?).map { Double(max(0, now.millis - $0)) / 1000 } ?? 0))
        }
        return [
            .gauge("videocheck_due_rows", "Rows whose time has come and that no loop has taken.", by: "table", rows),
            .gauge("videocheck_due_oldest_age_seconds", "How long the oldest of them has been due.", by: "table", ages),
        ]
    }

    private static func deliveryFigures(_ db: Database, now: Date) throws -> [MetricSnapshot] {
        let rows = try db.rows("SELECT kind, state, count(*) AS n, min(made_at) AS oldest FROM delivery GROUP BY 1, 2")
        var counts: [String: Double] = [:]
        var oldest: [String: Double] = [:]
        for row in rows {
            let kind: String = try row.need("kind")
            let state: String = try row.need("state")
            counts["\(kind) \(state)"] = Double(try row.need("n") as Int64)
            if state == DeliveryState.pending.rawValue {
                oldest[kind] = Double(now.millis - (try row.need("oldest") as Int64)) / 1000
            }
        }
        let samples = DeliveryKind.allCases.flatMap { kind in
            DeliveryState.allCases.map { state in
                MetricSnapshot.Sample(
                    labels: [("kind", kind.rawValue), ("state", state.rawValue)],
                    value: counts["\(kind.rawValue) \(state.rawValue)"] ?? 0)
            }
        }
        return [
            MetricSnapshot("videocheck_deliveries", "Deliveries, by kind and state.", kind: .gauge, samples: samples),
            .gauge(
                "videocheck_delivery_oldest_pending_age_seconds", "Age of the oldest delivery that is not yet there.",
                by: "kind", DeliveryKind.allCases.map { ($0.rawValue, oldest[$0.rawValue] ?? 0) }),
        ]
    }

    private static func recordingFigures(_ db: Database) throws -> [MetricSnapshot] {
        let counts = try counts(db, "SELECT state, count(*) FROM recording GROUP BY state")
        return [
            .gauge(
                "videocheck_recordings", "Recordings, by state.", by: "state",
                RecordingState.allCases.map { ($0.rawValue, counts[$0.rawValue] ?? 0) }),
            .gauge(
                "videocheck_uploads_open", "Uploads that have begun and not ended.",
                counts[RecordingState.uploading.rawValue] ?? 0),
        ]
    }

    private static func alertFigures(_ db: Database) throws -> MetricSnapshot {
        let counts = try counts(db, "SELECT kind, count(*) FROM alert WHERE cleared_at IS NULL GROUP BY kind")
        return MetricSnapshot(
            "videocheck_alerts_open", "Alerts that stand, by kind and severity.", kind: .gauge,
            samples: Alert.Kind.allCases.map {
                .init(
                    labels: [("kind", $0.rawValue), ("severity", $0.severity.rawValue)],
                    value: counts[$0.rawValue] ?? 0)
            })
    }

    private static func serviceFigures(_ db: Database) throws -> [MetricSnapshot] {
        let pages = try db.integer("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        var found: [MetricSnapshot] = [
            .gauge("videocheck_database_bytes", "The database's size.", Double(pages ?? 0)),
            .gauge("videocheck_audit_entries", "Entries of the audit log.", Double(try AuditLog.size(db))),
        ]
        if let backup: BackupNote = try FactTable.read(db, "backup.last") {
            found.append(
                .gauge(
                    "videocheck_backup_last_timestamp_seconds", "When the last backup ended.",
                    backup.at.timeIntervalSince1970))
            found.append(
                .gauge("videocheck_backup_last_ok", "1 when the last backup was good, else 0.", backup.ok ? 1 : 0))
        }
        if let fsck: FsckFact = try FactTable.read(db, "fsck.last") {
            found.append(
                .gauge(
                    "videocheck_fsck_last_timestamp_seconds", "When the consistency check last ran.",
                    fsck.at.timeIntervalSince1970))
            found.append(
                .gauge("videocheck_fsck_problems", "Problems that it found.", Double(fsck.problems)))
        }
        return found
    }

    private static func counts(_ db: Database, _ sql: String) throws -> [String: Double] {
        var counts: [String: Double] = [:]
        for row in try db.rows(sql) { counts[row[0] as String? ?? ""] = Double(row[1] as Int64? ?? 0) }
        return counts
    }
}
