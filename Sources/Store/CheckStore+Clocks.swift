import Domain
import Foundation
import GRDB

/// Clocks of the procedure that no timer may end by itself: what has run out is said until people have acted.
extension CheckStore {
    /// How long a decision may wait to be served before it is said: the law's term is counted in working days from it.
    private static let unservedDays = 3

    func clocks(_ db: Database, now: Date) throws -> [Alert] {
        let today = Day(now, in: surroundings.timeZone).description
        let unserved = now.addingTimeInterval(-Double(Self.unservedDays) * 86_400).millis
        return try alerts(db, .sessionMissed, "state = 'served' AND slot_end < ?", now.millis)
            + alerts(db, .rectificationOverdue, "state = 'rectifying' AND rectification_due < ?", today)
            + alerts(
                db, .decisionUnserved, "state = 'failed' AND decision_service IS NULL AND decided_at < ?", unserved)
    }

    private func alerts(
        _ db: Database, _ kind: Alert.Kind, _ condition: String, _ value: any DatabaseValueConvertible
    ) throws -> [Alert] {
        let sql = "SELECT id, check_no, state FROM \"check\" WHERE \(condition) ORDER BY id LIMIT 1000"
        return try db.rows(sql, [value]).map { row in
            Alert(
                kind, subject: try row.need("id"),
                detail: ["check": .string(try row.need("check_no")), "state": .string(try row.need("state"))])
        }
    }
}
