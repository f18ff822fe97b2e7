import Domain
import Foundation
import GRDB

/// Clocks that run, for whoever looks and for the watch: what will be late is said before, and what is late until it ends.
extension CheckStore {
    /// Writes down which clocks are near or over by now, so that no later look can take it back.
    func noteClocks(now: Date) async throws {
        let any = try await database.read { db in
            try db.row(
                """
                SELECT 1 FROM clock WHERE stopped_at IS NULL AND \(ClockTable.answered)
                    AND ((warn_at <= ?1 AND warned_at IS NULL) OR (due_at <= ?1 AND late_at IS NULL)) LIMIT 1
                """, [now.millis]) != nil
        }
        guard any else { return }
        try await database.commits.write { db in
            let running = "stopped_at IS NULL AND \(ClockTable.answered)"
            try db.run(
                "UPDATE clock SET warned_at = ?1 WHERE \(running) AND warn_at <= ?1 AND warned_at IS NULL", [now.millis]
            )
            try db.run(
                "UPDATE clock SET late_at = ?1 WHERE \(running) AND due_at <= ?1 AND late_at IS NULL", [now.millis])
        }
    }

    /// Near, and over: one alert for each clock.
    static func clocks(_ db: Database) throws -> [Alert] {
        try db.rows(
            """
            SELECT clock.*, l.case_no, c.check_no, coalesce(l.state, c.state) AS state, a.application_no FROM clock
            LEFT JOIN legal_case AS l ON l.id = subject
            LEFT JOIN "check" AS c ON c.id = coalesce(l.check_id, subject) LEFT JOIN application AS a ON a.id = subject
            WHERE stopped_at IS NULL AND warned_at IS NOT NULL ORDER BY clock.due_at, clock.id LIMIT 1000
            """
        ).map { row in
            let clock = try ClockTable.row(row)
            var detail: [String: JSONValue] = [
                "clock": .string(clock.name.rawValue), "deadline": .string(clock.due.day.description),
            ]
            detail["case"] = (row["case_no"] as String?).map { .string($0) }
            detail["check"] = (row["check_no"] as String? ?? row["application_no"]).map { .string($0) }
            detail["state"] = (row["state"] as String?).map { .string($0) }
            if clock.due.provisional { detail["provisional"] = true }
            return Alert(
                clock.lateAt == nil ? .clockNear : .clockOverdue, subject: "\(clock.subject)/\(clock.name.rawValue)",
                detail: detail)
        }
    }

    /// Steps of the procedure that wait for a person and have no clock of their own.
    static func steps(_ db: Database, now: Date) throws -> [Alert] {
        let missed = "SELECT id, check_no, state FROM \"check\" WHERE state = 'served' AND slot_end < ?"
        let needed = """
            SELECT c.id, check_no, state FROM "check" AS c JOIN application AS a ON a.id = c.application_id
            WHERE state = 'service_failed' OR (state = 'issued' AND channels = '[]')
            """
        return try alerts(db, .sessionMissed, missed, [now.millis]) + alerts(db, .serviceNeeded, needed, [])
    }

    private static func alerts(
        _ db: Database, _ kind: Alert.Kind, _ sql: String, _ arguments: StatementArguments
    ) throws -> [Alert] {
        try db.rows(sql + " ORDER BY 1 LIMIT 1000", arguments).map { row in
            Alert(
                kind, subject: try row.need("id"),
                detail: ["check": .string(try row.need("check_no")), "state": .string(try row.need("state"))])
        }
    }

    /// Years without a table: the one that begins soon, and those that running clocks reach into.
    func calendar(_ db: Database, now: Date) throws -> [Alert] {
        var years: [Int: Int] = [:]
        for row in try db.rows("SELECT due_day FROM clock WHERE stopped_at IS NULL AND provisional = 1") {
            let last = try Day(row.need("due_day") as String)
            let year = surroundings.calendar.table(of: last.year) == nil ? last.year : last.year + 1
            years[year, default: 0] += 1
        }
        if let year = surroundings.calendar.yearToAdd(on: Day(now, in: surroundings.timeZone)) {
            years[year, default: 0] += 0
        }
        return years.sorted { $0.key < $1.key }.map { year, count in
            Alert(
                .calendarMissing, subject: String(year),
                detail: count > 0 ? ["provisional_deadlines": .int(Int64(count))] : [:])
        }
    }
}

