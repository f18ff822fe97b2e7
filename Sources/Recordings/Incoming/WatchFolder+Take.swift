import Domain
import Foundation
import Logging
import MediaJobs
import Store

/// From the recorder's folder into the footage: claim → copy, hash, sync → judge by the digest → place → record → put the
/// source away.
extension WatchFolder {
    /// Copies in the making lie here, on the footage disk; each has its file's id for a name.
    static let stagingFolder = ".incoming"

    func staged(_ row: IncomingRow) -> String { footage.folder("\(Self.stagingFolder)/\(row.id)") }

    /// - Returns: when to look at the file again, nil: with the next rescan.
    /// - Throws: `Fault` when it could not be copied, which its row says.
    func take(_ row: IncomingRow, _ file: FolderScan.File, _ named: Named, _ scan: FolderScan) async throws -> Duration?
    {
        if let shortage = try await shortage(of: file.identity.size) {
            try await note(row, .waiting, shortage)
            return nil
        }
        guard
            let claimed = try await store.claimIncoming(
                row.id, for: named.check, kind: named.kind, origin: named.origin, sidecar: named.sidecar, now: Date())
        else { return nil }
        FailPoint.reach("incoming.claimed")
        let staged = staged(claimed)
        let outcome: SourceCopy.Outcome
        do {
            let copy = SourceCopy(directory: directory, path: file.path, identity: file.identity)
            outcome = try await patience.run { [footage] progress in
                try footage.makeFolder(Self.stagingFolder)
                return try copy.write(to: staged, progress)
            }
        } catch let fault as Fault {
            try await store.giveBackIncoming(row.id, .waiting, .copyFailed(message: fault.message))
            throw fault
        }
        switch outcome {
        case .changed:
            memory.forget(file.path)
            try await store.giveBackIncoming(row.id, .waiting, .changedWhileRead)
            return settings.quiet
        case .copied(let sha256):
            FailPoint.reach("incoming.copied")
            try await settle(claimed, sha256, size: file.identity.size)
            try await putAway(store.incoming(row.id), scan)
            return nil
        }
    }

    /// A durable copy becomes a recording, or is not needed.
    private func settle(_ row: IncomingRow, _ sha256: String, size: Int64) async throws {
        switch try await store.judgeCopy(row, sha256: sha256, size: size, now: Date()) {
        case .settled(let state):
            let staged = staged(row)
            _ = try await Offload.run { unlink(staged) }
            logger.notice(
                "a file is no new recording", metadata: ["file": "\(row.shown)", "state": "\(state.rawValue)"])
        case .new:
            FailPoint.reach("incoming.judged")
            try await record(row, size: size)
        }
    }

    private func record(_ row: IncomingRow, size: Int64) async throws {
        guard let folder = row.folder else { throw Fault(.internal, "\(row.id) has no folder for its recording.") }
        let filename = Self.filename(row)
        let original = Self.original(row)
        let (staged, place) = (staged(row), footage.folder(folder))
        try await Offload.run { [footage] in
            try footage.makeFolder(folder)
            if access("\(place)/\(original)", F_OK) != 0 { try DurableFile.move(staged, to: "\(place)/\(original)") }
        }
        FailPoint.reach("incoming.placed")
        let made: ID<Recording>
        do {
            made = try await store.recordIncoming(
                row, filename: filename, original: original, size: size, now: Date())
        } catch let fault as Fault where fault.kind == .conflict {
            // Sealed in this instant. The row still says that it is being copied until the copy is gone.
            try await Offload.run {
                unlink("\(place)/\(original)")
                rmdir(place)
            }
            return try await store.giveBackIncoming(row.id, .unassigned, .sealed(checkNo: row.checkNo ?? ""))
        }
        FailPoint.reach("incoming.recorded")
        logger.info(
            "taken from the watched folder",
            metadata: ["file": "\(row.shown)", "recording": "\(made)", "check": "\(row.checkNo ?? "")"])
    }

    /// A file that makes trouble holds up no other: it is left alone, longer each time, and people are told when it goes on.
    /// - Returns: for how long.
    func failed(_ row: IncomingRow, _ fault: Fault) -> Duration {
        let rest = memory.failed(row, fault.message)
        logger.error(
            "a file could not be taken in",
            metadata: ["file": "\(row.shown)", "id": "\(row.id)", "fault": "\(fault)", "again_in": "\(rest)"])
        return rest
    }

