import Domain
import Foundation
import Store

extension Backup {
    private static let readme = """
        Backups made by "videocheckd backup". Restore with: videocheckd restore --from THIS-DIRECTORY
        footage/      every file of footage once, named by its SHA-256
        generations/  one folder per backup: the database, the configuration, and manifest.json, which lists everything
                      (sha256sum -c manifest.json.sha256 checks it); a folder without manifest.json is unfinished
        The keys that open sealed columns are NOT here. Keep a copy of the keys file in another safe place.

        """

    /// Makes the directory ready and takes it for this process.
    /// - Throws: `Fault` when it is someone else's, in use, inside what it is to protect, or has lost its backups.
    func open(_ directory: BackupDirectory, _ wish: Wish) async throws -> BackupLock {
        if let keep = wish.keep, keep < 1 {
            throw Fault(.invalid, "At least 1 generation is kept.", field: "keep")
        }
        let root = directory.root
        let (installation, good) = (try await store.database.footageIdentity(), try await store.lastGoodBackup())
        return try await Offload.run {
            try apart.demand(directory)
            try Self.make(directory)
            let lock = try BackupLock(directory, writing: true)
            try directory.removeUnfinished()
            let newest = try directory.generations().last
            if newest == nil, good?.directory == root, !wish.fresh {
                throw Fault(
                    .unavailable,
                    "\(root) held backups and holds none now: is its disk mounted? If it was emptied on purpose, give --fresh."
                )
            }
            if let newest, let manifest = try Self.readable(newest, in: directory),
                manifest.installation != installation
            {
                throw Fault(
                    .conflict,
                    "\(root) holds the backups of another installation: give this one a directory of its own.")
            }
            let readme = root + "/README.txt"
            if try BackupDirectory.size(readme) == nil {
                try DurableFile.write(Data(Self.readme.utf8), to: readme)
                Ownership.inherit(readme)
            }
            return lock
        }
    }

    /// A generation's manifest; nil when it is damaged, which spoils no other.
    static func readable(_ generation: String, in directory: BackupDirectory) throws -> BackupManifest? {
        do {
            return try directory.manifest(of: generation)
        } catch let fault as Fault where fault.kind != .unavailable {
            return nil
        }
    }

    private static func make(_ directory: BackupDirectory) throws {
        do {
            try Ownership.makeFolder(directory.footage)
            try Ownership.makeFolder(directory.generationsFolder)
        } catch {
            throw Fault(
                .unavailable,
                "\(directory.root) cannot be used: make it, for the user that videocheckd runs as, and let its unit write there (ReadWritePaths).",
                cause: error)
        }
    }
}
