import Domain
import Foundation
import GRDB

/// The console's lists of footage and of the outbox: newest first, one state or all.
extension CheckStore {
    /// - Parameter text: part of a file name or of a check number.
    public func newestRecordings(
        state: RecordingState?, text: String?, before: String?, limit: Int
    ) async throws -> ListPage<RecordingRow> {
        var conditions = ["1 = 1"]
        var values: [(any DatabaseValueConvertible)?] = []
        if let state {
            conditions.append("r.state = ?")
            values.append(state.rawValue)
        }
        if let before {
            conditions.append("r.id < ?")
            values.append(before)
        }
        if let text {
            conditions.append("instr(r.filename || ' ' || c.check_no, ?) > 0")
            values.append(text)
        }
        let sql =
            RecordingTable.select + " WHERE \(conditions.joined(separator: " AND ")) ORDER BY r.id DESC LIMIT ?"
        let arguments = StatementArguments(values + [limit + 1])
        return try await database.read { db in
            let rows = try db.rows(sql, arguments).map(RecordingTable.row)
            return ListPage(
                lines: Array(rows.prefix(limit)),
                next: rows.count > limit ? rows[limit - 1].id.description : nil)
        }
    }

    /// How many recordings stand in each state.
    public func recordingCounts() async throws -> [RecordingState: Int] {
        try await database.read { try Self.counts($0, "recording") }
    }

    /// Deliveries of one state with the number of their check.
    public func newestDeliveries(
        state: DeliveryState, before: String?, limit: Int
    ) async throws -> ListPage<(row: DeliveryRow, checkNo: String)> {
        try await database.read { db in
            let rows = try db.rows(
                """
                SELECT d.*, c.check_no FROM delivery AS d JOIN "check" AS c ON c.id = d.check_id
                WHERE d.state = ?1 AND (?2 IS NULL OR d.id < ?2) ORDER BY d.id DESC LIMIT ?3
                """, [state.rawValue, before, limit + 1]
            ).map { (row: try DeliveryTable.row($0), checkNo: try $0.need("check_no") as String) }
            return ListPage(
                lines: Array(rows.prefix(limit)),
                next: rows.count > limit ? rows[limit - 1].row.id.description : nil)
        }
    }

    /// How many deliveries stand in each state.
    public func deliveryCounts() async throws -> [DeliveryState: Int] {
        try await database.read { try Self.counts($0, "delivery") }
    }

    private static func counts<State: Choice>(_ db: Database, _ table: String) throws -> [State: Int] {
        var counts: [State: Int] = [:]
        for row in try db.rows("SELECT state, count(*) AS n FROM \(table) GROUP BY state", []) {
            counts[try row.choice("state")] = try row.need("n")
        }
        return counts
    }
}
