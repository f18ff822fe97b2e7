import Domain
import Foundation
import GRDB

/// What stands on record about one inspector's recusals, and about experts' fees by year.
extension CheckStore {
    public struct InspectorRecusal: Sendable {
        public let check: ID<Check>
        public let checkNo: String
        public let recusal: Recusal
    }

    /// An expert's fees in one year of the centre's calendar. Whoever is invited again under the same name and
    /// organisation is the same expert.
    public struct ExpertFees: Sendable, Equatable {
        public let year: Int
        public let name: String
        public let organisation: String?
        public var checks: Int
        public var fees: Int
        public var hours: Double
        public var amountFen: Int64
    }

    /// The newest first.
    /// - Throws: `Fault(.notFound)`
    public func recusals(ofInspector id: String, limit: Int = 500) async throws -> [InspectorRecusal] {
        try await database.read { db in
            guard try db.row("SELECT id FROM inspector WHERE id = ?", [id]) != nil else {
                throw Fault(.notFound, "There is no inspector \"\(id.prefix(60))\".", field: "id")
            }
            return try db.rows(
                """
                SELECT recusal.*, check_no FROM recusal JOIN "check" ON "check".id = check_id WHERE inspector_id = ?
                ORDER BY asked_at DESC, recusal.id DESC LIMIT ?
                """, [id, limit]
            ).map { row in
                InspectorRecusal(
                    check: try row.id("check_id"), checkNo: try row.need("check_no"),
                    recusal: try RecusalTable.recusal(row))
            }
        }
    }

    /// The newest year first, in it by name.
    /// - Parameters:
    ///   - year: nil: all of them.
    ///   - check: only experts who were invited to it.
    public func expertFees(year: Int? = nil, ofCheck check: ID<Check>? = nil) async throws -> [ExpertFees] {
        let zone = surroundings.timeZone
        return try await database.read { db in
            let rows = try db.rows(
                """
                SELECT expert.name, organisation, check_id, hours, amount_fen, at FROM expert_fee
                JOIN expert ON expert.id = expert_id
                WHERE ?1 IS NULL OR EXISTS (SELECT 1 FROM expert AS mine WHERE mine.check_id = ?1
                    AND mine.name = expert.name AND mine.organisation IS expert.organisation)
                ORDER BY expert.name, organisation, at
                """, [check?.description])
            return try Self.summed(rows, zone).filter { year == nil || $0.year == year }
        }
    }

    private static func summed(_ rows: [Row], _ zone: TimeZone) throws -> [ExpertFees] {
        struct Key: Hashable {
            let year: Int
            let name: String
            let organisation: String?
        }
        var sums: [Key: ExpertFees] = [:]
        var checks: [Key: Set<String>] = [:]
        for row in rows {
            let key = Key(
                year: Day(try row.date("at"), in: zone).year, name: try row.need("name"),
                organisation: row["organisation"])
            var sum =
                sums[key]
                ?? ExpertFees(
                    year: key.year, name: key.name, organisation: key.organisation, checks: 0, fees: 0, hours: 0,
                    amountFen: 0)
            checks[key, default: []].insert(try row.need("check_id"))
            sum.checks = checks[key]?.count ?? 0
            sum.fees += 1
            sum.hours += try row.need("hours")
            sum.amountFen += try row.need("amount_fen")
            sums[key] = sum
        }
        return sums.values.sorted {
            ($1.year, $0.name, $0.organisation ?? "") < ($0.year, $1.name, $1.organisation ?? "")
        }
    }
}
