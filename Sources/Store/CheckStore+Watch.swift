import Domain
import Foundation
import GRDB

/// What the rows themselves say should be known: the conditions behind alerts, asked anew at each look.
extension CheckStore {
    /// Kinds that `conditions` answers for: what it does not return does not stand.
    public static let watchedKinds: Set<Alert.Kind> = [
        .deliveryHeld, .deliveryFailing, .mailFailing, .textGatewayFailing, .recordingQuarantined, .clockNear,
        .clockOverdue, .checkBlocked, .inspectorUnfit, .recusalPending, .sessionMissed, .serviceNeeded,
        .calendarMissing, .clockUnsynchronised, .backupFailed, .backupOverdue, .fsckProblems, .footageDamaged,
    ]

    /// How long a delivery may fail, and how long the centre may be without a good backup.
    static let patience = (delivery: 24 * 3600.0, backup: 3 * 24 * 3600.0)

    public func conditions(now: Date) async throws -> [Alert] {
        let clock = surroundings.clockSynchronised()
        try await noteClocks(now: now)
        return try await database.read { db in
            var found = try Self.deliveries(db, now: now) + Self.mails(db) + Self.texts(db) + Self.recordings(db)
            found += try Self.damaged(db)
            found += try self.unfit(db, now: now)
            found += try Self.blocked(db) + Self.steps(db, now: now) + Self.clocks(db)
            found += try self.calendar(db, now: now) + Self.backup(db, now: now)
            if let fsck: FsckFact = try FactTable.read(db, "fsck.last"), fsck.problems > 0 {
                found.append(
                    Alert(
                        .fsckProblems, subject: "fsck",
                        detail: ["problems": .int(Int64(fsck.problems)), "reason": .string(fsck.first ?? "")]))
            }
            if !clock { found.append(Alert(.clockUnsynchronised, subject: "clock")) }
            return found
        }
    }

    private static func deliveries(_ db: Database, now: Date) throws -> [Alert] {
        let before = now.addingTimeInterval(-patience.delivery).millis
        return try db.rows(
            """
            SELECT delivery.id, delivery.kind, delivery.state, last_reason, check_no FROM delivery
            JOIN "check" ON "check".id = check_id
            WHERE delivery.state = 'held' OR (delivery.state = 'pending' AND delivery.made_at < ? AND attempts > 0)
            ORDER BY delivery.id LIMIT 1000
            """, [before]
        ).map { row in
            let state: DeliveryState = try row.choice("state")
            return Alert(
                state == .held ? .deliveryHeld : .deliveryFailing, subject: try row.need("id"),
                detail: [
                    "delivery": .string(try row.need("kind")), "check": .string(try row.need("check_no")),
                    "reason": .string(row["last_reason"] ?? ""),
                ])
        }
    }

    /// One mail that fails may be its address; several attempts in a row without an answer are the server.
    private static func mails(_ db: Database) throws -> [Alert] {
        let reason = try db.text(
            """
            SELECT last_reason FROM delivery WHERE kind = 'notice_mail' AND state = 'pending' AND attempts >= 3
                AND last_reason IS NOT NULL
            UNION ALL
            SELECT last_reason FROM alert_mail WHERE (state = 'pending' AND attempts >= 2 AND last_reason IS NOT NULL)
                OR (state = 'held' AND made_at = (SELECT max(made_at) FROM alert_mail))
            LIMIT 1
            """)
        return reason.map { [Alert(.mailFailing, subject: "mail", reason: $0)] } ?? []
    }

    /// Several attempts in a row without an answer that settles it are the gateway, not the number.
    private static func texts(_ db: Database) throws -> [Alert] {
        let reason = try db.text(
            """
            SELECT last_reason FROM delivery WHERE kind = 'notice_text' AND state = 'pending' AND attempts >= 3
                AND last_reason IS NOT NULL LIMIT 1
            """)
        return reason.map { [Alert(.textGatewayFailing, subject: "text", reason: $0)] } ?? []
    }

    /// Quarantined, and nobody has looked: an alert of it that a person acknowledged is over for good. Whoever ended an
    /// upload early knows.
    private static func recordings(_ db: Database) throws -> [Alert] {
        try db.rows(
            """
            SELECT r.id, r.reason, check_no FROM recording r JOIN "check" ON "check".id = check_id
            WHERE r.state = 'quarantined' AND r.length IS r.size AND NOT EXISTS (SELECT 1 FROM alert
                WHERE kind = ? AND subject = r.id AND acknowledged_at IS NOT NULL) ORDER BY r.id LIMIT 1000
            """, [Alert.Kind.recordingQuarantined.rawValue]
        ).map { row in
            Alert(
                .recordingQuarantined, subject: try row.need("id"),
                detail: ["check": .string(try row.need("check_no")), "reason": .string(row["reason"] ?? "")])
        }
    }

    /// Held up by something that only people can mend.
    private static func blocked(_ db: Database) throws -> [Alert] {
        try db.rows(
            """
            SELECT id, check_no, state, deadline_day, blocked_reason FROM "check"
            WHERE blocked_reason IS NOT NULL AND state IN ('approved', 'scheduled') ORDER BY deadline_at LIMIT 1000
            """
        ).map { row in
            Alert(
                .checkBlocked, subject: try row.need("id"),
                detail: [
                    "check": .string(try row.need("check_no")), "state": .string(try row.need("state")),
                    "deadline": .string(try row.need("deadline_day")),
                    "reason": .string(try row.need("blocked_reason")),
                ])
        }
    }

    /// Before the first backup the days count from the first start.
    private static func backup(_ db: Database, now: Date) throws -> [Alert] {
        var found: [Alert] = []
        let last: BackupNote? = try FactTable.read(db, "backup.last")
        if let last, !last.ok {
            found.append(Alert(.backupFailed, subject: "backup", reason: last.reason ?? ""))
        }
        let start = try db.integer("SELECT min(made_at) FROM seed_chain").map { Date(millis: $0) }
        let good: BackupNote? = try FactTable.read(db, "backup.last_good")
        let since = good?.at ?? start ?? now
        if now.timeIntervalSince(since) > patience.backup {
            found.append(
                Alert(.backupOverdue, subject: "backup", detail: ["last_good_backup": .string(since.iso8601)]))
        }
        return found
    }
}
