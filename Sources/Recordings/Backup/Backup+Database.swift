import Domain
import Foundation
import Store

/// What a generation has of the database, read from the copy itself.
struct CopiedDatabase: Sendable {
    let database: BackupManifest.Database
    let audit: AuditLog.Checkpoint
    let installation: String?
    let recordings: [RecordingRow]
    /// `k1` and so on.
    let keyNumbers: Set<String>
}

extension Backup {
    /// Snapshot in the state directory → SQLite's checks → copy under a temporary name, hashed as it goes → sync → rename
    /// → sync the folder. The one writer only ever waits for its own disk, never for the backup's, which may be a share
    /// that is slow or gone.
    func copyDatabase(to folder: String, in directory: BackupDirectory) async throws -> CopiedDatabase {
        let size = try await store.database.snapshotSize()
        try await Offload.run { [stateDirectory] in
            try Self.demandRoom(for: size, on: directory.root)
            try Self.demandRoom(for: size, on: stateDirectory)
            try Ownership.makeFolder(folder)
        }
        let path = "\(folder)/\(BackupDirectory.databaseFile)"
        let local = StoreDatabase.freshSnapshot(in: stateDirectory)
        do {
            try await store.database.snapshot(into: local)
            FailPoint.reach("backup.snapshot")
            let copied = try await Halt.offload { try Self.copySnapshot(local, to: path, $0) }
            StoreDatabase.remove(snapshot: local)
            return copied
        } catch {
            StoreDatabase.remove(snapshot: local)
            throw error
        }
    }

    private static func copySnapshot(_ local: String, to path: String, _ halt: Halt) throws -> CopiedDatabase {
        let snapshot = try SnapshotFile(path: local)
        defer { snapshot.close() }
        try snapshot.verify()
        let found: (sha256: String, size: Int64)
        do {
            found = try VerifiedCopy(halt: halt, moved: { _ in }).copy(local, to: path + ".part")
        } catch let error as VerifiedCopy.Unreadable {
            throw Fault(.unavailable, "\(local) cannot be read: \(error.reason).")
        }
        let copied = CopiedDatabase(
            database: .init(
                file: .init(path: BackupDirectory.databaseFile, size: found.size, sha256: found.sha256),
                schema: try snapshot.schema()), audit: try snapshot.checkpoint(),
            installation: try snapshot.footageIdentity(), recordings: try snapshot.recordings(),
            keyNumbers: Set(try snapshot.keyNumbers().map { "k\($0)" }))
        try DurableFile.move(path + ".part", to: path)
        return copied
    }

    func copyConfiguration(to folder: String) async throws -> [BackupManifest.File] {
        let files = try configuration()
        return try await Offload.run {
            try files.map { file in
                let path = "\(BackupDirectory.configurationFolder)/\(file.path)"
                try Ownership.makeFolder((("\(folder)/\(path)") as NSString).deletingLastPathComponent)
                try DurableFile.write(file.data, to: "\(folder)/\(path)")
                Ownership.inherit("\(folder)/\(path)")
                return BackupManifest.File(path: path, size: Int64(file.data.count), sha256: file.data.sha256Hex)
            }
        }
    }

    /// A little more than is asked for: folders and names need room too.
    static func demandRoom(for bytes: Int64, on path: String) throws {
        let needed = bytes + max(1 << 20, bytes / 100)
        let free = try BackupDirectory.free(path)
        guard free >= needed else {
            throw Fault(
                .unavailable,
                "The disk of \(path) has \(ByteText.words(free)) free and the backup needs \(ByteText.words(needed)): free space there, or give it another directory. Nothing was written."
            )
        }
    }
}
