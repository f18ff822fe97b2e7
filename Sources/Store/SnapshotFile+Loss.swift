import Domain
import Foundation
import GRDB

extension SnapshotFile {
    /// What this state holds that another, older one lacks.
    public struct Loss: Sendable, Equatable {
        /// Entries of this audit log that are not in the other; that a backup was made does not count.
        public let entries: Int
        /// Checks that the other does not know, or knows at an earlier revision.
        public let checks: Int
        /// Whether the shorter of the two logs is the beginning of the longer.
        public let sameHistory: Bool
        /// Nothing but what a first start writes by itself.
        public let untouched: Bool

        public var isNone: Bool { untouched || (entries == 0 && checks == 0) }
    }

    /// - Throws: `Fault(.damaged)` when either cannot be read.
    public func loss(against other: SnapshotFile) throws -> Loss {
        let shared = min(try size(), try other.size())
        let (mine, theirs) = (try checkpoint(first: shared), try other.checkpoint(first: shared))
        let sameHistory = mine == theirs
        let (here, there) = (try revisions(), try other.revisions())
        return Loss(
            entries: try entries(from: sameHistory ? shared : 0),
            checks: here.count { (there[$0.key] ?? -1) < $0.value },
            sameHistory: sameHistory, untouched: try isUntouched())
    }

    private func size() throws -> Int { try read { Int(try AuditLog.size($0)) } }

    private func revisions() throws -> [String: Int] {
        try read { db in
            try Dictionary(
                uniqueKeysWithValues: db.rows("SELECT id, revision FROM \"check\"").map {
                    (try $0.need("id"), try $0.need("revision"))
                })
        }
    }

    private func entries(from start: Int) throws -> Int {
        try count("idx >= \(start) AND kind <> 'backup.made'")
    }

    private func isUntouched() throws -> Bool { try count("kind NOT IN ('seed_chain.anchored', 'backup.made')") == 0 }

    private func count(_ condition: String) throws -> Int {
        try read { db in
            let kinds = "SELECT idx, json_extract(CAST(entry AS TEXT), '$.kind') AS kind FROM audit_leaf"
            return Int(try db.integer("SELECT count(*) FROM (\(kinds)) WHERE \(condition)") ?? 0)
        }
    }
}
