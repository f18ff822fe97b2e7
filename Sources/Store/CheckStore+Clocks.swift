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
                SELECT 1 FROM clock WHERE stopped_at IS NULL
                    AND ((warn_at <= ?1 AND warned_at IS NULL) OR (due_at <= ?1 AND late_at IS NULL)) LIMIT 1
                """, [now.millis]) != nil
        }
        guard any else { return }
        try await database.commits.write { db in
            try db.run(
                "UPDATE clock SET warned_at = ?1 WHERE stopped_at IS NULL AND warn_at <= ?1 AND warned_at IS NULL",
                [now.millis])
            try db.run(
                "UPDATE clock SET late_at = ?1 WHERE stopped_at IS NULL AND due_at <= ?1 AND late_at IS NULL",
                [now.millis])
        }
    }

    /// Near, and over: one alert for each clock.
    static func clocks(_ db: Database) throws -> [Alert] {
        try db.rows(
            """
            SELECT clock.*, c.check_no, c.state, a.application_no FROM clock
            LEFT JOIN "check" AS c ON c.id = subject LEFT JOIN application AS a ON a.id = subject
            WHERE stopped_at IS NULL AND warned_at IS NOT NULL ORDER BY clock.due_at, clock.id LIMIT 1000
            """
        ).map { row in
            let clock = try ClockTable.row(row)
            var detail: [String: JSONValue] = [
                "clock": .string(clock.name.rawValue), "deadline": .string(clock.due.day.description),
            ]
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
    /// The check's number, or the application's.
    public let number: String
    public let enterprise: String
    public let state: CheckState.Name?
    /// As its rule set calls it.
    public let rule: ClockRule
}

extension CheckStore {
    /// Clocks that run, the first to end first.
    /// - Throws: `Fault(.invalid)` for a cursor that is none of ours.
    public func clocks(_ filter: ClockFilter, now: Date) async throws -> ListPage<ClockLine> {
        var conditions = ["stopped_at IS NULL"]
        var values: [(any DatabaseValueConvertible)?] = []
        switch filter.which {
        case nil: break
        case .provisional: conditions.append("provisional = 1")
        case .late:
            conditions.append("(clock.due_at <= ? OR late_at IS NOT NULL)")
            values.append(now.millis)
        case .near:
            conditions.append("(warn_at <= ? OR warned_at IS NOT NULL) AND clock.due_at > ? AND late_at IS NULL")
            values += [now.millis, now.millis]
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
            SELECT clock.*, c.check_no, c.state, a.application_no, a.enterprise_name FROM clock
            LEFT JOIN "check" AS c ON c.id = subject
            JOIN application AS a ON a.id = coalesce(c.application_id, subject)
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY clock.due_at, clock.id LIMIT ?
            """
        let arguments = StatementArguments(values + [filter.limit + 1])
        return try await database.read { db in
            let rows = try db.rows(sql, arguments)
            let lines = try rows.prefix(filter.limit).map { row in
                let clock = try ClockTable.row(row)
                let number: String? = row["check_no"] ?? row["application_no"]
                return ClockLine(
                    clock: clock, number: number ?? clock.subject,
                    enterprise: try row.need("enterprise_name"),
                    state: (row["state"] as String?).flatMap { CheckState.Name(rawValue: $0) },
                    rule: self.rule(of: clock))
            }
            let last = rows.count > filter.limit ? lines.last?.clock : nil
            return ListPage(lines: lines, next: last.map { "\($0.due.instant.millis).\($0.id)" })
        }
    }

    /// How many run, and how many of them are near, late and provisional.
    public func clockCounts(now: Date) async throws -> (all: Int, of: [ClockFilter.Which: Int]) {
        try await database.read { db in
            let row = try db.row(
                """
                SELECT count(*) AS n, coalesce(sum(provisional), 0) AS p,
                    coalesce(sum(due_at <= ?1 OR late_at IS NOT NULL), 0) AS l,
                    coalesce(sum((warn_at <= ?1 OR warned_at IS NOT NULL) AND due_at > ?1 AND late_at IS NULL), 0) AS w
                FROM clock WHERE stopped_at IS NULL
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
