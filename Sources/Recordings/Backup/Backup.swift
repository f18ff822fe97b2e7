import Domain
import Foundation
import Store

/// Makes one generation of a backup: database first, then the footage that this database knows, the manifest last.
///
/// Invariants: the database is copied by its one writer; nothing counts before it is synced; a file of footage is copied
/// once and never written over; a try that fails leaves every older generation as it was; each try is put on record.
public struct Backup: Sendable {
    let store: CheckStore
    let footage: FootageDirectory
    let stateDirectory: String
    /// What no backup directory may lie in or around.
    let apart: Apart
    /// The keys file's keys, by their marks.
    let keys: [KeyMark]
    /// What to keep of the configuration, read when it is wanted.
    let configuration: @Sendable () throws -> [(path: String, data: Data)]

    /// - Parameter incoming: the folder that recorders write to; nil when none is watched.
    public init(
        store: CheckStore, footage: FootageDirectory, stateDirectory: String, incoming: String?, keys: [KeyMark],
        configuration: @escaping @Sendable () throws -> [(path: String, data: Data)]
    ) {
        self.store = store
        self.footage = footage
        self.stateDirectory = stateDirectory
        apart = Apart(ours: [stateDirectory, footage.root] + (incoming.map { [$0] } ?? []))
        self.keys = keys
        self.configuration = configuration
    }

    public struct Wish: Codable, Sendable {
        /// Absolute.
        public let directory: String
        /// How many generations to keep once the new one is whole; nil: all.
        public let keep: Int?
        /// Begin in a directory that held backups before and is empty now.
        public let fresh: Bool

        public init(directory: String, keep: Int?, fresh: Bool) {
            self.directory = directory
            self.keep = keep
            self.fresh = fresh
        }
    }

    public struct Report: Codable, Sendable {
        public let generation: String
        public let recordings: Int
        /// Bytes that the generation consists of, and those that had to be copied for it.
        public let bytes: Int64
        public let copied: Int64
        public let auditSize: Int
        public let auditRoot: String
        public let keys: [KeyMark]
        /// Generations that were removed.
        public let removed: [String]
        /// Footage that could not be copied whole; the rest is safe.
        public let problems: [String]
    }

    /// - Throws: `Fault` saying what stood in the way; nothing of the try is left then.
    public func run(
        _ wish: Wish, progress: @escaping @Sendable (BackupProgress) -> Void
    ) async throws -> Report {
        let began = Date()
        do {
            return try await make(wish, began, progress)
        } catch {
            let fault = Self.fault(error, wish.directory)
            let note = BackupNote(
                at: began, directory: wish.directory, generation: nil, bytes: 0, recordings: 0, ok: false,
                reason: fault.message)
            do {
                try await store.noteBackup(note, digests: [:])
            } catch {
                throw fault.within("the try could not be put on record (\(error))")
            }
            throw fault
        }
    }

