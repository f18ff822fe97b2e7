import Domain
import Foundation
import GRDB
import Synchronization

extension StoreDatabase {
    /// A sheet that is to be read, on any thread, when its turn comes.
    public struct UnreadSheet: Sendable {
        public let name: String
        let read: @Sendable () throws -> Data

        /// - Parameter read: throws `Fault` saying why it cannot.
        public init(name: String, read: @escaping @Sendable () throws -> Data) {
            self.name = name
            self.read = read
        }
    }

    /// Fills the new database of a directory from a mirror's sheets. Nobody else has it open, and a crash costs only the
    /// attempt: nothing is synced until all is in.
    /// - Parameter next: some sheets; none: there are no more.
    /// - Returns: what was not taken, in words, by the sheet's name.
    public static func load(
        directory: String, next: () throws -> [UnreadSheet]
    ) throws -> [(name: String, problem: String)] {
        let queue = try DatabaseQueue(path: "\(directory)/\(fileName)")
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { db in
            // A sheet may point at one that comes later; all is looked at when the last is in.
            try db.execute(
                sql: """
                    PRAGMA foreign_keys = OFF; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;
                    PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY; PRAGMA locking_mode = EXCLUSIVE
                    """)
            let indexes = try indexes(db)
            for index in indexes { try db.execute(sql: "DROP INDEX \"\(index.name)\"") }
            var problems: [(name: String, problem: String)] = []
            // One transaction: a page is written when it is full, and not once for every batch that touched it.
            try db.inTransaction(.immediate) {
                problems = try fill(db, next)
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
        _ db: Database, _ next: () throws -> [UnreadSheet]
    ) throws -> [(name: String, problem: String)] {
        let load = try MirrorLoad(db)
        var problems: [(name: String, problem: String)] = []
        var ahead = Decoding(try next())
        while true {
            // While these are put in, the next are read on another core.
            let sheets = ahead.wait()
            if sheets.isEmpty { return problems }
            ahead = Decoding(try next())
            for (name, sheet) in sheets {
                do {
                    try load.take(sheet.get())
                } catch let fault as Fault {
                    problems.append((name, fault.message))
                }
            }
        }
    }

    /// Sheets that are being read elsewhere.
    private final class Decoding: Sendable {
        private let done = DispatchSemaphore(value: 0)
        private let sheets = Mutex<[(String, Result<SheetToLoad, any Error>)]>([])

        init(_ unread: [UnreadSheet]) {
            DispatchQueue.global().async { [self] in
                let read = unread.map { one in
                    (one.name, Result { SheetToLoad(try DecodedSheet(one.read(), named: one.name)) })
                }
                sheets.withLock { $0 = read }
                done.signal()
            }
        }

        func wait() -> [(String, Result<SheetToLoad, any Error>)] {
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
