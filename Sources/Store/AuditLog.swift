import Domain
import Foundation
import GRDB

/// The provable log: an RFC 6962 tree whose leaves and interior nodes are written in the transaction of what they
/// record. Entries hold identifiers, digests and salted commitments; never names or numbers of people.
public enum AuditLog {
    /// Appends one entry and returns its index, counted from 0.
    @discardableResult
    static func append(_ db: Database, _ entry: AuditEntry) throws -> Int64 {
        let bytes = try CanonicalJSON.encode(entry)
        let size = try size(db)
        try db.run("INSERT INTO audit_leaf (idx, entry) VALUES (?, ?)", [size, bytes])
        var tree = MerkleTree(size: Int(size))
        try tree.append(
            MerkleTree.leafHash(bytes), read: { try node(db, $0, $1) },
            write: { level, index, hash in
                try db.run("INSERT INTO audit_node (level, idx, hash) VALUES (?, ?, ?)", [level, index, hash.data])
            })
        return size
    }

    /// The number of entries.
    static func size(_ db: Database) throws -> Int64 {
        (try db.integer("SELECT max(idx) FROM audit_leaf") ?? -1) + 1
    }

    static func node(_ db: Database, _ level: Int, _ index: Int) throws -> Hash32 {
        let bytes = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT hash FROM audit_node WHERE level = ? AND idx = ?"),
            arguments: [level, index])
        guard let bytes, let hash = Hash32(bytes) else {
            throw Fault(.damaged, "The audit log lacks node \(index) of level \(level): run videocheckd fsck.")
        }
        return hash
    }

    /// What an outsider compares: how many entries there are, and the root over them.
    public struct Checkpoint: Sendable, Equatable {
        public let size: Int
        public let root: Hash32
    }

    static func checkpoint(_ db: Database) throws -> Checkpoint {
        let size = Int(try size(db))
        return Checkpoint(size: size, root: try MerkleTree.root(size: size) { try node(db, $0, $1) })
    }
}

/// One entry of the log as its canonical JSON has it.
struct AuditEntry: Encodable {
    let kind: String
    let at: Date
    /// What it is about: `chk_…`, `rec_…`, an anchor.
    let subject: String
    /// Plain facts that name no person: digests, counts, states.
    var facts: [String: JSONValue] = [:]
    /// HMAC-SHA256 of the event under its salt, hex: whoever holds the event can prove that it is the one.
    var commitment: String?
}

extension StoreDatabase {
    public func auditCheckpoint() async throws -> AuditLog.Checkpoint {
        try await read { try AuditLog.checkpoint($0) }
    }

    /// One entry as it is told to outsiders.
    public struct AuditLine: Sendable {
        public let index: Int64
        public let entry: Data
        /// Its leaf hash, as the tree has it.
        public let leaf: Hash32
    }

    /// Entries from `from` on, at most `limit`.
    public func auditEntries(from: Int, limit: Int) async throws -> [AuditLine] {
        try await read { db in
            try db.rows(
                """
                SELECT audit_leaf.idx AS idx, entry, hash FROM audit_leaf
                JOIN audit_node ON level = 0 AND audit_node.idx = audit_leaf.idx
                WHERE audit_leaf.idx >= ? ORDER BY audit_leaf.idx LIMIT ?
                """, [from, limit]
            ).map { row in
                guard let leaf = Hash32(try row.need("hash") as Data) else {
                    throw Fault(.damaged, "The audit log has a broken leaf hash: run videocheckd fsck.")
                }
                return AuditLine(index: try row.need("idx"), entry: try row.need("entry"), leaf: leaf)
            }
        }
    }
}
