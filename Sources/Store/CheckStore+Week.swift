import Domain
import Foundation
import GRDB

/// A session in the centre's book.
public struct BookedSession: Sendable {
    public let check: ID<Check>
    public let checkNo: String
    public let state: CheckState.Name
    public let enterpriseName: String
    public let stationID: String
    /// In the order of their rank in the draw.
    public let inspectorIDs: [String]
    public let start: Date
    public let end: Date
}

/// Some days of the centre: who and what there is, and what is booked.
public struct BookedDays: Sendable {
    public let stations: [Station]
    public let inspectors: [Inspector]
    public let sessions: [BookedSession]
    /// Working days among those asked for; a day whose year has no table is absent from both.
    public let working: Set<Day>
    public let off: Set<Day>
}

extension CheckStore {
    /// What is booked on the days from `first` on, as many as `count` (1 to 31), in the order of their start.
    public func booked(from first: Day, days count: Int) async throws -> BookedDays {
        precondition((1...31).contains(count), "a month at most is read at once")
        let zone = surroundings.timeZone
        let days = (0..<count).map { first.adding(days: $0) }
        let (from, to) = (first.start(in: zone), first.adding(days: count).start(in: zone))
        let calendar = surroundings.calendar
        return try await database.read { db in
            let sessions = try db.rows(
                """
                SELECT c.id, c.check_no, c.state, c.station_id, c.slot_start, c.slot_end, a.enterprise_name
                FROM "check" AS c JOIN application AS a ON a.id = c.application_id
                WHERE c.slot_start >= ? AND c.slot_start < ? ORDER BY c.slot_start, c.id
                """, [from.millis, to.millis]
            ).map { row in
                let id: ID<Check> = try row.id("id")
                return BookedSession(
                    check: id, checkNo: try row.need("check_no"), state: try row.choice("state"),
                    enterpriseName: try row.need("enterprise_name"), stationID: try row.need("station_id"),
                    inspectorIDs: try RosterTable.inspectors(db, ofCheck: id).map(\.id),
                    start: try row.date("slot_start"), end: try row.date("slot_end"))
            }
            return BookedDays(
                stations: try db.rows("SELECT * FROM station ORDER BY id").map(RosterTable.station),
                inspectors: try db.rows("SELECT * FROM inspector ORDER BY id").map(RosterTable.inspector),
                sessions: sessions, working: Set(days.filter { (try? calendar.isWorkingDay($0)) == true }),
                off: Set(days.filter { (try? calendar.isWorkingDay($0)) == false }))
        }
    }
}