    private func make(
        _ wish: Wish, _ began: Date, _ progress: @escaping @Sendable (BackupProgress) -> Void
    ) async throws -> Report {
        let directory = BackupDirectory(root: wish.directory)
        let lock = try await open(directory, wish)
        defer { withExtendedLifetime(lock) {} }
        let name = directory.freshName(began)
        let folder = directory.generation(name)
        var added: [String] = []
        do {
            progress(BackupProgress(step: "copying the database"))
            let snapshot = try await copyDatabase(to: folder, in: directory)
            let configuration = try await copyConfiguration(to: folder)
            let previous = try directory.generations().last.flatMap { try Self.readable($0, in: directory) }
            let plan = FootagePlan(footage: footage, directory: directory, previous: previous)
            let job = FootageCopy(footage: footage, directory: directory, progress: progress)
            let outcome = try await Halt.offload { halt in
                let wanted = try plan.items(snapshot.recordings, VerifiedCopy(halt: halt, moved: { _ in }))
                return try job.run(wanted, halt)
            }
            added = outcome.added
            let needed = snapshot.keyNumbers
            let manifest = BackupManifest(
                schema: BackupManifest.schemaName, generation: name, made_at: began,
                installation: snapshot.installation, database: snapshot.database,
                audit: .init(size: snapshot.audit.size, root: snapshot.audit.root),
                keys: keys.enumerated().filter { $0.offset == 0 || needed.contains($0.element.id) }.map(\.element),
                recordings: outcome.recordings, configuration: configuration, problems: outcome.problems)
            FailPoint.reach("backup.copied")
            let digest = try await Offload.run { try Self.finish(manifest, folder, directory) }
            FailPoint.reach("backup.finished")
            try await note(manifest, digest, wish.directory)
            let (removed, stuck) = await retain(wish, directory, outcome.problems)
            return Report(
                generation: name, recordings: manifest.recordings.count, bytes: manifest.bytes,
                copied: outcome.copied + manifest.database.file.size, auditSize: manifest.audit.size,
                auditRoot: manifest.audit.root.hex, keys: manifest.keys, removed: removed,
                problems: outcome.problems + stuck)
        } catch {
            let copied = added
            try? await Offload.run {
                try Self.undo(copied, of: folder, unless: error is CancellationError)
                try directory.removeUnfinished()
            }
            throw error
        }
    }

    /// What a failed try had added goes with it, so that the disk has the room it had before. Once its manifest is there
    /// the generation counts and keeps it; and what a try copied that was only stopped, the next need not copy again.
    private static func undo(_ added: [String], of folder: String, unless isStopped: Bool) throws {
        guard !isStopped, try BackupDirectory.size("\(folder)/\(BackupManifest.fileName)") == nil else { return }
        FootageCopy.undo(added)
    }

    private func note(_ manifest: BackupManifest, _ digest: String, _ directory: String) async throws {
        let reason =
            manifest.problems.first.map {
                "\(manifest.problems.count) file(s) of footage could not be copied whole; the first: \($0)"
            }
        try await store.noteBackup(
            BackupNote(
                at: manifest.made_at, directory: directory, generation: manifest.generation, bytes: manifest.bytes,
                recordings: manifest.recordings.count, ok: reason == nil, reason: reason),
            digests: ["database_sha256": manifest.database.file.sha256, "manifest_sha256": digest])
    }

    /// The new generation is whole, whatever becomes of the old ones.
    private func retain(
        _ wish: Wish, _ directory: BackupDirectory, _ problems: [String]
    ) async -> (removed: [String], problems: [String]) {
        guard let keep = wish.keep, problems.isEmpty else { return ([], []) }
        do {
            return (try await Offload.run { try directory.retain(newest: keep) }, [])
        } catch {
            return ([], ["older backups could not be removed: \(error)"])
        }
    }

    /// The digest first, the manifest last: from then on the generation counts.
    private static func finish(
        _ manifest: BackupManifest, _ folder: String, _ directory: BackupDirectory
    ) throws -> String {
        let bytes = try CanonicalJSON.encode(manifest)
        let digest = bytes.sha256Hex
        try DurableFile.write(
            Data("\(digest)  \(BackupManifest.fileName)\n".utf8), to: "\(folder)/\(BackupManifest.digestName)")
        try DurableFile.syncDirectory(directory.generationsFolder)
        FailPoint.reach("backup.unlisted")
        try DurableFile.write(bytes, to: "\(folder)/\(BackupManifest.fileName)")
        for name in [BackupManifest.digestName, BackupManifest.fileName] { Ownership.inherit("\(folder)/\(name)") }
        return digest
    }

    static func fault(_ error: any Error, _ directory: String) -> Fault {
        switch error {
        case let fault as Fault: fault
        case is DiskFull:
            Fault(
                .unavailable,
                "The disk of \(directory) is full: free space there, then try again. Older generations are as they were."
            )
        case is CancellationError: Fault(.unavailable, "It was stopped before its end: start it again.")
        default: Fault(.internal, "The backup failed.", cause: error)
        }
    }
}
