import Domain
import Foundation
import GRDB

extension CheckStore {
    /// How far a mirror has come, and of which history: kept beside its sheets.
    public struct MirrorMark: Codable, Sendable, Equatable {
        public let schema: String
        /// Entries of the audit log when the last sheets were read, and the root over them.
        public let entries: Int
        public let root: Hash32
        public let at: Date
        /// Sheets that were still to be written then.
        public let due: Int

        /// Whether the sheets have the columns that they would have now.
        public var isOfThisSchema: Bool { schema == Migrations.last }
    }

    /// Whether this database goes on from where the mirror stands: its audit log begins with the mirror's.
    public func continues(_ mark: MirrorMark) async throws -> Bool {
        try await database.read { db in
            guard mark.entries <= Int(try AuditLog.size(db)) else { return false }
            return try MerkleTree.root(size: mark.entries) { try AuditLog.node(db, $0, $1) } == mark.root
        }
    }

    /// Whether this database is an earlier state of the mirror's own: it has lost its end. A restored one has not: it goes
    /// on with an entry of its own.
    /// - Parameter sheet: the bytes of a sheet, nil where there is none.
    public func isBehind(_ mark: MirrorMark, sheet: @Sendable (String) -> Data?) async throws -> Bool {
        let last = try await database.read { db in
            try db.row("SELECT idx, entry FROM audit_leaf ORDER BY idx DESC LIMIT 1").map { row in
                (index: try row.need("idx") as Int64, entry: try row.need("entry") as Data)
            }
        }
        guard let last, last.index + 1 < Int64(mark.entries) else { return false }
        let name = "audit/\(last.index / Int64(MirrorTable.auditEntries))"
        guard let bytes = sheet(name), let decoded = try? DecodedSheet(bytes, named: name) else { return false }
        let wanted = [last.index.databaseValue, last.entry.databaseValue]
        return decoded.parts.contains { $0.rows.contains(wanted) }
    }

    /// Everything is written anew: there is no mirror, or it is another database's.
    public func markMirror() async throws { try await database.commits.write { try MirrorMarks.markAll($0) } }

    /// What a process that is gone had begun is to be done again; all of it, where the rows have other columns since.
    public func resumeMirror(from mark: MirrorMark? = nil) async throws {
        if let mark, !mark.isOfThisSchema { return try await markMirror() }
        try await database.commits.write { try $0.run("UPDATE OR REPLACE mirror_due SET taken = 0 WHERE taken = 1") }
    }

    /// The next sheets to write, all of one moment, in the order in which they are to be written; and the mark of that
    /// moment. Until they are settled they are due again after a restart; a change meanwhile makes one due once more.
    public func takeSheets(limit: Int) async throws -> (sheets: [MirrorSheet], mark: MirrorMark)? {
        let any = try await database.read { try $0.integer("SELECT 1 FROM mirror_due WHERE taken = 0 LIMIT 1") != nil }
        guard any else { return nil }
        let names = try await database.commits.write { db in
            let names = try db.read(
                "SELECT sheet FROM mirror_due WHERE taken = 0 ORDER BY sheet LIMIT ?", [limit]
            ) { try $0.need("sheet") as String }
            for name in names {
                try db.run("UPDATE OR REPLACE mirror_due SET taken = 1 WHERE sheet = ? AND taken = 0", [name])
            }
            return names
        }
        return try await database.read { db in
            let audit = try AuditLog.checkpoint(db)
            let due = try db.integer("SELECT count(*) FROM mirror_due WHERE taken = 0") ?? 0
            let mark = MirrorMark(
                schema: Migrations.last, entries: audit.size, root: audit.root, at: Date().wholeMillis, due: Int(due))
            return (try MirrorOrder.sorted(names).map { try MirrorSheet.read(db, $0) }, mark)
        }
    }

    /// The names of all sheets that are not due.
    public func settledSheets() async throws -> [String] {
        try await database.read { db in
            let all = MirrorTable.all.map { "SELECT \($0.sheet("t")) AS sheet FROM \"\($0.name)\" AS t" }
            return try String.fetchAll(
                db, sql: "SELECT sheet FROM (\(all.joined(separator: " UNION "))) EXCEPT SELECT sheet FROM mirror_due")
        }
    }

    /// Sheets as they are to be written now.
    public func readSheets(_ names: [String]) async throws -> [MirrorSheet] {
        try await database.read { db in try names.map { try MirrorSheet.read(db, $0) } }
    }

    /// These are to be written again.
    public func markSheets(_ names: [String]) async throws {
        try await database.commits.write { db in
            for name in names { try db.run("INSERT OR IGNORE INTO mirror_due (sheet, taken) VALUES (?, 0)", [name]) }
        }
    }

    /// These are durable.
    public func settleSheets(_ names: [String]) async throws {
        try await database.commits.write { db in
            for name in names { try db.run("DELETE FROM mirror_due WHERE sheet = ? AND taken = 1", [name]) }
        }
    }
}

/// What is pointed at comes before what points at it.
public enum MirrorOrder {
    public static var kinds: [String] { MirrorTable.Kind.allCases.map(\.rawValue) }

    static func sorted(_ names: [String]) throws -> [String] {
        let kinds = MirrorTable.Kind.allCases
        return try names.map { (try kinds.firstIndex(of: MirrorSheet.split($0).kind) ?? 0, $0) }
            .sorted { $0 < $1 }.map(\.1)
    }
}
