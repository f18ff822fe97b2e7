import Domain
import Foundation
import GRDB

/// Puts sheets of a mirror into a database that is new: the rows, as they were. Bytes come from a disk that outlived
/// another: each sheet is held to its digest, and table and column names to the schema.
final class MirrorLoad {
    private let db: Database
    private var columns: [String: Set<String>] = [:]
    private var tables: [Data: MirrorSheet.Table] = [:]

    init(_ db: Database) throws {
        self.db = db
        for table in MirrorTable.all { columns[table.name] = Set(try db.columns(in: table.name).map(\.name)) }
    }

    /// Takes one sheet whole, or nothing of it.
    /// - Throws: `Fault(.damaged)` saying why it was not taken.
    func take(_ sheet: Data, named name: String) throws {
        try db.run("SAVEPOINT sheet")
        do {
            try insert(sheet, named: name)
            try db.run("RELEASE sheet")
        } catch {
            try db.run("ROLLBACK TO sheet")
            try db.run("RELEASE sheet")
            if let error = error as? DatabaseError { throw Fault(.damaged, "\(error.message ?? "\(error)")") }
            throw error
        }
    }

    private func insert(_ sheet: Data, named name: String) throws {
        try sheet.withUnsafeBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            let body = try Self.sealed(bytes)
            var lines = body.split(separator: UInt8(ascii: "\n")).makeIterator()
            try Self.demand(lines.next(), is: name)
            var current: (statement: Statement, columns: Int)?
            while let line = lines.next() {
                if line.first == UInt8(ascii: "{") {
                    let table = try table(Data(line))
                    current = (try statement(table), table.columns.count)
                    continue
                }
                let values = try MirrorLine.values(UnsafeBufferPointer(rebasing: line))
                guard let current, values.count == current.columns else {
                    throw Fault(.damaged, "a row has another number of columns than its table's head")
                }
                try current.statement.execute(arguments: StatementArguments(values))
            }
        }
    }

    /// The sheet without its last line, which must be the digest of the rest.
    static func sealed(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Slice<UnsafeBufferPointer<UInt8>> {
        let torn = Fault(.damaged, "it is torn: its last line is not the digest of the rest")
        guard bytes.last == UInt8(ascii: "\n"),
            let cut = bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")),
            let seal = try? CanonicalJSON.decode(MirrorSheet.Seal.self, from: Data(bytes[(cut + 1)...])),
            Data(bytes[...cut]).sha256Hex == seal.sha256
        else { throw torn }
        return bytes[...cut]
    }

    private static func demand(_ line: Slice<UnsafeBufferPointer<UInt8>>?, is name: String) throws {
        let head = try? line.map { try CanonicalJSON.decode(MirrorSheet.Head.self, from: Data($0)) }
        guard let head, head.mirror == 1 else { throw Fault(.damaged, "it does not begin as a sheet does") }
        guard head.sheet == name else { throw Fault(.damaged, "it is the sheet \(head.sheet)") }
        guard Migrations.knows(head.schema) else {
            throw Fault(.damaged, "it was written by a newer VideoCheck: install that version")
        }
    }

    private func table(_ line: Data) throws -> MirrorSheet.Table {
        if let known = tables[line] { return known }
        let table: MirrorSheet.Table
        do { table = try CanonicalJSON.decode(MirrorSheet.Table.self, from: line) } catch {
            throw Fault(.damaged, "a table's head cannot be read", cause: error)
        }
        guard let known = columns[table.table], known.isSuperset(of: table.columns) else {
            throw Fault(.damaged, "the table \(table.table) has other columns, or is none of ours")
        }
        tables[line] = table
        return table
    }

    private func statement(_ table: MirrorSheet.Table) throws -> Statement {
        let names = table.columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let marks = Array(repeating: "?", count: table.columns.count).joined(separator: ", ")
        return try db.cachedStatement(sql: "INSERT INTO \"\(table.table)\" (\(names)) VALUES (\(marks))")
    }
}

extension MirrorSheet {
    /// Whether a sheet's last line is the digest of the rest.
    public static func isWhole(_ bytes: Data) -> Bool {
        bytes.withUnsafeBytes { (try? MirrorLoad.sealed($0.bindMemory(to: UInt8.self))) != nil }
    }
}

extension StoreDatabase {
    /// Fills a new database from a mirror's sheets, in one transaction for each batch that `next` gives.
    /// - Returns: what was not taken, in words, by the sheet's name.
    public func load(next: () throws -> [(name: String, bytes: Data)]) throws -> [(name: String, problem: String)] {
        try pool.writeWithoutTransaction { db in
            // A sheet may point at one that comes later; all is looked at when the last is in.
            try db.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF")
            defer { try? db.execute(sql: "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL") }
            let load = try MirrorLoad(db)
            var problems: [(name: String, problem: String)] = []
            while true {
                let sheets = try next()
                if sheets.isEmpty { break }
                try db.inTransaction(.immediate) {
                    for sheet in sheets {
                        do {
                            try load.take(sheet.bytes, named: sheet.name)
                        } catch let fault as Fault {
                            problems.append((sheet.name, fault.message))
                        }
                    }
                    return .commit
                }
            }
            try db.inTransaction(.immediate) {
                try AuditLog.rebuildTree(db)
                try db.execute(sql: "DELETE FROM mirror_due")
                return .commit
            }
            for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
                problems.append(
                    ("\(row[0] as String? ?? "?")", "a row points at \(row[2] as String? ?? "?"), where it is not"))
            }
            return problems
        }
    }
}

extension AuditLog {
    /// Makes the tree's nodes from the leaves.
    static func rebuildTree(_ db: Database) throws {
        var tree = MerkleTree()
        var known: [Int: [Hash32]] = [:]
        let leaves = try Row.fetchCursor(db, sql: "SELECT idx, entry FROM audit_leaf ORDER BY idx")
        while let row = try leaves.next() {
            guard try row.need("idx") == Int64(tree.size) else {
                throw Fault(.damaged, "The audit log lacks entry \(tree.size): nothing was rebuilt.")
            }
            try tree.append(
                MerkleTree.leafHash(row.need("entry")), read: { known[$0]?[$1] ?? MerkleTree.emptyRoot },
                write: { level, index, hash in
                    known[level, default: []].append(hash)
                    try db.run("INSERT INTO audit_node (level, idx, hash) VALUES (?, ?, ?)", [level, index, hash.data])
                })
        }
    }
}
