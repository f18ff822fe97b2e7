import Domain
import Foundation
import GRDB

/// One check's whole story.
public struct CheckStory: Sendable {
    public let check: Check
    public let inspectors: [Inspector]
    public let stationName: String?
    public let blocked: Blocked?
    public let recordings: [RecordingRow]
    public let deliveries: [DeliveryRow]
    public let events: [EventRow]
    /// What the draw saw and said, as filed.
    public let draw: DrawRecord?
    /// Without their bytes, in the order they were filed.
    public let documents: [DocumentLine]
    /// Of the last session; nil where it had none.
    public let checklist: ChecklistStory?
    public let notes: [MarkerRow]
    public let verdicts: VerdictStory
    public let people: StoryPeople
    /// Those that run and those that ran, in the order of their start, each with its rule.
    public let clocks: [RuledClock]
    /// Whether the party was reminded already of what a reminder would say now.
    public let reminded: Bool
    /// Filed cases, in the order they were opened.
    public let cases: [LegalCase]
}

/// Who inspects: what was asked, who took whose place, who else was there.
public struct StoryPeople: Sendable {
    public let recusals: [Recusal]
    public let replacements: [Replacement]
    public let experts: [Expert]
    /// Whoever one of these names, or the check does.
    public let known: [Inspector]
}

/// Why the timer could not go on by itself, until it can.
public struct Blocked: Sendable {
    /// Nil where the reason is no rule's, but trouble of ours.
    public let guardName: Refusal.Guard?
    public let reason: String
    public let since: Date

    static func of(_ row: Row) throws -> Blocked? {
        guard let reason: String = row["blocked_reason"] else { return nil }
        let word: String? = row["blocked_guard"]
        return Blocked(
            guardName: try word.map { try Refusal.Guard(word: $0) }, reason: reason,
            since: try row.date("blocked_since"))
    }
}

/// Which checks to list; nil asks for all.
public struct CheckFilter: Sendable {
    public var stage: CheckState.Stage?
    public var state: CheckState.Name?
    public var source: Check.Source?
    public var inspector: String?
    public var dueBefore: Date?
    /// Part of a check number, application number, enterprise name or uscc.
    public var text: String?
    /// The last identifier of the page before, in the same order.
    public var after: String?
    public var order = ListOrder.oldest
    public var limit = 50
    public init() {}
}

extension CheckStore {
    /// The check named by its id or by its number.
    /// - Throws: `Fault(.notFound)`.
    public func resolve(_ name: String) async throws -> ID<Check> {
        if let id = ID<Check>(name) { return id }
        let found: ID<Check>? = try await database.read { db in
            try db.row("SELECT id FROM \"check\" WHERE check_no = ?", [name]).map { try $0.id("id") }
        }
        guard let found else {
            throw Fault(
                .notFound, "There is no check \"\(name.prefix(60))\": give an id (chk_…) or a number (C2026-00017).",
                field: "check")
        }
        return found
    }

    public func story(_ id: ID<Check>, now: Date = Date()) async throws -> CheckStory {
        let required = try surroundings.rules(at: now).verdictsRequired
        return try await database.read { db in
            let check = try CheckTable.fetch(db, id)
            let row = try db.row(
                """
                SELECT blocked_guard, blocked_reason, blocked_since, station.name AS station_name FROM "check"
                LEFT JOIN station ON station.id = station_id WHERE "check".id = ?
                """, [id.description])
            let draw = try db.row("SELECT record FROM draw WHERE check_id = ?", [id.description])
            return CheckStory(
                check: check, inspectors: try RosterTable.inspectors(db, ofCheck: id),
                stationName: row?["station_name"],
                blocked: try row.flatMap { try Blocked.of($0) },
                recordings: try RecordingTable.ofCheck(db, id),
                deliveries: try db.rows("SELECT * FROM delivery WHERE check_id = ? ORDER BY id", [id.description])
                    .map(DeliveryTable.row),
                events: try EventTable.ofCheck(db, id), draw: try draw.map { try $0.json("record") },
                documents: try DocumentTable.lines(db, of: id), checklist: try ChecklistStory.of(db, id),
                notes: try MarkerTable.ofCheck(db, id).filter { $0.marker.kind == .note },
                verdicts: VerdictStory(required: required, lines: try VerdictTable.lines(db, of: check)),
                people: try RecusalTable.people(db, of: id),
                clocks: try self.ruled(db, id.description),
                reminded: try ReminderTable.isDone(db, of: check), cases: try CaseTable.ofCheck(db, id))
        }
    }

    /// Checks by when they were requested, one page.
    public func checks(_ filter: CheckFilter) async throws -> [Check] {
        var (conditions, values) = filter.conditions
        // What is due soon is found by its index and sorted; by identifiers, all that was ever done would be read.
        let key = filter.dueBefore == nil ? "c.id" : "+c.id"
        if let after = filter.after {
            conditions.append("\(key) \(filter.order.beyond) ?")
            values.append(after)
        }
        values.append(filter.limit)
        // The page is chosen by identifiers alone, so that no index's rows are read whole only to be sorted away.
        let sql =
            CheckTable.select + """
                 WHERE c.id IN (
                    SELECT c.id FROM "check" AS c WHERE \(conditions.joined(separator: " AND "))
                    ORDER BY \(key) \(filter.order.sql) LIMIT ?
                ) ORDER BY c.id \(filter.order.sql)
                """
        let arguments = StatementArguments(values)
        return try await database.read { db in try db.read(sql, arguments) { try CheckTable.check(db, $0) } }
    }
}

extension ListOrder {
    /// Of identifiers, which sort by when they were made.
    var sql: String {
        switch self {
        case .oldest: "ASC"
        case .newest: "DESC"
        }
    }

    /// What an identifier of the next page is to the last one of this.
    var beyond: String {
        switch self {
        case .oldest: ">"
        case .newest: "<"
        }
    }
}
