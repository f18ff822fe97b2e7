import Domain
import Foundation
import GRDB

/// A clock of the procedure, as it runs or ran.
public struct ClockRow: Sendable {
    public let id: Int64
    /// `chk_…`, `app_…` or `cas_…`.
    public let subject: String
    public let name: ClockName
    public let startedOn: Day
    public let due: Deadline
    public let warnAt: Date
    public let warnedAt: Date?
    public let lateAt: Date?
    public let stopped: (at: Date, by: String)?
    /// Of the rule set that it runs by.
    public let rules: Day

    /// Said once, it stays said: a wall clock that is set back takes no warning back.
    public func standing(now: Date) -> Standing {
        guard name.holder == .centre else { return due.instant <= now && !due.provisional ? .over : .running }
        if due.instant <= now || lateAt != nil { return .late }
        return warnAt <= now || warnedAt != nil ? .near : .running
    }

    public enum Standing: String, Choice {
        case running, near, late
        /// The party's own time has passed.
        case over
    }
}

/// A clock, and the rule that it runs by.
public typealias RuledClock = (clock: ClockRow, rule: ClockRule)

enum ClockTable {
    private static let partys = ClockName.allCases.filter { $0.holder == .party }.map { "'\($0.rawValue)'" }
        .joined(separator: ", ")
    /// Clocks that somebody answers for: those that can be near and late.
    static let answered = "clock.name NOT IN (\(partys))"
    /// Clocks that run still, at the instant `?1`: the party's own time ends by itself. What is provisional ends later
    /// than it says.
    static let running = "stopped_at IS NULL AND (\(answered) OR clock.due_at > ?1 OR provisional = 1)"

    /// Makes the clocks of a subject that run exactly `terms`: stops what is over, starts what begins, and moves what has
    /// another end by now.
    static func keep(
        _ db: Database, _ subject: String, at terms: [ClockTerm], because event: String, now: Date
    ) throws {
        var missing = terms
        for row in try rows(db, "subject = ? AND stopped_at IS NULL", [subject]) {
            guard let index = missing.firstIndex(where: { $0.name == row.name && $0.startedOn == row.startedOn }) else {
                try db.run(
                    "UPDATE clock SET stopped_at = ?, stopped_by = ? WHERE id = ?", [now.millis, event, row.id])
                continue
            }
            let term = missing.remove(at: index)
            if term.due != row.due || term.warnAt.wholeMillis != row.warnAt { try move(db, row, to: term) }
        }
        for term in missing {
            try db.run(
                """
                INSERT INTO clock (subject, name, started_on, due_day, due_at, provisional, warn_at, rules)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    subject, term.name.rawValue, term.startedOn.description, term.due.day.description,
                    term.due.instant.millis, term.due.provisional, min(term.warnAt, term.due.instant).millis,
                    term.rules.description,
                ])
        }
    }

    /// Another end is another warning.
    private static func move(_ db: Database, _ row: ClockRow, to term: ClockTerm) throws {
        try db.run(
            """
            UPDATE clock SET due_day = ?, due_at = ?, provisional = ?, warn_at = ?, warned_at = NULL, late_at = NULL
            WHERE id = ?
            """,
            [
                term.due.day.description, term.due.instant.millis, term.due.provisional,
                min(term.warnAt, term.due.instant).millis, row.id,
            ])
    }

    static func settle(_ db: Database, _ name: ClockName, of subject: String, now: Date) throws {
        try db.run(
            "UPDATE clock SET stopped_at = ?, stopped_by = ? WHERE subject = ? AND name = ? AND stopped_at IS NULL",
            [now.millis, CheckCommand.Name.settleClock.rawValue, subject, name.rawValue])
    }

    static func running(_ db: Database, _ subject: String) throws -> Set<ClockName> {
        Set(try rows(db, "subject = ? AND stopped_at IS NULL", [subject]).map(\.name))
    }

    /// What a person has said to be done, by the day that had started it.
    static func settled(_ db: Database, _ subject: String) throws -> [ClockName: Day] {
        let rows = try rows(
            db, "subject = ? AND stopped_by = ?", [subject, CheckCommand.Name.settleClock.rawValue])
        return Dictionary(rows.map { ($0.name, $0.startedOn) }) { $1 }
    }

    static func rows(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> [ClockRow] {
        try db.read("SELECT * FROM clock WHERE \(condition) ORDER BY id", arguments, row)
    }

    static func row(_ row: Row) throws -> ClockRow {
        let by: String? = row["stopped_by"]
        return ClockRow(
            id: try row.need("id"), subject: try row.need("subject"), name: try row.choice("name"),
            startedOn: try Day(row.need("started_on") as String),
            due: Deadline(
                day: try Day(row.need("due_day") as String), instant: try row.date("due_at"),
                provisional: try row.need("provisional")),
            warnAt: try row.date("warn_at"), warnedAt: row.dateIfAny("warned_at"), lateAt: row.dateIfAny("late_at"),
            stopped: try by.map { (try row.date("stopped_at"), $0) }, rules: try Day(row.need("rules") as String))
    }
}

extension CheckStore {
    /// As for a check. No reminder goes out of a case.
    func keepTime(_ db: Database, _ one: LegalCase, because event: String, now: Date) throws {
        let subject = one.id.description
        let terms = surroundings.terms.running(one, settled: try ClockTable.settled(db, subject))
        try ClockTable.keep(db, subject, at: terms, because: event, now: now)
    }

    /// All clocks of a check or a case, those that have stopped too, each with the rule that it runs by.
    func ruled(_ db: Database, _ subject: String) throws -> [RuledClock] {
        try ClockTable.rows(db, "subject = ?", [subject]).map { ($0, rule(of: $0)) }
    }

    /// Starts and stops what an event starts and stops: the clocks of the procedure, and the party's reminder.
    func keepTime(_ db: Database, _ check: Check, because event: String, _ rules: RuleSet, now: Date) throws {
        let subject = check.id.description
        let terms = surroundings.terms.running(check, settled: try ClockTable.settled(db, subject))
        try ClockTable.keep(db, subject, at: terms, because: event, now: now)
        try ReminderTable.keep(db, check.id, at: Reminder.due(for: check, rules))
    }
}
