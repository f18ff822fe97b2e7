import Domain
import Foundation
import GRDB

enum BookingTable {
    /// - Throws: a constraint error when any quantum is taken; the transaction's savepoint then undoes everything.
    static func insert(_ db: Database, _ bookings: [Booking], for check: ID<Check>) throws {
        for booking in bookings {
            try db.run(
                "INSERT INTO booking (resource, quantum, check_id) VALUES (?, ?, ?)",
                [booking.resource, booking.quantum.rawValue, check.description])
        }
    }

    static func release(_ db: Database, of check: ID<Check>, from: Date) throws {
        try db.run(
            "DELETE FROM booking WHERE check_id = ? AND quantum >= ?",
            [check.description, Quantum(notBefore: from).rawValue])
    }

    /// What is taken between two instants, by resource.
    static func busy(_ db: Database, from: Date, to: Date) throws -> [String: Set<Quantum>] {
        var busy: [String: Set<Quantum>] = [:]
        let rows = try db.rows(
            "SELECT resource, quantum FROM booking WHERE quantum BETWEEN ? AND ?",
            [Quantum(containing: from).rawValue, Quantum(containing: to).rawValue])
        for row in rows {
            busy[try row.need("resource"), default: []].insert(Quantum(rawValue: try row.need("quantum")))
        }
        return busy
    }
}
