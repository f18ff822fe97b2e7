import Domain
import Foundation
import GRDB

/// What became of a try to back up, as the facts `backup.last` and `backup.last_good` keep it (JSON).
public struct BackupNote: Codable, Sendable, Equatable {
    public let at: Date
    public let directory: String
    /// The generation's name; nil when none was completed.
    public let generation: String?
    /// Database and footage that the generation holds or refers to.
    public let bytes: Int64
    public let recordings: Int
    public let ok: Bool
    /// What went wrong; nil when all is well.
    public let reason: String?

    public init(
        at: Date, directory: String, generation: String?, bytes: Int64, recordings: Int, ok: Bool, reason: String?
    ) {
        self.at = at
        self.directory = directory
        self.generation = generation
        self.bytes = bytes
        self.recordings = recordings
        self.ok = ok
        self.reason = reason
    }
}

extension CheckStore {
    /// The last try that left a whole generation, with everything in it.
    public func lastGoodBackup() async throws -> BackupNote? {
        try await database.read { db in
            try db.text("SELECT value FROM fact WHERE name = 'backup.last_good'").flatMap {
                try? CanonicalJSON.decode(BackupNote.self, from: Data($0.utf8))
            }
        }
    }

    /// Puts a try on record. A completed generation's digests go into the audit log in the same transaction.
    /// - Parameter digests: of the generation's files, by what they are; empty when there is no generation.
    public func noteBackup(_ note: BackupNote, digests: [String: String]) async throws {
        try await database.commits.write { db in
            let text = try jsonText(note)
            try Self.setFact(db, "backup.last", text)
            if note.ok { try Self.setFact(db, "backup.last_good", text) }
            guard let generation = note.generation else { return }
            var facts = digests.mapValues { JSONValue.string($0) }
            facts["bytes"] = .int(note.bytes)
            facts["recordings"] = .int(Int64(note.recordings))
            facts["ok"] = .bool(note.ok)
            try AuditLog.append(
                db, AuditEntry(kind: "backup.made", at: note.at.wholeMillis, subject: generation, facts: facts))
        }
    }

    static func setFact(_ db: Database, _ name: String, _ value: String) throws {
        try db.run(
            "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, value])
    }
}

extension StoreDatabase {
    /// A consistent, compact copy of the whole database, by the one writer: commits wait until it is written. It is not
    /// synced yet.
    /// - Parameter path: a file that does not exist.
    /// - Throws: `Fault(.unavailable)`; the database itself is none the worse for it.
    public func snapshot(into path: String) async throws {
        do {
            try await pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            throw Fault(.unavailable, "The backup's disk is full: free space there, then back up again.", cause: error)
        } catch let error as DatabaseError {
            throw Fault(.unavailable, "The database could not be copied to \(path).", cause: error)
        }
    }

    /// Bytes that a snapshot takes at most.
    public func snapshotSize() async throws -> Int64 {
        try await read { db in
            let pages = try db.integer("PRAGMA page_count") ?? 0
            return pages * (try db.integer("PRAGMA page_size") ?? 4096)
        }
    }

    /// The footage directory that belongs to this database; nil before its first start.
    public func footageIdentity() async throws -> String? {
        try await read { try $0.text("SELECT value FROM fact WHERE name = 'footage_directory'") }
    }
}
