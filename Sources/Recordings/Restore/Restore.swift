import Domain
import Foundation
import Store

/// Puts a generation of a backup in place: everything is copied beside its place and verified before anything there
/// changes; what was there before is renamed, never deleted.
///
/// Order: marker → copies, each held to its digest → the restored database's own record of it → old state set aside →
/// footage → database → marker gone. Whoever opens the state between the first and the last step is refused, and the
/// command run again goes on.
public struct Restore: Sendable {
    let directory: BackupDirectory
    let stateDirectory: String
    let footage: FootageDirectory
    let keys: [KeyMark]
    /// Opens (and migrates) the copied database, which lies alone in a directory.
    let opening: @Sendable (_ directory: String) throws -> CheckStore

    /// The caller holds the state's lock, taken for a restore.
    public init(
        from: String, stateDirectory: String, footage: FootageDirectory, keys: [KeyMark],
        opening: @escaping @Sendable (_ directory: String) throws -> CheckStore
    ) {
        directory = BackupDirectory(root: from)
        self.stateDirectory = stateDirectory
        self.footage = footage
        self.keys = keys
        self.opening = opening
    }

    public struct Report: Sendable {
        public let manifest: BackupManifest
        /// Folder in the state directory that the old state is in; nil when there was none.
        public let setAside: String?
        /// What the old state had and this one has not; nil when there was none, or it could not be read.
        public let loss: SnapshotFile.Loss?
        /// Bytes of footage put in place; the rest was there already.
        public let copied: Int64
        /// Files of footage that were not what the backup says, and are set aside in the recordings directory.
        public let replaced: [String]
        /// Messages that were still to be sent at the time of the backup.
        public let pending: Int
        /// Numbered series that go on after numbers which the backup does not know.
        public let moved: [NumberedSeries]
    }

    /// - Parameters:
    ///   - generation: nil: the newest.
    ///   - force: set a state aside that holds what the backup does not.
    public func run(
        generation: String?, force: Bool, progress: @escaping @Sendable (BackupProgress) -> Void
    ) async throws -> Report {
        let (manifest, lock) = try await Offload.run { try choose(generation) }
        defer { withExtendedLifetime(lock) {} }
        let before = try await Offload.run { try look(manifest, force: force) }
        var marker = before.marker
        do {
            try await mark(marker)
            FailPoint.reach("restore.marked")
            progress(BackupProgress(step: "verifying the database"))
            try await stageDatabase(manifest)
            FailPoint.reach("restore.database_staged")
            let staged = try await stageFootage(manifest, progress)
            FailPoint.reach("restore.staged")
            let (pending, moved) = try await recordRestore(manifest, before.series)
            marker.phase = .placing
            try await mark(marker)
            FailPoint.reach("restore.placing")
            let final = marker
            let setAside = try await Offload.run { try place(manifest, staged, final) }
            return Report(
                manifest: manifest, setAside: setAside ? marker.set_aside : nil, loss: before.loss,
                copied: staged.copied, replaced: staged.replaced, pending: pending, moved: moved)
        } catch {
            // Before anything in place has changed, all is as it was; later only a second run can finish.
            if marker.phase == .staging { try? await Offload.run { try abandon() } }
            throw Self.fault(error, marker)
        }
    }

    /// Reads everything of a generation and holds it to its digests; changes nothing.
    public func verify(
        generation: String?, progress: @escaping @Sendable (BackupProgress) -> Void
    ) async throws -> BackupManifest {
        let (manifest, lock) = try await Offload.run { try choose(generation) }
        defer { withExtendedLifetime(lock) {} }
        try await Halt.offload { halt in
            try Self.demandAudit(manifest, in: databaseSource(manifest), VerifiedCopy(halt: halt, moved: { _ in }))
            let reading = FootageStage(restore: self, manifest: manifest, progress: progress)
            try reading.verify(halt)
        }
        return manifest
    }

    private func choose(_ generation: String?) throws -> (BackupManifest, BackupLock) {
        guard access(directory.root, R_OK | X_OK) == 0 else {
            throw Fault(.notFound, "\(directory.root) is no directory that can be read: is its disk mounted?")
        }
        let lock = try BackupLock(directory, writing: false)
        return (try directory.manifest(of: generation ?? directory.generations().last ?? ""), lock)
    }

    func databaseSource(_ manifest: BackupManifest) -> String {
        "\(directory.generation(manifest.generation))/\(BackupDirectory.databaseFile)"
    }

    private func mark(_ marker: RestoreMarker) async throws {
        try await Offload.run {
            let path = RestoreMarker.path(in: stateDirectory)
            try DurableFile.write(CanonicalJSON.encode(marker), to: path)
            Ownership.inherit(path)
        }
    }

    /// Removes copies and marker.
    func abandon() throws {
        for folder in [stagingState, footage.folder(Self.staging)] where access(folder, F_OK) == 0 {
            try FileManager.default.removeItem(atPath: folder)
        }
        unlink(RestoreMarker.path(in: stateDirectory))
        try DurableFile.syncDirectory(stateDirectory)
    }

    static let staging = ".restore"
    var stagingState: String { "\(stateDirectory)/\(Self.staging)" }

    private static func fault(_ error: any Error, _ marker: RestoreMarker) -> Fault {
        let after =
            marker.phase == .staging ? "Nothing was changed." : "It is not finished: \(marker.remedy)."
        switch error {
        case let fault as Fault:
            return Fault(fault.kind, "\(fault.message) \(after)", field: fault.field, cause: error)
        case let full as DiskFull:
            return Fault(.unavailable, "The disk of \(full.path) is full: free space there. \(after)")
        case is CancellationError: return Fault(.unavailable, "The restore was stopped. \(after)")
        default: return Fault(.unavailable, "The restore failed. \(after)", cause: error)
        }
    }
}
