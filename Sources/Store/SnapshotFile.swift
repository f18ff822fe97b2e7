import Domain
import Foundation
import GRDB

/// A database file that nobody writes: a backup's, or a state's that is to be restored over. Read-only, never migrated.
public final class SnapshotFile: Sendable {
    public let path: String
    let queue: DatabaseQueue

    /// - Throws: `Fault(.damaged)` when it is no database that can be opened.
    public init(path: String) throws {
        self.path = path
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "videocheck.snapshot"
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw Fault(.damaged, "\(path) cannot be opened as a database.", cause: error)
        }
    }

    public func close() { try? queue.close() }

    /// SQLite's own checks: every page, every reference.
    /// - Throws: `Fault(.damaged)` with the first finding.
    public func verify() throws {
        try read { db in
            if let line = try String.fetchOne(db, sql: "PRAGMA integrity_check"), line != "ok" {
                throw Fault(.damaged, "The copy of the database fails its integrity check: \(line).")
            }
            if let row = try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") {
                throw Fault(
                    .damaged, "In the copy of the database a row of \(row[0] as String? ?? "?") points at nothing.")
            }
        }
    }

    /// The audit log's size, and its root computed from the entries themselves, not from the stored nodes.
    public func checkpoint() throws -> AuditLog.Checkpoint { try checkpoint(first: .max) }

    /// The same for the first `count` entries, or for all when there are fewer.
    public func checkpoint(first count: Int) throws -> AuditLog.Checkpoint {
        try read { db in
            // The roots of complete subtrees, largest first: what a tree of this size is joined from.
            var peaks: [(level: Int, hash: Hash32)] = []
            var size = 0
            let entries = try Row.fetchCursor(
                db, sql: "SELECT idx, entry FROM audit_leaf ORDER BY idx LIMIT ?", arguments: [Int64(count)])
            while let row = try entries.next() {
                guard try row.need("idx") == size else {
                    throw Fault(.damaged, "The audit log lacks entry \(size).")
                }
                var node = (level: 0, hash: MerkleTree.leafHash(try row.need("entry")))
                while let last = peaks.last, last.level == node.level {
                    peaks.removeLast()
                    node = (node.level + 1, MerkleTree.nodeHash(last.hash, node.hash))
                }
                peaks.append(node)
                size += 1
            }
            guard var root = peaks.last?.hash else {
                return AuditLog.Checkpoint(size: 0, root: MerkleTree.emptyRoot)
            }
            for peak in peaks.dropLast().reversed() { root = MerkleTree.nodeHash(peak.hash, root) }
            return AuditLog.Checkpoint(size: size, root: root)
        }
    }

    /// The names of the schema's migrations, in order.
    public func schema() throws -> [String] {
        try read { try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations ORDER BY identifier") }
    }

    /// Numbers of the keys that the sealed columns need.
    public func keyNumbers() throws -> Set<UInt8> {
        try read { db in
            let columns = try db.rows(
                """
                SELECT t.name AS "table", c.name AS "column" FROM sqlite_master AS t, pragma_table_info(t.name) AS c
                WHERE t.type = 'table' AND c.name LIKE '%\\_sealed' ESCAPE '\\'
                """)
            var numbers: Set<UInt8> = []
            for row in columns {
                let (table, column): (String, String) = (try row.need("table"), try row.need("column"))
                let heads = try Data.fetchAll(
                    db,
                    sql: "SELECT DISTINCT substr(\"\(column)\", 1, 2) FROM \"\(table)\" WHERE \"\(column)\" IS NOT NULL"
                )
                numbers.formUnion(heads.compactMap(\.last))
            }
            return numbers
        }
    }

    /// Every recording, in the order they were announced.
    public func recordings() throws -> [RecordingRow] {
        try read { try $0.rows(RecordingTable.select + " ORDER BY r.id").map(RecordingTable.row) }
    }

    public func footageIdentity() throws -> String? {
        try read { try $0.text("SELECT value FROM fact WHERE name = 'footage_directory'") }
    }

    /// The numbered series as they stand.
    public func series() throws -> [NumberedSeries] {
        try read { db in
            try db.rows("SELECT series, year, last FROM counter").map {
                NumberedSeries(name: try $0.need("series"), year: try $0.need("year"), last: try $0.need("last"))
            }
        }
    }

    func read<T>(_ body: (Database) throws -> T) throws -> T {
        do {
            return try queue.read(body)
        } catch let error as DatabaseError {
            throw Fault(.damaged, "\(path) cannot be read.", cause: error)
        }
    }
}

/// The last number given out in one series of one year.
public struct NumberedSeries: Sendable, Hashable {
    public let name: String
    public let year: Int
    public let last: Int64

    public init(name: String, year: Int, last: Int64) {
        self.name = name
        self.year = year
        self.last = last
    }
}
