import Domain
import Foundation
import Store
import Synchronization

/// Since when files look as they do, on the clock that no one sets. Losing it, as in a restart, costs a wait.
final class FolderMemory: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Look {
        let identity: FileIdentity
        let since: Instant
        /// Before then nothing new is to be found out about it, unless its sidecars change.
        var again: Instant?
        var sidecars: [FileIdentity] = []
        /// Until then there is no use in trying to move it away.
        var stays: Instant?
    }

    /// A file that could not be taken in, as it was then.
    private struct Failure {
        let row: IncomingRow
        var count = 0
        var reason = ""
        var again = Instant.now
    }

    private struct State {
        var looks: [FolderPath: Look] = [:]
        var earliestScan = Instant.now
        var failures: [ID<Incoming>: Failure] = [:]
        var trouble: String??
        var alerts: [Alert]?
        var hasPassed = false
    }

    private let state = Mutex(State())

    /// What the folder shows now; what it no longer shows is forgotten.
    func observe(_ scan: FolderScan, at now: Instant = .now) {
        state.withLock { state in
            var looks: [FolderPath: Look] = [:]
            func note(_ path: FolderPath, _ identity: FileIdentity) {
                if let known = state.looks[path], known.identity == identity {
                    looks[path] = known
                } else {
                    looks[path] = Look(identity: identity, since: now)
                }
            }
            for file in scan.recordings { note(file.path, file.identity) }
            for (path, identity) in scan.sidecars { note(path, identity) }
            state.looks = looks
        }
    }

    /// How long a file has been as it is.
    func age(of path: FolderPath, at now: Instant = .now) -> Duration {
        state.withLock { $0.looks[path].map { now - $0.since } ?? .zero }
    }

    func forget(_ path: FolderPath) { state.withLock { _ = $0.looks.removeValue(forKey: path) } }

    /// There is no use in looking at the file again for a while, as long as it and its sidecars stay as they are.
    func rest(_ path: FolderPath, for time: Duration, sidecars: [FileIdentity], at now: Instant = .now) {
        state.withLock {
            $0.looks[path]?.again = now + time
            $0.looks[path]?.sidecars = sidecars
        }
    }

    /// For how long it still rests; nil when it should be looked at.
    func resting(_ path: FolderPath, sidecars: [FileIdentity], at now: Instant = .now) -> Duration? {
        state.withLock {
            guard let look = $0.looks[path], let again = look.again, again > now, look.sidecars == sidecars else {
                return nil
            }
            return again - now
        }
    }

    /// Work on a file failed: it rests for twice as long each time, ten minutes at most.
    /// - Returns: for how long.
    func failed(_ row: IncomingRow, _ reason: String, at now: Instant = .now) -> Duration {
        state.withLock { state in
            var failure = state.failures[row.id] ?? Failure(row: row)
            let rest: Duration = min(.seconds(600), .seconds(5 << min(failure.count, 7)))
            failure.count += 1
            failure.reason = reason
            failure.again = now + rest
            state.failures[row.id] = failure
            return rest
        }
    }

    /// For how long a file still rests after it failed; nil when it may be tried: at once when it is another now, or a
    /// person has decided.
    func restsAfterFailure(_ row: IncomingRow, at now: Instant = .now) -> Duration? {
        state.withLock { state in
            guard let failure = state.failures[row.id], failure.again > now,
                row.identity.isUnchanged(since: failure.row.identity),
                row.origin != .person || row.check == failure.row.check
            else { return nil }
            return failure.again - now
        }
    }

    /// It went well.
    func recovered(_ id: ID<Incoming>) { state.withLock { _ = $0.failures.removeValue(forKey: id) } }

    /// Failures of files that are no longer among these are forgotten.
    func keepFailures(of ids: Set<ID<Incoming>>) {
        state.withLock { $0.failures = $0.failures.filter { ids.contains($0.key) } }
    }

    /// Files that failed three times or more, and why.
    func failing() -> [(row: IncomingRow, reason: String)] {
        state.withLock { state in
            state.failures.values.filter { $0.count >= 3 }.map { ($0.row, $0.reason) }
                .sorted { "\($0.row.id)" < "\($1.row.id)" }
        }
    }

    /// A settled file could not be moved away, and is left alone for a while.
    func stay(_ path: FolderPath, for time: Duration, at now: Instant = .now) {
        state.withLock { $0.looks[path]?.stays = now + time }
    }

    func isStaying(_ path: FolderPath, at now: Instant = .now) -> Bool {
        state.withLock { ($0.looks[path]?.stays ?? now) > now }
    }

    /// A look took this long: looking takes a fifth of the time at most.
    func scanned(in duration: Duration, at now: Instant = .now) {
        state.withLock { $0.earliestScan = now + max(.milliseconds(200), duration * 4) }
    }

    /// How long to wait before the next look; nil: now.
    func pause(at now: Instant = .now) -> Duration? {
        state.withLock { $0.earliestScan > now ? $0.earliestScan - now : nil }
    }

    func isFirstPass() -> Bool {
        state.withLock { state in
            defer { state.hasPassed = true }
            return !state.hasPassed
        }
    }

    /// Whether what is wrong with the folder as a whole was not said yet.
    func isNews(_ trouble: String?) -> Bool { state.withLock { $0.trouble != .some(trouble) } }

    /// It has been said, and is on record.
    func said(_ trouble: String?) { state.withLock { $0.trouble = .some(trouble) } }

    /// Whether other alerts stood before.
    func isNews(_ alerts: [Alert]) -> Bool { state.withLock { $0.alerts != alerts } }

    /// They are on record.
    func said(_ alerts: [Alert]) { state.withLock { $0.alerts = alerts } }
}
