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
    /// Snapshot under a temporary name → SQLite's checks → sync → rename → sync the folder.
    func copyDatabase(to folder: String, in directory: BackupDirectory) async throws -> CopiedDatabase {
        let size = try await store.database.snapshotSize()
        try await Offload.run {
            try Self.demandRoom(for: size, in: directory)
            try Ownership.makeFolder(folder)
        }
        let path = "\(folder)/\(BackupDirectory.databaseFile)"
        let part = path + ".part"
        try await store.database.snapshot(into: part)
        FailPoint.reach("backup.snapshot")
        return try await Halt.offload { halt in
            let snapshot = try SnapshotFile(path: part)
            defer { snapshot.close() }
            try snapshot.verify()
            let descriptor = try DurableFile.openFile(part, O_RDWR)
            defer { close(descriptor) }
            guard fchmod(descriptor, 0o600) == 0 else { throw Fault(.unavailable, "\(part) is not ours to protect.") }
            Ownership.inherit(part)
            try DurableFile.sync(descriptor, part)
            let found = try VerifiedCopy(halt: halt, moved: { _ in }).digest(part)
            let copied = CopiedDatabase(
                database: .init(
                    file: .init(path: BackupDirectory.databaseFile, size: found.size, sha256: found.sha256),
                    schema: try snapshot.schema()), audit: try snapshot.checkpoint(),
                installation: try snapshot.footageIdentity(), recordings: try snapshot.recordings(),
                keyNumbers: Set(try snapshot.keyNumbers().map { "k\($0)" }))
            try DurableFile.move(part, to: path)
            return copied
        }
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
    static func demandRoom(for bytes: Int64, in directory: BackupDirectory) throws {
        let needed = bytes + max(1 << 20, bytes / 100)
        let free = try BackupDirectory.free(directory.root)
        guard free >= needed else {
            throw Fault(
                .unavailable,
                "The disk of \(directory.root) has \(ByteText.words(free)) free and the backup needs \(ByteText.words(needed)): free space there, or give it another directory. Nothing was written."
            )
        }
    }
}
