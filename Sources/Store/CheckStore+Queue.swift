import Domain
import Foundation
import GRDB

/// A line of the queue: a check, and what stands in its timer's way.
public struct QueueLine: Sendable {
    public let check: Check
    public let blocked: Blocked?
}

/// One page of a list, and where the next begins; nil: at its end.
public struct ListPage<Line: Sendable>: Sendable {
    public let lines: [Line]
    public let next: String?
}

extension CheckStore {
    /// Checks that are not over, the earliest deadline first, so that what is late stands at the top.
    /// - Parameter filter: its `after` is the `next` of the page before.
    /// - Throws: `Fault(.invalid)` for a cursor that is none of ours.
    public func queue(_ filter: CheckFilter) async throws -> ListPage<QueueLine> {
        var (conditions, values) = filter.conditions
        conditions.append("c.state NOT IN ('closed', 'cancelled')")
        if let after = filter.after {
            let parts = after.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let deadline = Int64(parts[0]) else { throw Self.foreignCursor }
            conditions.append("(c.deadline_at, c.id) > (?, ?)")
            values += [deadline, String(parts[1])]
        }
        return try await lines(conditions, values, order: "c.deadline_at, c.id", limit: filter.limit) {
            "\($0.check.deadline.instant.millis).\($0.check.id)"
        }
    }

    /// Checks that are closed or called off, the newest first.
    public func closedChecks(_ filter: CheckFilter) async throws -> ListPage<QueueLine> {
        var (conditions, values) = filter.conditions
        conditions.append("+c.state IN ('closed', 'cancelled')")
        if let after = filter.after {
            conditions.append("c.id < ?")
            values.append(after)
        }
        return try await lines(conditions, values, order: "c.id DESC", limit: filter.limit) {
            $0.check.id.description
        }
    }

    private func lines(
        _ conditions: [String], _ values: [(any DatabaseValueConvertible)?], order: String, limit: Int,
        cursor: @escaping @Sendable (QueueLine) -> String
    ) async throws -> ListPage<QueueLine> {
        let sql = CheckTable.select + " WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(order) LIMIT ?"
        let arguments = StatementArguments(values + [limit + 1])
        return try await database.read { db in
            let found = try db.read(sql, arguments) {
                QueueLine(check: try CheckTable.check(db, $0), blocked: try Blocked.of($0))
            }
            let lines = Array(found.prefix(limit))
            return ListPage(lines: lines, next: found.count > limit ? lines.last.map(cursor) : nil)
        }
    }

    /// How many checks stand in each state; a state that has none is absent.
    public func checkCounts() async throws -> [CheckState.Name: Int] {
        try await database.read { db in
            var counts: [CheckState.Name: Int] = [:]
            for row in try db.rows("SELECT state, n FROM check_count WHERE n > 0") {
                counts[try row.choice("state")] = try row.need("n")
            }
            return counts
        }
    }

    static var foreignCursor: Fault {
        Fault(.invalid, "\"cursor\" is the next_cursor of the page before, as it was given.", field: "cursor")
    }
}
