import Domain
import Foundation
import Store
import Synchronization

/// Copies what the backup lacks into its store of footage. Blocks.
struct FootageCopy: Sendable {
    let footage: FootageDirectory
    let directory: BackupDirectory
    let progress: @Sendable (BackupProgress) -> Void

    struct Outcome: Sendable {
        var recordings: [BackupManifest.Recording] = []
        var problems: [String] = []
        /// Bytes.
        var copied: Int64 = 0
        /// Files that the backup has got by this.
        var added: [String] = []
    }

    /// - Throws: `DiskFull` and whatever else stands in the way, once what this try had added is gone again;
    ///   `CancellationError`, and then it stays for the next.
    func run(_ wanted: [FootagePlan.Recording], _ halt: Halt) throws -> Outcome {
        let total = wanted.flatMap(\.items).reduce(Int64(0)) { $0 + ($1.held ? 0 : $1.size) }
        try Backup.demandRoom(for: total, on: directory.root)
        let done = Atomic<Int64>(0)
        let copy = VerifiedCopy(halt: halt) { count in
            let now = done.add(count, ordering: .relaxed).newValue
            progress(BackupProgress(step: "copying footage", done: now, total: total))
        }
        var outcome = Outcome()
        var added: [String] = []
        var shelves: Set<String> = []
        do {
            for recording in wanted {
                var files: [BackupManifest.File] = []
                outcome.problems += recording.problems
                for item in recording.items {
                    if item.held, let sha256 = item.sha256 {
                        files.append(.init(path: item.path, size: item.size, sha256: sha256))
                        continue
                    }
                    switch try take(item, copy, &added, &shelves) {
                    case .taken(let file): files.append(file)
                    case .problem(let text): outcome.problems.append("\(item.path): \(text)")
                    }
                }
                outcome.recordings.append(
                    .init(
                        id: recording.row.id.description, check_no: recording.row.checkNo,
                        state: recording.row.state.rawValue, files: files))
            }
            for shelf in shelves.sorted() { try DurableFile.syncDirectory(shelf) }
        } catch {
            if !(error is CancellationError) { Self.undo(added) }
            throw error
        }
        outcome.added = added
        outcome.copied = done.load(ordering: .relaxed)
        return outcome
    }

    static func undo(_ added: [String]) {
        for path in added { unlink(path) }
    }

    private enum Taken {
        case taken(BackupManifest.File)
        case problem(String)
    }

    /// Under a name of this try → hashed as it goes → synced → renamed to its digest. A source that cannot be read, or is
    /// not what it should be, is a problem of that file and stops nothing else.
    private func take(
        _ item: FootagePlan.Item, _ copy: VerifiedCopy, _ added: inout [String], _ shelves: inout Set<String>
    ) throws -> Taken {
        let part = "\(directory.footage)/incoming.part"
        let found: (sha256: String, size: Int64)
        do {
            found = try copy.copy(footage.folder(item.path), to: part, limit: item.size)
        } catch let error as VerifiedCopy.Unreadable {
            unlink(part)
            return .problem("the file cannot be read: \(error.reason)")
        } catch {
            unlink(part)
            throw error
        }
        FailPoint.reach("backup.file_copied")
        guard found.size == item.size, item.sha256.map({ $0 == found.sha256 }) ?? true else {
            unlink(part)
            return .problem("the file does not match its digest: run videocheckd fsck")
        }
        let path = directory.content(found.sha256)
        let file = BackupManifest.File(path: item.path, size: found.size, sha256: found.sha256)
        if try directory.holds(found.sha256, size: found.size) {
            unlink(part)
            return .taken(file)
        }
        let shelf = (path as NSString).deletingLastPathComponent
        try Ownership.makeFolder(shelf)
        guard rename(part, path) == 0 else {
            throw Fault(.unavailable, "\(path) cannot be named: \(String(cString: strerror(errno))).")
        }
        added.append(path)
        shelves.insert(shelf)
        return .taken(file)
    }
}
