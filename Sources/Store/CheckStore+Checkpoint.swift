import Domain
import Foundation
import GRDB

/// The audit log as an outsider gets it: signed, and with proofs of any two moments.
extension CheckStore {
    /// What the log says of itself, and the note that it is signed in.
    public struct SignedHead: Sendable {
        public let head: TreeHead
        /// After C2SP's signed-note.
        public let note: String
        /// Opens the note.
        public let verifier: SignedNote.Verifier
    }

    public func signedHead(now: Date) async throws -> SignedHead {
        let (identity, checkpoint) = try await database.read { db in
            (try db.text("SELECT value FROM fact WHERE name = 'footage_directory'"), try AuditLog.checkpoint(db))
        }
        let origin = "videocheck/\(identity ?? "new")"
        let signer = try vault.signer(of: origin)
        let head = TreeHead(origin: origin, size: checkpoint.size, root: checkpoint.root, at: now)
        return SignedHead(head: head, note: try signer.sign(head.text), verifier: signer.verifier)
    }

    /// The root that the log had when it had so many entries.
    /// - Throws: `Fault(.notFound)` when it never had.
    public func root(ofFirst size: Int) async throws -> Hash32 {
        try await database.read { try AuditLog.root($0, size: size) }
    }
}

extension AuditLog {
    static func root(_ db: Database, size: Int) throws -> Hash32 {
        let known = Int(try Self.size(db))
        guard (0...known).contains(size) else {
            throw Fault(.notFound, "The audit log has \(known) entries, not \(size).", field: "size")
        }
        return try MerkleTree.root(size: size) { try node(db, $0, $1) }
    }
}

extension StoreDatabase {
    /// A proof, and the root that it leads to.
    public typealias Proof = (checkpoint: AuditLog.Checkpoint, hashes: [Hash32])

    /// The hashes that prove entry `index` to be among the first `size`; nil: among all.
    /// - Throws: `Fault(.notFound)` for an entry or a size that there is not.
    public func auditProof(entry index: Int, size: Int?) async throws -> Proof {
        try await read { db in
            let size = try size ?? Int(AuditLog.size(db))
            let root = try AuditLog.root(db, size: size)
            guard (0..<size).contains(index) else {
                throw Fault(.notFound, "There are \(size) entries, counted from 0.", field: "entry")
            }
            let hashes = try MerkleTree.inclusionProof(index: index, size: size) { try AuditLog.node(db, $0, $1) }
            return (AuditLog.Checkpoint(size: size, root: root), hashes)
        }
    }

    /// The hashes that prove the first `from` entries to be the beginning of the first `size`; nil: of all.
    /// - Throws: `Fault(.notFound)` for a size that there is not, `Fault(.invalid)` for sizes that no proof leads between.
    public func auditProof(from: Int, size: Int?) async throws -> (proof: Proof, fromRoot: Hash32) {
        try await read { db in
            let size = try size ?? Int(AuditLog.size(db))
            let (root, fromRoot) = (try AuditLog.root(db, size: size), try AuditLog.root(db, size: from))
            let hashes = try MerkleTree.consistencyProof(from: from, to: size) { try AuditLog.node(db, $0, $1) }
            return ((AuditLog.Checkpoint(size: size, root: root), hashes), fromRoot)
        }
    }
}
