import Domain
import Foundation
import Store
import Synchronization

/// Footage on its way back: what is in place already is compared, the rest is copied beside it and verified. Blocks.
struct FootageStage: Sendable {
    let restore: Restore
    let manifest: BackupManifest
    let progress: @Sendable (BackupProgress) -> Void

    struct Staged: Sendable {
        /// Paths relative to the recordings directory.
        var paths: [String] = []
        /// Of these, the ones whose place is taken by other bytes.
        var replaced: [String] = []
        var copied: Int64 = 0
    }

    private var files: [(file: BackupManifest.File, grows: Bool)] {
        manifest.recordings.flatMap { recording in
            recording.files.map { ($0, recording.state == "uploading" || recording.state == "ingesting") }
        }
    }

    private func copier(_ halt: Halt, _ step: String) -> VerifiedCopy {
        let total = files.reduce(Int64(0)) { $0 + $1.file.size }
        let done = Atomic64()
        return VerifiedCopy(halt: halt) { count in
            progress(BackupProgress(step: step, done: min(done.add(count), total), total: total))
        }
    }

    /// - Throws: `Fault(.damaged)` naming what in the backup is missing or has changed.
    func run(_ halt: Halt) throws -> Staged {
        try demandRoom()
        let copy = copier(halt, "copying footage")
        var staged = Staged()
        var bad: [String] = []
        for (file, grows) in files {
            try halt.check()
            try Self.demandPlain(file.path)
            let place = restore.footage.folder(file.path)
            let present = try BackupDirectory.size(place)
            if try isInPlace(file, place, present, grows, copy) { continue }
            let path = restore.footage.folder("\(Restore.staging)/\(file.path)")
            if try BackupDirectory.size(path) != file.size || copy.digest(path).sha256 != file.sha256 {
                guard try stage(file, path, copy) else {
                    bad.append(file.path)
                    continue
                }
            }
            FailPoint.reach("restore.file_staged")
            staged.paths.append(file.path)
            staged.copied += file.size
            if present != nil { staged.replaced.append(file.path) }
        }
        guard bad.isEmpty else { throw damaged(bad) }
        return staged
    }

    /// Reads every file of the generation where it lies.
    func verify(_ halt: Halt) throws {
        let copy = copier(halt, "verifying footage")
        let bad = try files.map(\.file).filter { file in
            do {
                return try copy.digest(restore.directory.content(file.sha256)).sha256 != file.sha256
            } catch is VerifiedCopy.Unreadable {
                return true
            }
        }
        guard bad.isEmpty else { throw damaged(bad.map(\.path)) }
    }

    private func damaged(_ paths: [String]) -> Fault {
        Fault(
            .damaged,
            "In the backup \(paths.count) file(s) of footage are missing or do not match their digest: \(paths.prefix(5).joined(separator: ", "))\(paths.count > 5 ? ", …" : ""). Use another generation or another copy of the backup."
        )
    }

    /// What is there already stays: equal bytes, or an upload that has grown since.
    private func isInPlace(
        _ file: BackupManifest.File, _ place: String, _ present: Int64?, _ grows: Bool, _ copy: VerifiedCopy
    ) throws -> Bool {
        guard let present, present == file.size || (grows && present > file.size) else { return false }
        do {
            return try copy.digest(place, limit: file.size).sha256 == file.sha256
        } catch is VerifiedCopy.Unreadable {
            return false
        }
    }

    private func stage(_ file: BackupManifest.File, _ path: String, _ copy: VerifiedCopy) throws -> Bool {
        try Ownership.makeFolder((path as NSString).deletingLastPathComponent)
        let part = path + ".part"
        do {
            let found = try copy.copy(restore.directory.content(file.sha256), to: part)
            guard found.sha256 == file.sha256 else { return false }
        } catch is VerifiedCopy.Unreadable {
            return false
        }
        guard rename(part, path) == 0 else {
            throw Fault(.unavailable, "\(path) cannot be named: \(String(cString: strerror(errno))).")
        }
        return true
    }

    private func demandRoom() throws {
        try Ownership.makeFolder(restore.footage.root)
        let needed = try files.map(\.file).reduce(Int64(1 << 20)) { sum, file in
            let there = try [file.path, "\(Restore.staging)/\(file.path)"].contains {
                try BackupDirectory.size(restore.footage.folder($0)) == file.size
            }
            return there ? sum : sum + file.size
        }
        let free = try BackupDirectory.free(restore.footage.root)
        guard free >= needed else {
            throw Fault(
                .unavailable,
                "\(restore.footage.root) has \(ByteText.words(free)) free, and the footage needs \(ByteText.words(needed))."
            )
        }
    }

    /// A manifest that was tampered with writes nowhere else.
    private static func demandPlain(_ path: String) throws {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) else {
            throw Fault(.damaged, "The manifest names \"\(path)\", which is no place for footage.")
        }
    }
}

/// Counts up from several places.
private final class Atomic64: Sendable {
    private let value = Atomic<Int64>(0)
    func add(_ count: Int64) -> Int64 { value.add(count, ordering: .relaxed).newValue }
}
