import Domain
import Foundation
import GRDB
import Synchronization

/// The working days that are known; it only ever grows while the program runs.
final class CalendarTables: Sendable {
    private let held: Mutex<WorkingCalendar>

    init(_ calendar: WorkingCalendar) { held = Mutex(calendar) }

    var current: WorkingCalendar { held.withLock { $0 } }

    func become(_ calendar: WorkingCalendar) { held.withLock { $0 = calendar } }
}

/// One year of the working calendar.
public struct CalendarYear: Sendable {
    public let year: Int
    public let off: [Day]
    public let work: [Day]
    /// Who sent it over the API, and when; nil: it is a file of the centre's.
    public let sent: (by: String, at: Date)?
}

/// Yearly tables: files, and what comes over the API. A file wins over a row of its year, since the directory is what
/// whoever runs the centre sees and keeps; then the row goes, on record.
extension CheckStore {
    public func calendarYears() async throws -> [CalendarYear] {
        let calendar = surroundings.calendar
        return try await database.read { db in
            var sent: [Int: (by: String, at: Date)] = [:]
            for row in try db.rows("SELECT year, made_by, made_at FROM calendar_year") {
                sent[try row.need("year")] = (try row.need("made_by"), try row.date("made_at"))
            }
            return calendar.years.compactMap { year in
                calendar.table(of: year).map {
                    CalendarYear(year: year, off: $0.off, work: $0.work, sent: sent[year])
                }
            }
        }
    }

    /// Takes a year's table. What was provisional for want of it is counted anew, in the same transaction.
    /// - Parameter body: JSON as in a calendar file.
    /// - Returns: the year, whether it is new, and how many deadlines were counted anew.
    /// - Throws: `Fault(.invalid)` for a table that contradicts itself, `Fault(.conflict)` for a year that is there with
    ///   other days.
    public func addCalendar(
        _ year: Int, _ body: Data, by actor: Actor, now: Date
    ) async throws -> (year: CalendarYear, isNew: Bool, recounted: Int) {
        let now = now.wholeMillis
        let alone = try WorkingCalendar(files: []).adding("the table of \(year)", body)
        guard let table = alone.table(of: year) else {
            throw Fault(.invalid, "\"year\" must be \(year) in the table too.", field: "year")
        }
        let sent = CalendarYear(year: year, off: table.off, work: table.work, sent: (actor.name, now))
        let done = try await database.commits.write { db -> (Bool, Int) in
            let known = self.surroundings.calendar
            if let there = known.table(of: year) {
                guard there == table else {
                    throw Fault(
                        .conflict,
                        "The calendar of \(year) is there with other days: correct it by a file \(year).json in center.calendar_directory and a restart; a file wins.",
                        field: "year")
                }
                return (false, 0)
            }
            try db.run(
                "INSERT INTO calendar_year (year, body, made_by, made_at) VALUES (?, ?, ?, ?)",
                [year, String(decoding: body, as: UTF8.self), actor.name, now.millis])
            try Self.audit(db, "calendar.added", year, body, now)
            // Inside the transaction, so that what follows in it counts with the new days. Days that are known without
            // their row, after a commit that fails, are the right days all the same.
            self.surroundings.tables.become(try known.adding("the table of \(year)", body))
            return (true, try self.recount(db, year, now: now))
        }
        signals.watch.wake()
        signals.checks.wake()
        return (sent, done.0, done.1)
    }

    /// At start: files are there already, rows join them, and what was provisional is counted anew.
    func loadCalendar(now: Date) async throws {
        try await database.commits.write { db in
            var calendar = self.surroundings.calendar
            for row in try db.rows("SELECT year, body FROM calendar_year ORDER BY year") {
                let year: Int = try row.need("year")
                let body = Data((try row.need("body") as String).utf8)
                let alone = try WorkingCalendar(files: []).adding("the table of \(year)", body)
                guard let there = calendar.table(of: year) else {
                    calendar = try calendar.adding("the table of \(year)", body)
                    continue
                }
                try db.run("DELETE FROM calendar_year WHERE year = ?", [year])
                let same = alone.table(of: year).map { $0 == there } ?? false
                try Self.audit(db, same ? "calendar.filed" : "calendar.overruled", year, body, now.wholeMillis)
            }
            self.surroundings.tables.become(calendar)
            _ = try self.recount(db, nil, now: now.wholeMillis)
        }
    }

