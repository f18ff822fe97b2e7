import Domain
import Foundation
import GRDB
import Synchronization

/// A sheet that was read: its rows, held to its digest, not yet to the schema.
struct DecodedSheet: Sendable {
    let name: String
    let parts: [(table: MirrorSheet.Table, rows: [[DatabaseValue]])]

    /// - Throws: `Fault(.damaged)` saying why it is not taken.
    init(_ sheet: Data, named name: String) throws {
        self.name = name
        parts = try sheet.withUnsafeBytes { raw in
            let body = try Self.sealed(raw.bindMemory(to: UInt8.self))
            var lines = body.split(separator: UInt8(ascii: "\n")).makeIterator()
            try Self.demand(lines.next(), is: name)
            var parts: [(table: MirrorSheet.Table, rows: [[DatabaseValue]])] = []
            while let line = lines.next() {
                if line.first == UInt8(ascii: "{") {
                    parts.append((try Self.table(Data(line)), []))
                    continue
                }
                let values = try MirrorLine.values(UnsafeBufferPointer(rebasing: line))
                guard let last = parts.indices.last, values.count == parts[last].table.columns.count else {
                    throw Fault(.damaged, "a row has another number of columns than its table's head")
                }
                parts[last].rows.append(values)
            }
            return parts
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

    /// All sheets have the same few heads.
    private static let tables = Mutex<[Data: MirrorSheet.Table]>([:])

    private static func table(_ line: Data) throws -> MirrorSheet.Table {
        if let known = tables.withLock({ $0[line] }) { return known }
        let table: MirrorSheet.Table
        do { table = try CanonicalJSON.decode(MirrorSheet.Table.self, from: line) } catch {
            throw Fault(.damaged, "a table's head cannot be read", cause: error)
        }
        tables.withLock { if $0.count < 1000 { $0[line] = table } }
        return table
    }
}

/// Puts sheets of a mirror into a database that is new: the rows, as they were. Bytes come from a disk that outlived
/// another: table and column names are held to the schema.
final class MirrorLoad {
    private let db: Database
    private var columns: [String: Set<String>] = [:]
    private var statements: [MirrorSheet.Table: Statement] = [:]

    init(_ db: Database) throws {
        self.db = db
        for table in MirrorTable.all { columns[table.name] = Set(try db.columns(in: table.name).map(\.name)) }
    }

    /// Takes one sheet whole, or nothing of it.
    /// - Throws: `Fault(.damaged)` saying why it was not taken.
    func take(_ sheet: DecodedSheet) throws {
        try db.run("SAVEPOINT sheet")
        do {
            for part in sheet.parts { try insert(part.rows, into: part.table) }
            try db.run("RELEASE sheet")
        } catch {
            // A statement that failed says so once more when it is used again.
            statements.removeAll()
            try db.run("ROLLBACK TO sheet")
            try db.run("RELEASE sheet")
            if let error = error as? DatabaseError { throw Fault(.damaged, "\(error.message ?? "\(error)")") }
            throw error
        }
    }

    private func insert(_ rows: [[DatabaseValue]], into table: MirrorSheet.Table) throws {
        let statement = try statement(table)
        for values in rows {
            statement.setUncheckedArguments(StatementArguments(values))
            try statement.execute()
        }
        guard table.table == "search_entry", let id = table.columns.firstIndex(of: "id"),
            let text = table.columns.firstIndex(of: "text")
        else { return }
        for values in rows {
            let words = SearchText.pieces(String.fromDatabaseValue(values[text]) ?? "")
            try db.run("INSERT INTO search (rowid, words) VALUES (?, ?)", [values[id], words])
        }
    }

    private func statement(_ table: MirrorSheet.Table) throws -> Statement {
        if let known = statements[table] { return known }
        guard let known = columns[table.table], known.isSuperset(of: table.columns) else {
            throw Fault(.damaged, "the table \(table.table) has other columns, or is none of ours")
        }
        let names = table.columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let marks = Array(repeating: "?", count: table.columns.count).joined(separator: ", ")
        let made = try db.makeStatement(sql: "INSERT INTO \"\(table.table)\" (\(names)) VALUES (\(marks))")
        statements[table] = made
        return made
    }
}

extension MirrorSheet {
    /// Whether a sheet's last line is the digest of the rest.
    public static func isWhole(_ bytes: Data) -> Bool {
        bytes.withUnsafeBytes { (try? DecodedSheet.sealed($0.bindMemory(to: UInt8.self))) != nil }
    }
}

extension StoreDatabase {
    /// Fills the new database of a directory from a mirror's sheets. Nobody else has it open, and a crash costs only the
    /// attempt: nothing is synced until all is in.
    /// - Parameter next: some sheets; none: there are no more.
    /// - Returns: what was not taken, in words, by the sheet's name.
    public static func load(
        directory: String, next: () throws -> [(name: String, bytes: Data)]
    ) throws -> [(name: String, problem: String)] {
        let queue = try DatabaseQueue(path: "\(directory)/\(fileName)")
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { db in
            // A sheet may point at one that comes later; all is looked at when the last is in.
            try db.execute(
                sql: """
                    PRAGMA foreign_keys = OFF; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;
                    PRAGMA cache_size = -262144; PRAGMA locking_mode = EXCLUSIVE
                    """)
            let indexes = try indexes(db)
            for index in indexes { try db.execute(sql: "DROP INDEX \"\(index.name)\"") }
            var problems = try fill(db, next)
            try db.inTransaction(.immediate) {
                for index in indexes { try db.execute(sql: index.sql) }
                try AuditLog.rebuildTree(db)
                return .commit
            }
            for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
                let (table, parent) = (row[0] as String? ?? "?", row[2] as String? ?? "?")
                problems.append((table, "a row points at one of \(parent) that is not there"))
            }
            return problems
        }
    }

    /// Indexes that only make questions quick: made at the end they cost a fraction.
    private static func indexes(_ db: Database) throws -> [(name: String, sql: String)] {
        try Row.fetchAll(
            db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'"
        ).map { (try $0.need("name"), try $0.need("sql")) }
    }

    private static func fill(
        _ db: Database, _ next: () throws -> [(name: String, bytes: Data)]
    ) throws -> [(name: String, problem: String)] {
        let load = try MirrorLoad(db)
        var problems: [(name: String, problem: String)] = []
        var ahead = Decoding(try next())
        while true {
            // While these are put in, the next are read on another core.
            let sheets = ahead.wait()
            if sheets.isEmpty { return problems }
            ahead = Decoding(try next())
            try db.inTransaction(.immediate) {
                for (name, sheet) in sheets {
                    do {
                        try load.take(sheet.get())
                    } catch let fault as Fault {
                        problems.append((name, fault.message))
                    }
                }
                return .commit
            }
        }
    }

    /// Sheets that are being read elsewhere.
    private final class Decoding: Sendable {
        private let done = DispatchSemaphore(value: 0)
        private let sheets = Mutex<[(String, Result<DecodedSheet, any Error>)]>([])

        init(_ raw: [(name: String, bytes: Data)]) {
            DispatchQueue.global().async { [self] in
                let decoded = raw.map { one in (one.name, Result { try DecodedSheet(one.bytes, named: one.name) }) }
                sheets.withLock { $0 = decoded }
                done.signal()
            }
        }

        func wait() -> [(String, Result<DecodedSheet, any Error>)] {
            done.wait()
            return sheets.withLock { $0 }
        }
    }
}

extension AuditLog {
    /// Makes the tree's nodes from the leaves.
    static func rebuildTree(_ db: Database) throws {
        let insert = try db.makeStatement(sql: "INSERT INTO audit_node (level, idx, hash) VALUES (?, ?, ?)")
        let (tree, isWhole) = try tree(ofLeaves: db) { level, index, hash in
            insert.setUncheckedArguments([level, index, hash.data])
            try insert.execute()
        }
        guard isWhole else { throw Fault(.damaged, "The audit log lacks entry \(tree.size): nothing was rebuilt.") }
    }

    /// The tree over the leaves that are stored, as far as none is missing.
    /// - Parameter write: takes each node as it comes to be, the leaves among them.
    /// - Returns: the tree, and whether it is of all leaves.
    static func tree(
        ofLeaves db: Database, write: (_ level: Int, _ index: Int, _ hash: Hash32) throws -> Void
    ) throws -> (tree: MerkleTree, isWhole: Bool) {
        var tree = MerkleTree()
        var known: [Int: [Hash32]] = [:]
        let leaves = try Row.fetchCursor(db, sql: "SELECT idx, entry FROM audit_leaf ORDER BY idx")
        while let row = try leaves.next() {
            guard try row.need("idx") == Int64(tree.size) else { return (tree, false) }
            try tree.append(
                MerkleTree.leafHash(row.need("entry")), read: { known[$0]?[$1] ?? MerkleTree.emptyRoot },
                write: { level, index, hash in
                    known[level, default: []].append(hash)
                    try write(level, index, hash)
                })
        }
        return (tree, true)
    }
}
