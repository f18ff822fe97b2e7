import Domain
import Foundation
import GRDB

enum ReminderTable {
    /// Makes what waits for a check exactly `reminder`; what is done stays done.
    static func keep(_ db: Database, _ check: ID<Check>, at reminder: Reminder?) throws {
        try db.run(
            """
            UPDATE reminder SET due_at = NULL WHERE check_id = ?1 AND due_at IS NOT NULL
                AND (?2 IS NULL OR notice_no <> ?2 OR kind <> ?3)
            """, [check.description, reminder?.notice, reminder?.kind.rawValue])
        guard let reminder else { return }
        try db.run(
            """
            INSERT INTO reminder (check_id, notice_no, kind, due_at) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET due_at = excluded.due_at WHERE done_at IS NULL
            """, [check.description, reminder.notice, reminder.kind.rawValue, reminder.at.millis])
    }

    /// Whether the party was reminded of what a reminder would say where the check stands.
    static func isDone(_ db: Database, of check: Check) throws -> Bool {
        guard let notice = check.state.notice else { return false }
        let kind: Reminder.Kind = check.state.name == .issued ? .notice : .session
        return try db.row(
            "SELECT 1 FROM reminder WHERE check_id = ? AND notice_no = ? AND kind = ? AND done_at IS NOT NULL",
            [check.id.description, notice.noticeNo, kind.rawValue]) != nil
    }
}

extension CheckStore {
    /// Puts a reminder into the outbox, with a key of its own to the party's page, and writes down that it is there.
    func remind(
        _ db: Database, _ paper: Paper, _ kind: Reminder.Kind, _ check: Check, days: Int, now: Date
    ) throws {
        try post(
            db, paper, check, as: "reminder:\(kind.rawValue):\(check.checkNo):\(paper.number)", days: days, now: now)
        try db.run(
            """
            INSERT INTO reminder (check_id, notice_no, kind, done_at) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET due_at = NULL, done_at = excluded.done_at
            """, [check.id.description, paper.number, kind.rawValue, now.millis])
    }

    /// Checks whose party is to be reminded now. Nothing is claimed: `remind` itself is one transaction.
    public func dueReminders(limit: Int, now: Date) async throws -> [ID<Check>] {
        try await database.read { db in
            try db.rows(
                "SELECT check_id FROM reminder WHERE due_at <= ? ORDER BY due_at LIMIT ?", [now.millis, limit]
            ).map { try $0.id("check_id") }
        }
    }

    /// It was refused: its time has passed, or there is nobody to remind.
    public func dropReminders(of check: ID<Check>, now: Date) async throws {
        try await database.commits.write { db in
            try db.run(
                "UPDATE reminder SET due_at = NULL WHERE check_id = ? AND due_at <= ?", [check.description, now.millis])
        }
    }

    public func nextReminder() async throws -> Date? {
        try await database.read { db in
            try db.integer("SELECT min(due_at) FROM reminder").map { Date(millis: $0) }
        }
    }
}
