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
    private static let snapshotPrefix = ".snapshot-"
    private static let snapshotSuffix = ".part"

    /// A place for `snapshot(into:)`, on the database's own disk.
    public static func freshSnapshot(in directory: String) -> String {
        "\(directory)/\(snapshotPrefix)\(UUID().uuidString)\(snapshotSuffix)"
    }

    public static func remove(snapshot path: String) {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
    }

    /// Removes what a process left that ended in the midst of a backup. The caller holds the state's lock.
    static func removeSnapshots(in directory: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for name in names where name.hasPrefix(snapshotPrefix) && name.contains(snapshotSuffix) {
            unlink("\(directory)/\(name)")
        }
    }

    /// A consistent, compact copy of the whole database, by the one writer: commits wait until it is written, so it is
    /// made on the database's own disk and goes elsewhere from there. It is not synced.
    /// - Parameter path: a file that does not exist, `freshSnapshot(in:)`.
    /// - Throws: `Fault(.unavailable)`; the database itself is none the worse for it.
    public func snapshot(into path: String) async throws {
        // SQLite takes an empty file, and this one is nobody else's to read.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(.unavailable, "\(path) cannot be made: \(String(cString: strerror(errno))).")
        }
        Glibc.close(descriptor)
        do {
            try await pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            throw Fault(
                .unavailable, "The disk of \(path) is full: free space there, then back up again.", cause: error)
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
