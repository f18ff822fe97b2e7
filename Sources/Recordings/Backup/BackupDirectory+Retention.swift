import Domain
import Foundation

/// What may be removed from a backup directory, and when. The caller holds its lock.
///
/// Only what has a name of our making is ever removed: whoever names the wrong directory loses nothing there.
extension BackupDirectory {
    /// Removes what tries that broke off have left: generations without a manifest, and partial files.
    func removeUnfinished() throws {
        let whole = Set(try generations())
        for name in try Self.entries(generationsFolder) where !whole.contains(name) && Self.isGeneration(name) {
            try remove(generation(name))
        }
        for name in whole { try removeParts(in: generation(name)) }
        try removeParts(in: footage)
    }

    private func removeParts(in folder: String) throws {
        for file in try Self.entries(folder) where file.hasSuffix(".part") { try remove("\(folder)/\(file)") }
    }

    /// Keeps the newest `count` generations, and the footage that any kept one refers to. Whatever cannot be read is kept,
    /// and then all footage is.
    /// - Returns: the generations removed.
    func retain(newest count: Int) throws -> [String] {
        let all = try generations()
        let gone = Array(all.filter(Self.isGeneration).dropLast(count))
        guard !gone.isEmpty else { return [] }
        for name in gone {
            // Without its manifest it is no generation, whatever happens before the rest is gone.
            try remove("\(generation(name))/\(BackupManifest.fileName)")
            try DurableFile.syncDirectory(generation(name))
            try remove(generation(name))
        }
        try DurableFile.syncDirectory(generationsFolder)
        try removeUnreferenced(keeping: all.filter { !gone.contains($0) })
        return gone
    }

    /// - Parameter kept: generations; without any nothing is removed.
    func removeUnreferenced(keeping kept: [String]) throws {
        guard !kept.isEmpty else { return }
        var wanted: Set<String> = []
        for name in kept {
            for file in try manifest(of: name).recordings.flatMap(\.files) { wanted.insert(file.sha256) }
        }
        for shelf in try Self.entries(footage) where Self.isHexadecimal(shelf, 2) {
            for name in try Self.entries("\(footage)/\(shelf)") where !wanted.contains(name) {
                guard Self.isHexadecimal(name, 64), name.hasPrefix(shelf) else { continue }
                let path = "\(footage)/\(shelf)/\(name)"
                guard unlink(path) == 0 || errno == ENOENT else {
                    throw Fault(.unavailable, "\(path) cannot be removed: \(String(cString: strerror(errno))).")
                }
            }
        }
    }

    /// `20260302T023000Z`
    static func isGeneration(_ name: String) -> Bool { name.wholeMatch(of: /[0-9]{8}T[0-9]{6}Z/) != nil }

    private static func isHexadecimal(_ name: String, _ count: Int) -> Bool {
        name.utf8.count == count && name.wholeMatch(of: /[0-9a-f]+/) != nil
    }

    func remove(_ path: String) throws {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw Fault(.unavailable, "\(path) cannot be removed.", cause: error)
        }
    }
}
