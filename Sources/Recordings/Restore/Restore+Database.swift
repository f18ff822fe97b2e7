import Domain
import Foundation
import Store

extension Restore {
    /// Copies the database beside the state and holds it to its digest, SQLite's checks and the audit root.
    func stageDatabase(_ manifest: BackupManifest) async throws {
        try await Halt.offload { halt in
            if access(stagingState, F_OK) == 0 { try FileManager.default.removeItem(atPath: stagingState) }
            try Ownership.makeFolder(stagingState)
            let free = try BackupDirectory.free(stateDirectory)
            guard free > manifest.database.file.size * 2 + 1 << 20 else {
                throw Fault(
                    .unavailable,
                    "\(stateDirectory) has \(ByteText.words(free)) free, and a database of \(ByteText.words(manifest.database.file.size)) needs twice that."
                )
            }
            let staged = "\(stagingState)/\(StoreDatabase.fileName)"
            let source = databaseSource(manifest)
            let copy = VerifiedCopy(halt: halt, moved: { _ in })
            do {
                let found = try copy.copy(source, to: staged)
                guard found.sha256 == manifest.database.file.sha256 else { throw Self.damaged(source) }
            } catch let error as VerifiedCopy.Unreadable {
                throw Fault(.damaged, "\(source) cannot be read: \(error.reason).")
            }
            try Self.demandAudit(manifest, inVerified: staged)
        }
    }

    static func demandAudit(_ manifest: BackupManifest, in path: String, _ reader: VerifiedCopy) throws {
        do {
            guard try reader.digest(path).sha256 == manifest.database.file.sha256 else { throw damaged(path) }
        } catch let error as VerifiedCopy.Unreadable {
            throw Fault(.damaged, "\(path) cannot be read: \(error.reason).")
        }
        try demandAudit(manifest, inVerified: path)
    }

    private static func demandAudit(_ manifest: BackupManifest, inVerified path: String) throws {
        let snapshot = try SnapshotFile(path: path)
        defer { snapshot.close() }
        try snapshot.verify()
        let found = try snapshot.checkpoint()
        guard found.size == manifest.audit.size, found.root == manifest.audit.root else {
            throw Fault(
                .damaged,
                "The audit log in \(path) has \(found.size) entries with root \(found.root.hex), and the manifest says \(manifest.audit.size) with root \(manifest.audit.root.hex): use another generation."
            )
        }
    }

    private static func damaged(_ path: String) -> Fault {
        Fault(.damaged, "\(path) does not match its digest: use another generation.")
    }

    /// Opens the copy as the daemon will, which brings an older schema to this version's, and puts the restore on its
    /// record.
    func recordRestore(
        _ manifest: BackupManifest, _ known: [NumberedSeries]
    ) async throws -> (pending: Int, moved: [NumberedSeries]) {
        let store = try await Offload.run { try opening(stagingState) }
        do {
            let moved = try await store.noteRestored(
                generation: manifest.generation, databaseSHA256: manifest.database.file.sha256, past: known, now: Date()
            )
            let pending = try await store.pendingDeliveries()
            try store.database.closeWhole()
            return (pending, moved)
        } catch {
            try? store.database.close()
            throw error
        }
    }
}
