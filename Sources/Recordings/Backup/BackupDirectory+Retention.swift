import Domain
import Foundation

/// What may be removed from a backup directory, and when. The caller holds its lock.
extension BackupDirectory {
    /// Removes what tries that broke off have left: generations without a manifest, and partial files.
    func removeUnfinished() throws {
        let whole = Set(generations())
        for name in Self.entries(generationsFolder) where !whole.contains(name) { try remove(generation(name)) }
        for name in whole { try removeParts(in: generation(name)) }
        try removeParts(in: footage)
    }

    private func removeParts(in folder: String) throws {
        for file in Self.entries(folder) where file.hasSuffix(".part") { try remove("\(folder)/\(file)") }
    }

    /// Keeps the newest `count` generations, and the footage that any kept one refers to. Whatever cannot be read is kept,
    /// and then all footage is.
    /// - Returns: the generations removed.
    func retain(newest count: Int) throws -> [String] {
        let all = generations()
        let gone = Array(all.dropLast(count))
        guard !gone.isEmpty else { return [] }
        for name in gone {
            // Without its manifest it is no generation, whatever happens before the rest is gone.
            try remove("\(generation(name))/\(BackupManifest.fileName)")
            try DurableFile.syncDirectory(generation(name))
            try remove(generation(name))
        }
        try DurableFile.syncDirectory(generationsFolder)
        try removeUnreferenced()
        return gone
    }

    private func removeUnreferenced() throws {
        var wanted: Set<String> = []
        for name in generations() {
            for file in try manifest(of: name).recordings.flatMap(\.files) { wanted.insert(file.sha256) }
        }
        for shelf in Self.entries(footage) {
            for name in Self.entries("\(footage)/\(shelf)") where !wanted.contains(name) {
                try remove("\(footage)/\(shelf)/\(name)")
            }
        }
    }

    func remove(_ path: String) throws {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw Fault(.unavailable, "\(path) cannot be removed.", cause: error)
        }
    }
}
