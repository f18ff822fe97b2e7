import Domain
import Foundation
import GRDB

/// What `fsck` found wrong, in words; empty: clean.
public struct Fsck: Sendable {
    public private(set) var problems: [String] = []
    /// Folders of footage that no row knows: they stay, for a person to look at.
    public private(set) var orphans: [String] = []
    /// What was looked at, for the summary.
    public private(set) var counts: [(what: String, count: Int)] = []

    public init() {}

    public mutating func found(_ problem: String) { problems.append(problem) }
    public mutating func found(orphan folder: String) { orphans.append(folder) }
    public mutating func looked(at what: String, _ count: Int) { counts.append((what, count)) }
}

extension CheckStore {
    /// Looks at everything the database says of itself: SQLite's own checks, rows that do not decode, events against the
    /// audit log, the tree against its leaves, documents against their digests, decided checks against their deliveries.
    public func fsckDatabase(_ report: inout Fsck) throws {
        report = try database.readNow { db in
            var report = report
            try Self.pages(db, &report)
            try Self.tree(db, &report)
            try Self.events(db, &report)
            try Self.checks(db, &report)
            try Self.documents(db, &report)
            try Self.searchable(db, &report)
            try Self.cases(db, &report)
            try Self.incoming(db, &report)
            try dossier(db, &report)
            try Self.people(db, &report)
            try self.clocks(db, &report)
            try self.access(db, &report)
            return report
        }
    }

    private static func pages(_ db: Database, _ report: inout Fsck) throws {
        for line in try String.fetchAll(db, sql: "PRAGMA integrity_check") where line != "ok" {
            report.found("database: \(line)")
        }
        for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
            report.found("database: a row of \(row[0] as String? ?? "?") points at nothing")
        }
    }

    /// Rebuilds the whole tree from its leaves and compares every stored node.
    private static func tree(_ db: Database, _ report: inout Fsck) throws {
        var rebuilt: [Int: [Hash32]] = [:]
        let (tree, isWhole) = try AuditLog.tree(ofLeaves: db) { level, _, hash in
            rebuilt[level, default: []].append(hash)
        }
        guard isWhole else { return report.found("audit: entry \(tree.size) is missing") }
        let nodes = try Row.fetchCursor(db, sql: "SELECT level, idx, hash FROM audit_node")
        var count = 0
        while let row = try nodes.next() {
            count += 1
            let level: Int = try row.need("level")
            let index: Int = try row.need("idx")
            let known = rebuilt[level].flatMap { $0.indices.contains(index) ? $0[index] : nil }
            guard let known, try known.data == row.need("hash") else {
                report.found("audit: node \(index) of level \(level) is not what its leaves give")
                continue
            }
        }
        if count != rebuilt.values.reduce(0, { $0 + $1.count }) { report.found("audit: stored nodes are missing") }
        report.looked(at: "audit entries", tree.size)
    }

    private static func events(_ db: Database, _ report: inout Fsck) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT event.*, entry FROM event LEFT JOIN audit_leaf ON idx = leaf ORDER BY seq")
        var count = 0
        while let row = try rows.next() {
            count += 1
            let seq: Int64 = try row.need("seq")
            let commitment = try EventTable.commitment(
                salt: row.need("salt"), check: row.need("check_id"), revision: row.need("revision"), at: row.need("at"),
                state: row.need("state"), command: row.need("command"), role: row.need("actor_role"),
                name: row.need("actor_name"), body: row.need("body"))
            let entry = (row["entry"] as Data?).flatMap {
                try? CanonicalJSON.decode([String: JSONValue].self, from: $0)
            }
            if let missing = try Self.missing(db, row) { report.found(missing) }
            if entry?["commitment"] != .string(commitment) {
                report.found("event \(seq) of \(row["check_id"] as String? ?? "?") is not the one in the audit log")
            }
        }
        report.looked(at: "events", count)
    }

    /// What an event says that it left behind must be there: its paper, and the result that it posted.
    static func missing(_ db: Database, _ row: Row) throws -> String? {
        let body: [String: JSONValue] = try row.json("body")
        let check: String = try row.need("check_id")
        if let paper = body["document"]?.text,
            try db.row("SELECT 1 FROM document WHERE id = ? AND check_id = ?", [paper, check]) == nil
        {
            return "the document \(paper) of \(check) is not on file"
        }
        if let message = body["message_id"]?.text,
            try db.row("SELECT 1 FROM delivery WHERE message_id = ? AND check_id = ?", [message, check]) == nil
        {
            return "the result \(message) of \(check) is not in the outbox"
        }
        return nil
    }

    private static func checks(_ db: Database, _ report: inout Fsck) throws {
        let ids = try db.rows("SELECT id FROM \"check\"")
        for row in ids {
            let id: ID<Check> = try row.id("id")
            do {
                let check = try CheckTable.fetch(db, id)
                let events = try EventTable.ofCheck(db, id)
                if events.last?.state != check.state.name || events.count != check.revision + 1 {
                    report.found("\(check.checkNo) is \(check.state.name.rawValue), but its events end otherwise")
                }
                if case .closed = check.state, try !DeliveryTable.allDelivered(db, of: id, kind: .licensingResult) {
                    report.found("\(check.checkNo) is closed without a receipt of its result")
                }
            } catch {
                report.found("\(id) does not read: \(error)")
            }
        }
        report.looked(at: "checks", ids.count)
        let miscounted = try db.rows(
            """
            SELECT state FROM (SELECT state, count(*) AS n FROM "check" GROUP BY state) AS c
            LEFT JOIN check_count AS k USING (state) WHERE k.n IS NOT c.n
            UNION SELECT state FROM check_count WHERE n > 0 AND state NOT IN (SELECT state FROM "check")
            """)
        for row in miscounted {
            report.found("the count of checks that are \(row["state"] as String? ?? "?") is wrong")
        }
        let posted = try db.integer("SELECT count(*) FROM delivery WHERE kind = 'licensing_result'") ?? 0
        let ordered =
            try db.integer(
                """
                SELECT (SELECT count(*) FROM event WHERE json_extract(body, '$.message_id') IS NOT NULL)
                    + (SELECT count(*) FROM case_event JOIN legal_case ON legal_case.id = case_id
                        WHERE kind = 'revocation' AND json_extract(case_event.body, '$.message_id') IS NOT NULL)
                """) ?? 0
        if posted != ordered { report.found("\(ordered) results were decided, and \(posted) are in the outbox") }
    }

    private static func documents(_ db: Database, _ report: inout Fsck) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM document")
        var count = 0
        while let row = try rows.next() {
            count += 1
            let document = try DocumentTable.row(row)
            if document.bytes.sha256Hex != document.sha256 {
                report.found("document \(document.number) does not match its digest")
            }
        }
        report.looked(at: "documents", count)
    }
}