    /// Counts provisional deadlines anew, each on record: as an event of its check, or in the audit log where no row but
    /// the clock's changes.
    /// - Parameter year: the one that came; nil: whichever came with the files.
    private func recount(_ db: Database, _ year: Int?, now: Date) throws -> Int {
        var count = 0
        for row in try db.rows(
            """
            SELECT DISTINCT subject FROM clock WHERE stopped_at IS NULL AND provisional = 1
            UNION SELECT id FROM "check" WHERE deadline_provisional = 1 AND state NOT IN ('closed', 'cancelled')
            """)
        {
            let subject: String = try row.need("subject")
            if let id = ID<Check>(subject) {
                count += try recount(db, CheckTable.fetch(db, id), year, now: now) ? 1 : 0
            } else if let id = ID<LegalCase>(subject) {
                count += try recount(db, CaseTable.fetch(db, id), now: now) ? 1 : 0
            } else {
                count += try recount(db, application: subject, now: now) ? 1 : 0
            }
        }
        return count
    }

    private func recount(_ db: Database, _ old: Check, _ year: Int?, now: Date) throws -> Bool {
        let before = try ClockTable.rows(db, "subject = ? AND stopped_at IS NULL", [old.id.description]).map(\.due)
        var check = old
        (check.deadline, check.extendedFrom) = try recounted(db, old)
        let after = surroundings.terms.running(
            check, settled: try ClockTable.settled(db, check.id.description)
        ).map(\.due)
        guard check.deadline != old.deadline || after != before else { return false }
        check.revision += 1
        try CheckTable.write(db, check, from: old.revision)
        let at = try EventTable.time(db, of: check.id, at: now)
        try EventTable.insert(
            db, check: check.id, revision: check.revision, state: check.state.name, command: "recount",
            actor: .timer, at: at.now,
            body: [
                "was": .string(old.deadline.day.description), "due": .string(check.deadline.day.description),
                "provisional": .bool(check.deadline.provisional), "year": year.map { .int(Int64($0)) } ?? .null,
            ].merging(at.note) { $1 })
        try keepTime(
            db, check, because: "recount", surroundings.rules.nearest(to: Day(now, in: surroundings.timeZone)), now: now
        )
        return true
    }

    /// The deadline by the calendar as it is known now.
    private func recounted(_ db: Database, _ check: Check) throws -> (Deadline, Day?) {
        guard check.deadline.provisional else { return (check.deadline, check.extendedFrom) }
        let (calendar, zone) = (surroundings.calendar, surroundings.timeZone)
        let base = try Deadline.decision(
            check.source.decisionClock, since: check.acceptedAt, rules: surroundings.rules(at: check.acceptedAt),
            calendar: calendar, timeZone: zone)
        guard check.extendedFrom != nil else { return (base, nil) }
        let extended = try ClockTable.rows(
            db, "subject = ? AND name = ?", [check.id.description, ClockName.licenceExtension.rawValue])
        let rules = extended.last.map { surroundings.rules.nearest(to: $0.rules) }
        return (
            base.extended(
                by: rules ?? surroundings.rules.nearest(to: base.day), calendar: calendar, timeZone: zone), base.day
        )
    }

    private func recount(_ db: Database, _ one: LegalCase, now: Date) throws -> Bool {
        let subject = one.id.description
        let before = try ClockTable.rows(db, "subject = ? AND stopped_at IS NULL", [subject]).map(\.due)
        try keepTime(db, one, because: "recount", now: now)
        let after = try ClockTable.rows(db, "subject = ? AND stopped_at IS NULL", [subject])
        guard after.map(\.due) != before else { return false }
        let due = after.map { ($0.name.rawValue, JSONValue.string($0.due.day.description)) }
        try AuditLog.append(
            db,
            AuditEntry(
                kind: "case.recounted", at: now, subject: subject, facts: Dictionary(uniqueKeysWithValues: due)))
        return true
    }

    private func recount(_ db: Database, application: String, now: Date) throws -> Bool {
        guard
            let row = try db.row(
                "SELECT accepted_at, made_at FROM application WHERE id = ? AND triage_decision = 'ask'", [application])
        else { return false }
        let before = try ClockTable.rows(db, "subject = ? AND stopped_at IS NULL", [application]).map(\.due)
        let terms = surroundings.terms.awaitingTriage(
            receivedAt: try row.date("made_at"), acceptedAt: try row.date("accepted_at"))
        guard terms.map(\.due) != before else { return false }
        try ClockTable.keep(db, application, at: terms, because: "recount", now: now)
        try AuditLog.append(
            db, AuditEntry(kind: "application.recounted", at: now, subject: application))
        return true
    }

    private static func audit(_ db: Database, _ kind: String, _ year: Int, _ body: Data, _ now: Date) throws {
        try AuditLog.append(
            db,
            AuditEntry(kind: kind, at: now, subject: String(year), facts: ["body_sha256": .string(body.sha256Hex)]))
    }
}