    /// What a crash, or a fault on the way, left half done: what is durable and hashed goes on, the rest begins again.
    func resume(_ row: IncomingRow) async throws {
        guard let folder = row.folder, let sha256 = row.sha256 else {
            return try await store.giveBackIncoming(row.id, .waiting, nil)
        }
        let paths = [footage.folder(folder) + "/" + Self.original(row), staged(row)]
        let size: Int64? = try await patience.run { progress in
            for path in paths where access(path, F_OK) == 0 {
                let descriptor = try DurableFile.openFile(path, O_RDONLY)
                defer { close(descriptor) }
                if try Digest.sha256(of: descriptor, { try progress.step() }) == sha256 {
                    return try DurableFile.size(descriptor)
                }
                unlink(path)
            }
            return nil
        }
        guard let size else { return try await store.giveBackIncoming(row.id, .waiting, nil) }
        try await settle(row, sha256, size: size)
    }

    /// A settled file leaves the recorders' way, if it may.
    func putAway(_ row: IncomingRow, _ scan: FolderScan) async throws {
        guard [.taken, .duplicate, .dismissed].contains(row.state), row.isPresent else { return }
        let path = FolderPath(row.path)
        let day = day(of: row)
        let (own, shared, others) = sidecars(of: path, scan)
        let outcome: PutAway.Outcome
        do {
            outcome = try await patience.run { [directory] _ in
                // The scan is as old as the pass, and an earlier file of the pass may have gone since.
                let isShared = try others.contains { try directory.identity($0) != nil }
                return try PutAway(directory: directory).move(row, day: day, sidecars: isShared ? own : own + shared)
            }
        } catch let fault as Fault {
            outcome = .stays(fault.message)
        }
        FailPoint.reach("incoming.moved")
        switch outcome {
        case .moved(let place): try await store.noteMoved(row, to: place, because: nil)
        case .stays(let message):
            memory.stay(path, for: .seconds(600))
            try await store.noteMoved(row, to: nil, because: .stays(message: message))
        case .gone: break
        }
    }

    private func day(of row: IncomingRow) -> String {
        Day(row.settledAt ?? Date(), in: settings.timeZone).description
    }

    /// For an hour, files that were put away are looked at again: see `PutAway.returnIfWrittenTo`.
    func lookBack(now: Date) async throws {
        for row in try await store.putAwayIncoming(since: now.addingTimeInterval(-3600)) {
            let day = day(of: row)
            let hasReturned = try? await patience.run { [directory] _ in
                try PutAway(directory: directory).returnIfWrittenTo(row, day: day)
            }
            try Task.checkCancellation()
            guard hasReturned == true else { continue }
            logger.error(
                "a file was written to after it was taken: it is taken again, whole",
                metadata: ["file": "\(row.shown)", "recording": "\(row.recording.map { "\($0)" } ?? "")"])
            try await store.noteReturned(row, now: now)
        }
    }

    /// What goes with a file: its own sidecars, and `film.json`, which stays while any of the other `film.*` is there.
    private func sidecars(
        of path: FolderPath, _ scan: FolderScan
    ) -> (own: [FolderPath], shared: [FolderPath], others: [FolderPath]) {
        let parent = path.parent
        let all = IncomingName.sidecars(of: path.name).map(parent.file).filter { scan.sidecars[$0] != nil }
        guard let stem = IncomingName.stem(path.name) else { return (all, [], []) }
        let others = scan.recordings.map(\.path).filter {
            $0 != path && $0.parent == parent && IncomingName.stem($0.name) == stem
        }
        let isOwn = { (sidecar: FolderPath) in sidecar.name == path.name + Array(".json".utf8) }
        return (all.filter(isOwn), all.filter { !isOwn($0) }, others)
    }

    /// Copies that nobody waits for any more, left by a process that ended between a verdict and its tidying up.
    func sweep(keeping rows: [IncomingRow]) async throws {
        let kept = Set(rows.map(\.id.description))
        let folder = footage.folder(Self.stagingFolder)
        try await Offload.run {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !kept.contains(name)
            {
                unlink("\(folder)/\(name)")
            }
        }
    }

    /// Why the footage disk takes no file of this size now; nil when it does.
    private func shortage(of size: Int64) async throws -> IncomingReason? {
        let reserve = settings.reserve
        guard try await Offload.run({ [footage] in try footage.identity(making: nil) }) != nil else {
            return .footageDiskMissing
        }
        let free = try await Offload.run { [footage] in try footage.free() }
        guard free - size < reserve else { return nil }
        return .footageDiskFull(free: free >> 20, reserve: reserve >> 20)
    }

    /// The file's own name, bounded, for display.
    private static func filename(_ row: IncomingRow) -> String {
        let name = FolderPath.shown(FolderPath(row.path).name)
        return name.count <= 120 ? name : "\(name.prefix(90))…\(name.suffix(29))"
    }

    private static func original(_ row: IncomingRow) -> String {
        "original." + FootageDirectory.fileExtension(for: filename(row))
    }
}
