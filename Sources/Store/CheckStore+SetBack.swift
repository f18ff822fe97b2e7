import Domain
import Foundation

/// A wall clock that was set back: rows that wait for an instant far ahead, because they were written under the clock as
/// it was, would wait that long again.
extension CheckStore {
    /// Longer than any claim lasts, and than a blocked timer waits.
    private static let longestWait: TimeInterval = 1200
    /// Longer than the outbox ever waits between two attempts, its jitter included.
    private static let longestRetry: TimeInterval = 30 * 3600

    /// Makes due what cannot have been meant to wait so long: claims, second looks, attempts. Dates of the procedure stay.
    public func mendClock(now: Date) async throws {
        let claim = now.addingTimeInterval(Self.longestWait).millis
        let retry = now.addingTimeInterval(Self.longestRetry).millis
        let found: [(table: String, condition: String, bound: Int64)] = [
            ("\"check\"", "leased = 1 AND due_at > ?", claim), ("delivery", "leased = 1 AND due_at > ?", claim),
            ("alert_mail", "leased = 1 AND due_at > ?", claim),
            // Large footage is read for hours.
            ("recording", "leased = 1 AND due_at > ?", retry),
            ("\"check\"", "blocked_reason IS NOT NULL AND due_at > ?", claim),
            ("delivery", "state = 'pending' AND due_at > ?", retry),
            ("alert_mail", "state = 'pending' AND due_at > ?", claim),
        ]
        for one in found {
            let any = try await database.read { db in
                try db.row("SELECT 1 FROM \(one.table) WHERE \(one.condition) LIMIT 1", [one.bound]) != nil
            }
            guard any else { continue }
            try await database.commits.write { db in
                try db.run(
                    "UPDATE \(one.table) SET leased = 0, due_at = ? WHERE \(one.condition)", [now.millis, one.bound])
            }
        }
    }
}
