import Domain
import Foundation
import Logging
import MediaJobs
import Store

/// Takes in what recorders leave in a folder. A rescan finds everything; inotify only makes it sooner.
///
/// Invariants: a file is taken when it has not changed for a while and, as far as can be known, nobody writes to it; its
/// check is named by a sidecar, by the one number in its name, or by a person, and never guessed; the source is moved
/// away only once its copy is durable and recorded, and is never deleted; every step may be repeated after a crash.
public struct WatchFolder: Sendable {
    let store: CheckStore
    let directory: WatchedDirectory
    let footage: FootageDirectory
    let settings: Settings
    let logger: Logger
    let patience: Patience
    let memory = FolderMemory()
    private let hints: FolderHints?
    private static let name = "incoming"

    public struct Settings: Sendable {
        /// How long a file must be unchanged.
        let quiet: Duration
        /// How often the folder is looked through, hints or none.
        let rescan: Duration
        /// Bytes of the footage disk that are left for sessions.
        let reserve: Int64
        /// Files that are put away lie in folders by this zone's days.
        let timeZone: TimeZone

        public init(quiet: Duration, rescan: Duration, reserve: Int64, timeZone: TimeZone) {
            self.quiet = quiet
            self.rescan = rescan
            self.reserve = reserve
            self.timeZone = timeZone
        }

        /// Where nobody can tell whether a file is open for writing, time must.
        var longQuiet: Duration { quiet * 6 }
    }

    public init(
        store: CheckStore, directory: WatchedDirectory, footage: FootageDirectory, settings: Settings, pulse: Pulse,
        logger: Logger
    ) {
        self.store = store
        self.directory = directory
        self.footage = footage
        self.settings = settings
        self.logger = logger
        OpenWriters.expectLeaseBreaks()
        hints = FolderHints(signal: store.signals.incoming)
        if hints == nil { logger.notice("inotify gives no hints: files are found by looking alone") }
        patience = Patience(loop: Self.name, pulse: pulse) { isSilent in
            logger.log(
                level: isSilent ? .error : .notice,
                isSilent ? "the watched folder does not answer" : "the watched folder answers again",
                metadata: ["folder": "\(directory.root)"])
            let alert = Alert(.incomingUnreachable, subject: directory.root, reason: "It does not answer.")
            // What fails here fails for the rest of the daemon too, and is said there.
            _ =
                try? await isSilent
                ? store.raise(alert, now: Date()) : store.clear(kind: alert.kind, subject: alert.subject, now: Date())
        }
    }

    public func loop() -> DueLoop {
        DueLoop(
            name: Self.name, signal: store.signals.incoming, pulse: patience.pulse, allowance: .seconds(180),
            logger: logger
        ) { try await pass(now: $0) }
    }

    func pass(now: Date) async throws -> Date? {
        if let pause = memory.pause() { return now + pause }
        let unfinished = try await store.incoming(states: [.copying])
        if memory.isFirstPass() { try await sweep(keeping: unfinished) }
        for row in unfinished {
            _ = try await alone(row) {
                try await resume(row)
                return nil
            }
        }
        try await lookBack(now: now)
        guard let scan = try await look() else { return now + settings.rescan }
        memory.observe(scan)
        let rows = try await sight(scan, now: now)
        for closed in scan.closed {
            guard let row = rows[closed.path] else { continue }
            try await note(row, .refused, .folderUnreadable(message: closed.reason))
        }
        var wait = settings.rescan
        for file in scan.recordings.sorted(by: { $0.identity.modified < $1.identity.modified }) {
            try Task.checkCancellation()
            // A copy that was left unfinished went on above; where it failed, that is not over with this look.
            guard let row = rows[file.path], row.state != .copying else { continue }
            wait = min(wait, try await alone(row) { try await consider(row, file, scan) } ?? wait)
        }
        memory.keepFailures(of: Set(rows.values.map(\.id) + unfinished.map(\.id)))
        try await alertPeople(now: now)
        return Date() + max(.milliseconds(50), wait)
    }

    /// Works on one file, unless it rests: what goes wrong with it holds up no other.
    private func alone(_ row: IncomingRow, _ work: () async throws -> Duration?) async throws -> Duration? {
        if let rest = memory.restsAfterFailure(row) { return rest }
        do {
            let wait = try await work()
            memory.recovered(row.id)
            return wait
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return failed(row, error as? Fault ?? Fault(.internal, "It cannot be taken in.", cause: error))
        }
    }

    /// One look at the folder; nil when it cannot be read, which is logged once and tried again.
    private func look() async throws -> FolderScan? {
        let started = ContinuousClock.now
        do {
            let scan = try await patience.run { [directory, hints] progress in
                let scan = try FolderScan(directory, patience: progress)
                hints?.watch(directory, scan.folders)
                return scan
            }
            memory.scanned(in: .now - started)
            try await report(scan.isPartial ? "more than \(FolderScan.mostFiles) files: some wait unseen" : nil)
            return scan
        } catch let fault as Fault {
            try await report(fault.message)
            return nil
        }
    }

    /// Brings rows and folder together, and returns the rows of what lies there.
    private func sight(_ scan: FolderScan, now: Date) async throws -> [FolderPath: IncomingRow] {
        var known = try await present()
        var new: [CheckStore.Sighting] = []
        var changed: [(id: ID<Incoming>, now: CheckStore.Sighting)] = []
        var seen: Set<FolderPath> = []
        let found = scan.recordings.map { ($0.path, $0.identity) } + scan.closed.map { ($0.path, $0.identity) }
        for (path, identity) in found {
            seen.insert(path)
            let sighting = CheckStore.Sighting(path: path.data, shown: path.shown, identity: identity)
            guard let row = known[path] else {
                new.append(sighting)
                continue
            }
            if !identity.isUnchanged(since: row.identity), !row.isFolder { changed.append((row.id, sighting)) }
        }
        let isHidden = { (path: FolderPath) in scan.isPartial || scan.closed.contains { path.lies(in: $0.path) } }
        let lost = known.filter { !seen.contains($0.key) && !isHidden($0.key) }.map(\.value)
        // One that is settled was moved just before a crash: then it is found where it went.
        for row in lost { try await putAway(row, scan) }
        let vanished = lost.map(\.id)
        if !new.isEmpty || !changed.isEmpty || !vanished.isEmpty {
            try await store.sight(new: new, changed: changed, vanished: vanished, now: now)
            known = try await present()
        }
        return known
    }

    private func present() async throws -> [FolderPath: IncomingRow] {
        let rows = try await store.presentIncoming()
        return Dictionary(rows.map { (FolderPath($0.path), $0) }, uniquingKeysWith: { $1.isPresent ? $1 : $0 })
    }

    /// Where a file stands, for people to see; said to the log when it is news.
    func note(_ row: IncomingRow, _ state: IncomingState, _ reason: IncomingReason?) async throws {
        guard row.state != state || row.reason != reason else { return }
        try await store.note(row, state, reason)
        guard let reason else { return }
        logger.notice(
            "a file waits",
            metadata: [
                "file": "\(row.shown)", "id": "\(row.id)", "state": "\(state.rawValue)",
                "reason": "\(reason.words(.en))",
            ])
    }
}
