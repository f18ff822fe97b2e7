import Domain
import Foundation
import GRDB

/// What a timer does for a check, claimed like any other due row.
public struct DueCheck: Sendable {
    public let id: ID<Check>
    public let command: CheckCommand
}

extension CheckStore {
    /// Checks whose timer is due, with the command each is waiting for. Claiming pushes `due_at` past the lease.
    public func claimDueChecks(limit: Int, lease: Duration, now: Date) async throws -> [DueCheck] {
        try await database.commits.write { db in
            let rows = try db.rows(
                "SELECT id, state FROM \"check\" WHERE due_at <= ? ORDER BY due_at LIMIT ?", [now.millis, limit])
            return try rows.compactMap { row in
                let id: ID<Check> = try row.id("id")
                let command = Self.timerCommand(in: try row.choice("state"))
                try db.run(
                    "UPDATE \"check\" SET due_at = ?, leased = 1 WHERE id = ?",
                    [command == nil ? nil : (now + lease).millis, id.description])
                return command.map { DueCheck(id: id, command: $0) }
            }
        }
    }

    public func nextDueCheck() async throws -> Date? {
        try await database.read { db in
            try db.integer("SELECT min(due_at) FROM \"check\"").map { Date(millis: $0) }
        }
    }

    /// The timer was refused: say so where staff look, and come back later.
    /// - Parameter guardName: the rule that stood in the way; nil for trouble of ours.
    public func postpone(
        _ id: ID<Check>, because reason: String, guardName: Refusal.Guard?, until: Date, now: Date
    ) async throws {
        try await database.commits.write { db in
            try db.run(
                """
                UPDATE "check" SET due_at = ?, leased = 0, blocked_guard = ?, blocked_reason = ?,
                    blocked_since = coalesce(blocked_since, ?) WHERE id = ?
                """, [until.millis, guardName?.rawValue, reason, now.millis, id.description])
        }
        signals.watch.wake()
    }

    /// Claims of a process that is gone end now: the state lock says that no other process holds any.
    public func freeClaims(now: Date) async throws {
        try await database.commits.write { db in
            for table in ["\"check\"", "delivery", "recording"] {
                try db.run(
                    "UPDATE \(table) SET due_at = ?, leased = 0 WHERE leased = 1 AND due_at IS NOT NULL", [now.millis])
            }
            // A start often follows the mending of what kept the mail back.
            try db.run("UPDATE alert_mail SET due_at = ?, leased = 0 WHERE due_at IS NOT NULL", [now.millis])
            // Uploads may have become complete without anyone having been told.
            try db.run(
                "UPDATE recording SET due_at = ? WHERE state = 'uploading' AND due_at IS NULL AND length IS NOT NULL",
                [now.millis])
        }
    }

    private static func timerCommand(in state: CheckState.Name) -> CheckCommand? {
        switch state {
        case .approved: .schedule
        case .scheduled: .issue
        case .issued: .failService(reason: "nobody confirmed the notice before its session was over")
        case .interrupted: .abort(reason: "the interruption lasted longer than the rules allow")
        case .passed, .failed, .escalated, .withdrawn: .close
        case .requested, .serviceFailed, .served, .inSession, .aborted, .noShow, .declined, .completed, .sealed,
            .underReview, .rectifying, .rechecked, .cancelled, .closed:
            nil
        }
    }
}
