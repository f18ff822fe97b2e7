import Domain
import Foundation
import GRDB

/// Which of what is found to show.
public struct SearchFilter: Sendable {
    /// When the check was requested: from the first instant of a day, to the last of another.
    public var from: Date?
    public var until: Date?
    public var source: Check.Source?
    public var state: CheckState.Name?
    public var outcome: PersonOutcome.Verdict?
    /// The inspector's id.
    public var inspector: String?
    /// The station's id.
    public var station: String?
    /// The last entry of the page before.
    public var after: Int64?
    public var limit = 50
    public init() {}
}

/// One thing that holds what was asked for.
public struct SearchHit: Sendable {
    /// For the next page.
    public let entry: Int64
    /// `check`, `person`, `inspector`, `document`, `recording`, `answer`, `note` or `finding`.
    public let kind: String
    public let subject: String
    public let text: String
    public let recording: ID<Recording>?
    /// Seconds from that recording's start.
    public let seconds: Double?
    /// The recording is ready, so the moment can be looked at.
    public let isShown: Bool
    public let check: ID<Check>
    public let checkNo: String
    public let enterpriseName: String
    public let state: CheckState.Name
    public let source: Check.Source
    public let requestedAt: Date
}

extension CheckStore {
    /// Everything that holds all parts of a question, the newest first.
    /// - Throws: `Fault(.invalid)` for a question that asks nothing.
    public func search(_ question: String, _ filter: SearchFilter) async throws -> [SearchHit] {
        guard let phrase = SearchText.question(question) else {
            throw Fault(.invalid, "\"q\" is empty: give part of a name, a number or a note.", field: "q")
        }
        var conditions = ["search MATCH ?"]
        var values: [(any DatabaseValueConvertible)?] = [phrase]
        func demand(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            conditions.append(condition)
            values.append(value)
        }
        if let after = filter.after { demand("search.rowid < ?", after) }
        if let from = filter.from { demand("c.requested_at >= ?", from.millis) }
        if let until = filter.until { demand("c.requested_at < ?", until.millis) }
        if let source = filter.source { demand("c.source = ?", source.rawValue) }
        if let state = filter.state { demand("c.state = ?", state.rawValue) }
        if let outcome = filter.outcome { demand("c.outcome = ?", outcome.rawValue) }
        if let station = filter.station { demand("c.station_id = ?", station) }
        if let inspector = filter.inspector {
            demand("c.id IN (SELECT check_id FROM check_inspector WHERE inspector_id = ?)", inspector)
        }
        values.append(filter.limit)
        let sql = """
            SELECT e.*, c.check_no, c.state, c.source, c.requested_at, a.enterprise_name,
                EXISTS (SELECT 1 FROM recording WHERE id = e.recording_id AND state = 'ready') AS is_shown
            FROM search JOIN search_entry AS e ON e.id = search.rowid JOIN "check" AS c ON c.id = e.check_id
                JOIN application AS a ON a.id = c.application_id
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY search.rowid DESC LIMIT ?
            """
        let arguments = StatementArguments(values)
        return try await database.read { db in
            try db.read(sql, arguments) { row in
                SearchHit(
                    entry: try row.need("id"), kind: try row.need("kind"), subject: try row.need("subject"),
                    text: try row.need("text"), recording: try row.idIfAny("recording_id"), seconds: row["seconds"],
                    isShown: try row.need("is_shown"),
                    check: try row.id("check_id"), checkNo: try row.need("check_no"),
                    enterpriseName: try row.need("enterprise_name"), state: try row.choice("state"),
                    source: try row.choice("source"), requestedAt: try row.date("requested_at"))
            }
        }
    }

    /// Whether everything that should be found can be.
    static func searchable(_ db: Database, _ report: inout Fsck) throws {
        let kinds = [
            ("check", "\"check\""), ("document", "document"), ("recording", "recording"),
        ]
        for (kind, table) in kinds {
            let missing = try db.rows(
                """
                SELECT id FROM \(table) AS t
                WHERE NOT EXISTS (SELECT 1 FROM search_entry WHERE kind = ? AND subject = t.id) LIMIT 20
                """, [kind])
            for row in missing { report.found("\(row[0] as String? ?? "?") is not in the full-text index") }
        }
        report.looked(
            at: "entries of the full-text index", Int(try db.integer("SELECT count(*) FROM search_entry") ?? 0))
    }
}