/// Which running clocks to list.
public struct ClockFilter: Sendable {
    public enum Which: String, Choice {
        case near, late, provisional
    }

    /// Nil: all that run.
    public var which: Which?
    public var name: ClockName?
    public var after: String?
    public var limit = 50
    public init() {}
}

/// A running clock with what it is about.
public struct ClockLine: Sendable {
    public let clock: ClockRow
    /// The check's number, the application's or the case's.
    public let number: String
    public let enterprise: String
    public let about: About
    /// As its rule set calls it.
    public let rule: ClockRule

    /// What it runs for, and where that stands.
    public enum About: Sendable {
        case application
        case check(CheckState.Name)
        case legalCase(CaseState.Name)
    }
}

extension CheckStore {
    /// Clocks that run, the first to end first.
    /// - Throws: `Fault(.invalid)` for a cursor that is none of ours.
    public func clocks(_ filter: ClockFilter, now: Date) async throws -> ListPage<ClockLine> {
        var conditions = [ClockTable.running]
        var values: [(any DatabaseValueConvertible)?] = [now.millis]
        switch filter.which {
        case nil: break
        case .provisional: conditions.append("provisional = 1")
        case .late: conditions.append("\(ClockTable.answered) AND \(Self.isLate)")
        case .near: conditions.append("\(ClockTable.answered) AND \(Self.isNear)")
        }
        if let name = filter.name {
            conditions.append("clock.name = ?")
            values.append(name.rawValue)
        }
        if let after = filter.after {
            let parts = after.split(separator: ".").compactMap { Int64($0) }
            guard parts.count == 2 else { throw Self.foreignCursor }
            conditions.append("(clock.due_at, clock.id) > (?, ?)")
            values += [parts[0], parts[1]]
        }
        let sql = """
            SELECT clock.*, l.case_no, l.state AS case_state, c.check_no, c.state, a.application_no, a.enterprise_name
            FROM clock LEFT JOIN legal_case AS l ON l.id = subject
            LEFT JOIN "check" AS c ON c.id = coalesce(l.check_id, subject)
            JOIN application AS a ON a.id = coalesce(c.application_id, subject)
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY clock.due_at, clock.id LIMIT ?
            """
        let arguments = StatementArguments(values + [filter.limit + 1])
        return try await database.read { db in
            let rows = try db.rows(sql, arguments)
            let lines = try rows.prefix(filter.limit).map(self.line)
            let last = rows.count > filter.limit ? lines.last?.clock : nil
            return ListPage(lines: lines, next: last.map { "\($0.due.instant.millis).\($0.id)" })
        }
    }

    private static let isLate = "(clock.due_at <= ?1 OR late_at IS NOT NULL)"
    private static let isNear = "(warn_at <= ?1 OR warned_at IS NOT NULL) AND clock.due_at > ?1 AND late_at IS NULL"

    private func line(_ row: Row) throws -> ClockLine {
        let clock = try ClockTable.row(row)
        let number: String? = row["case_no"] ?? row["check_no"] ?? row["application_no"]
        let isCase = (row["case_no"] as String?) != nil
        let isCheck = (row["check_no"] as String?) != nil
        let about: ClockLine.About =
            isCase
            ? .legalCase(try row.choice("case_state")) : isCheck ? .check(try row.choice("state")) : .application
        return ClockLine(
            clock: clock, number: number ?? clock.subject, enterprise: try row.need("enterprise_name"), about: about,
            rule: rule(of: clock))
    }

    /// How many run, and how many of them are near, late and provisional.
    public func clockCounts(now: Date) async throws -> (all: Int, of: [ClockFilter.Which: Int]) {
        try await database.read { db in
            let row = try db.row(
                """
                SELECT count(*) AS n, coalesce(sum(provisional), 0) AS p,
                    coalesce(sum(\(ClockTable.answered) AND \(Self.isLate)), 0) AS l,
                    coalesce(sum(\(ClockTable.answered) AND \(Self.isNear)), 0) AS w
                FROM clock WHERE \(ClockTable.running)
                """, [now.millis])
            guard let row else { return (0, [:]) }
            return (
                try row.need("n"),
                [.near: try row.need("w"), .late: try row.need("l"), .provisional: try row.need("p")]
            )
        }
    }

    /// The rule that a clock runs by.
    public func rule(of clock: ClockRow) -> ClockRule { surroundings.rules.nearest(to: clock.rules).clock(clock.name) }
}
