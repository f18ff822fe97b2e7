import Domain
import Foundation
import GRDB

/// One case's whole story.
public struct CaseStory: Sendable {
    public let legalCase: LegalCase
    public let check: Check
    public let inspectors: [Inspector]
    /// Those that have stopped too.
    public let clocks: [RuledClock]
    /// The case's papers, receipts of service among them.
    public let documents: [DocumentLine]
    public let events: [CaseEventRow]
    /// What was posted of it.
    public let deliveries: [DeliveryRow]
}

/// Which cases to list; nil asks for all.
public struct CaseFilter: Sendable {
    public var state: CaseState.Name?
    public var kind: LegalCase.Kind?
    public var check: ID<Check>?
    /// Only those that have not ended, or only those that have.
    public var open: Bool?
    /// Part of a case number, check number, enterprise name or uscc.
    public var text: String?
    public var after: String?
    public var order = ListOrder.oldest
    public var limit = 50
    public init() {}
}

extension CheckStore {
    /// The case named by its id or by its number.
    /// - Throws: `Fault(.notFound)`.
    public func resolveCase(_ name: String) async throws -> ID<LegalCase> {
        if let id = ID<LegalCase>(name) { return id }
        let found: ID<LegalCase>? = try await database.read { db in
            try db.row("SELECT id FROM legal_case WHERE case_no = ?", [name]).map { try $0.id("id") }
        }
        guard let found else {
            throw Fault(
                .notFound, "There is no case \"\(name.prefix(60))\": give an id (cas_…) or a number (AJ2026-00003).",
                field: "case")
        }
        return found
    }

    public func caseStory(_ id: ID<LegalCase>) async throws -> CaseStory {
        try await database.read { db in
            let one = try CaseTable.fetch(db, id)
            let check = try CheckTable.fetch(db, one.check)
            let documents = try DocumentTable.lines(db, of: id)
            let events = try CaseEventTable.ofCase(db, id)
            let messages = events.compactMap { $0.body["message_id"]?.text }
            let deliveries = try messages.compactMap { message in
                try db.row("SELECT * FROM delivery WHERE message_id = ?", [message]).map(DeliveryTable.row)
            }
            return CaseStory(
                legalCase: one, check: check, inspectors: try RosterTable.inspectors(db, ofCheck: check.id),
                clocks: try self.ruled(db, id.description), documents: documents, events: events, deliveries: deliveries
            )
        }
    }

    /// Cases by when they were filed, one page.
    public func cases(_ filter: CaseFilter) async throws -> [LegalCase] {
        var conditions = ["1 = 1"]
        var values: [(any DatabaseValueConvertible)?] = []
        func demand(_ condition: String, _ value: some DatabaseValueConvertible) {
            conditions.append(condition)
            values.append(value)
        }
        if let state = filter.state { demand("l.state = ?", state.rawValue) }
        if let kind = filter.kind { demand("l.kind = ?", kind.rawValue) }
        if let check = filter.check { demand("l.check_id = ?", check.description) }
        if let open = filter.open { conditions.append("l.ended_at IS \(open ? "" : "NOT ")NULL") }
        if let text = filter.text {
            demand("instr(l.case_no || ' ' || c.check_no || ' ' || a.enterprise_name || ' ' || a.uscc, ?) > 0", text)
        }
        if let after = filter.after { demand("l.id \(filter.order.beyond) ?", after) }
        values.append(filter.limit)
        let sql =
            CaseTable.select
            + " WHERE \(conditions.joined(separator: " AND ")) ORDER BY l.id \(filter.order.sql) LIMIT ?"
        let arguments = StatementArguments(values)
        return try await database.read { db in try db.rows(sql, arguments).map(CaseTable.legalCase) }
    }

    /// How many cases stand in each state; a state that has none is absent.
    public func caseCounts() async throws -> [CaseState.Name: Int] {
        try await database.read { db in
            var counts: [CaseState.Name: Int] = [:]
            for row in try db.rows("SELECT state, count(*) AS n FROM legal_case GROUP BY state", []) {
                counts[try row.choice("state")] = try row.need("n")
            }
            return counts
        }
    }

    /// The clocks that run for each of these cases.
    public func clocks(of cases: [LegalCase]) async throws -> [ID<LegalCase>: [RuledClock]] {
        try await database.read { db in
            try Dictionary(
                uniqueKeysWithValues: cases.map { one in
                    (one.id, try self.ruled(db, one.id.description).filter { $0.clock.stopped == nil })
                })
        }
    }

    /// Whether the party may ask for a hearing now: for its page, which offers what would be accepted.
    public func mayAskHearing(_ one: LegalCase, now: Date) throws -> Bool {
        guard case .noticeServed(let served) = one.state, !served.hasWaived else { return false }
        let rules = try surroundings.rules(at: one.filing.at)
        return served.notified.measures.entitlesToHearing(from: rules.hearingThresholdFen)
            && surroundings.terms.mayAsk(for: served, now: now)
    }
}
