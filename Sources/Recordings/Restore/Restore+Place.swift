import Domain
import Foundation
import Store

extension Restore {
    func stageFootage(
        _ manifest: BackupManifest, _ progress: @escaping @Sendable (BackupProgress) -> Void
    ) async throws -> FootageStage.Staged {
        try await Halt.offload { halt in
            try FootageStage(restore: self, manifest: manifest, progress: progress).run(halt)
        }
    }

    /// Each step may be done again: what is aside stays aside, what is in place is left alone.
    /// - Returns: whether there was a state to set aside.
    func place(_ manifest: BackupManifest, _ staged: FootageStage.Staged, _ marker: RestoreMarker) throws -> Bool {
        let setAside = try setStateAside(marker)
        FailPoint.reach("restore.set_aside")
        for path in staged.paths { try placeFootage(path, marker) }
        try placeIdentity(manifest, marker)
        FailPoint.reach("restore.footage_placed")
        let database = "\(stateDirectory)/\(StoreDatabase.fileName)"
        let fresh = "\(stagingState)/\(StoreDatabase.fileName)"
        let descriptor = try DurableFile.openFile(fresh, O_RDWR)
        defer { close(descriptor) }
        try DurableFile.sync(descriptor, fresh)
        Ownership.inherit(fresh)
        try DurableFile.move(fresh, to: database)
        Ownership.inherit(database)
        FailPoint.reach("restore.database_placed")
        try abandon()
        return setAside
    }

    private func setStateAside(_ marker: RestoreMarker) throws -> Bool {
        let folder = "\(stateDirectory)/\(marker.set_aside)"
        var any = access(folder, F_OK) == 0
        for suffix in ["", "-wal", "-shm"] {
            let path = "\(stateDirectory)/\(StoreDatabase.fileName)\(suffix)"
            let aside = "\(folder)/\(StoreDatabase.fileName)\(suffix)"
            guard access(path, F_OK) == 0, access(aside, F_OK) != 0 else { continue }
            try Ownership.makeFolder(folder)
            try rename(path, aside)
            any = true
        }
        if any { try DurableFile.syncDirectory(folder) }
        try DurableFile.syncDirectory(stateDirectory)
        return any
    }

    private func placeFootage(_ path: String, _ marker: RestoreMarker) throws {
        let place = footage.folder(path)
        let folder = (place as NSString).deletingLastPathComponent
        try Ownership.makeFolder(folder)
        if access(place, F_OK) == 0 { try setFootageAside(path, marker) }
        try rename(footage.folder("\(Self.staging)/\(path)"), place)
        try DurableFile.syncDirectory(folder)
        FailPoint.reach("restore.file_placed")
    }

    private func setFootageAside(_ path: String, _ marker: RestoreMarker) throws {
        let aside = footage.folder(".\(marker.set_aside)/\(path)")
        let folder = (aside as NSString).deletingLastPathComponent
        try Ownership.makeFolder(folder)
        try rename(footage.folder(path), aside)
        try DurableFile.syncDirectory(folder)
    }

    private func placeIdentity(_ manifest: BackupManifest, _ marker: RestoreMarker) throws {
        guard let installation = manifest.installation, try footage.identity(making: nil) != installation else {
            return
        }
        let path = footage.folder(FootageDirectory.identityFile)
        if access(path, F_OK) == 0 { try setFootageAside(FootageDirectory.identityFile, marker) }
        _ = try footage.identity(making: installation)
        Ownership.inherit(path)
    }

    private func rename(_ from: String, _ to: String) throws {
        guard Glibc.rename(from, to) == 0 else {
            throw Fault(.unavailable, "\(from) cannot become \(to): \(String(cString: strerror(errno))).")
        }
    }
}
