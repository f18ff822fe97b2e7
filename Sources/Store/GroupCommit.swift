import Domain
import GRDB
import Synchronization

/// The one writer. Callers queue; whatever has queued up while the last transaction was on its way to the disk shares
/// the next one, a savepoint each, so that one `fsync` pays for many. Nobody gets an answer before the commit.
///
/// Invariants: at most `bound` jobs wait; a job that throws rolls back its own savepoint only; when the commit itself
/// fails, nothing of the batch happened and every caller is told so.
public final class GroupCommit: Sendable {
    private struct Job: Sendable {
        /// Runs inside its savepoint and says whether to keep it.
        let run: @Sendable (Database) -> Bool
        let settle: @Sendable ((any Error)?) -> Void
    }

    private struct Queue: ~Copyable {
        var jobs: [Job] = []
        var scheduled = false
    }

    private let pool: DatabasePool
    private let counts: StoreCounts
    private let queue = Mutex(Queue())
    private let bound = 1024
    private let batch = 128
    /// Told when the disk refused a commit: after a failed fsync the daemon must end and recover, never retry.
    private let onBrokenStorage: @Sendable (Fault) -> Void

    init(pool: DatabasePool, counts: StoreCounts, onBrokenStorage: @escaping @Sendable (Fault) -> Void) {
        self.pool = pool
        self.counts = counts
        self.onBrokenStorage = onBrokenStorage
    }

    /// Runs `body` in a savepoint of the next transaction and returns what it returned, once that is durable.
    /// - Throws: what `body` throws (and nothing of it stays), or `Fault(.unavailable)` when the queue is full or the
    ///   commit failed.
    public func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let box = Outcome<T>()
            let job = Job(
                run: { db in
                    box.fill {
                        do { return try body(db) } catch { throw self.fault(error) }
                    }
                },
                settle: { error in continuation.resume(with: box.result(unless: error)) })
            enqueue(job) { continuation.resume(throwing: $0) }
        }
    }

    /// As `write`, of a body that may answer and yet leave nothing behind.
    func attempt<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> Attempt<T>) async throws -> T {
        try await write { db in
            switch try body(db) {
            case .kept(let answer): return answer
            case .undone(let answer, let trace):
                try db.run(Savepoint.undo)
                try trace(db)
                return answer
            }
        }
    }

    /// Around each job. GRDB's own would be prepared anew each time.
    private enum Savepoint {
        static let begin = "SAVEPOINT job"
        static let undo = "ROLLBACK TO job"
        static let end = "RELEASE job"
    }

    private func enqueue(_ job: Job, refused: (Fault) -> Void) {
        enum Next { case full, waiting, start }
        let next: Next = queue.withLock { queue in
            guard queue.jobs.count < bound else { return .full }
            queue.jobs.append(job)
            guard !queue.scheduled else { return .waiting }
            queue.scheduled = true
            return .start
        }
        switch next {
        case .full: refused(Fault(.unavailable, "\(bound) writes are waiting already: try again in a moment."))
        case .waiting: break
        case .start: pool.asyncWriteWithoutTransaction { db in self.drain(db) }
        }
    }

    private func drain(_ db: Database) {
        while true {
            let jobs: [Job] = queue.withLock { queue in
                let taken = Array(queue.jobs.prefix(batch))
                queue.jobs.removeFirst(taken.count)
                if taken.isEmpty { queue.scheduled = false }
                return taken
            }
            if jobs.isEmpty { return }
            let begun = ContinuousClock.now
            let error = commit(jobs, db)
            counts.commit(jobs: jobs.count, took: .now - begun)
            for job in jobs { job.settle(error) }
        }
    }

    private func commit(_ jobs: [Job], _ db: Database) -> (any Error)? {
        do {
            try db.inTransaction(.immediate) {
                for job in jobs {
                    try db.run(Savepoint.begin)
                    if !job.run(db) { try db.run(Savepoint.undo) }
                    try db.run(Savepoint.end)
                }
                return .commit
            }
            return nil
        } catch let error as DatabaseError {
            reportIfBroken(error)
            let why = error.resultCode == .SQLITE_FULL ? "its disk is full; free space, then" : "nothing was changed;"
            return Fault(.unavailable, "The database could not commit: \(why) try again.", cause: error)
        } catch {
            return Fault(.unavailable, "The database could not commit: nothing was changed; try again.", cause: error)
        }
    }

    /// A job's own failure, in this program's words; a broken disk is told to whoever can end the daemon.
    private func fault(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        reportIfBroken(error)
        switch error.resultCode {
        case .SQLITE_CONSTRAINT:
            return Fault(.conflict, "The database's rules forbid this: nothing was changed.", cause: error)
        case .SQLITE_FULL:
            return Fault(.unavailable, "The database's disk is full: free space, then try again.", cause: error)
        default: return Fault(.unavailable, "The database could not be written: nothing was changed.", cause: error)
        }
    }

    private func reportIfBroken(_ error: DatabaseError) {
        guard error.resultCode == .SQLITE_IOERR || error.resultCode == .SQLITE_CORRUPT else { return }
        onBrokenStorage(Fault(.internal, "The database could not be written.", cause: error))
    }

    /// Holds what a job returned between its savepoint and the commit; both happen on the writer's queue.
    private final class Outcome<T: Sendable>: Sendable {
        private let value = Mutex<Result<T, any Error>?>(nil)

        func fill(_ body: () throws -> T) -> Bool {
            let result = Result { try body() }
            value.withLock { $0 = result }
            if case .success = result { return true }
            return false
        }

        func result(unless error: (any Error)?) -> Result<T, any Error> {
            value.withLock { held in
                if case .failure(let own)? = held { return .failure(own) }
                if let error { return .failure(error) }
                return held ?? .failure(Fault(.internal, "the write was lost"))
            }
        }
    }
}

/// What a job answers, and whether what it wrote until then stays.
enum Attempt<T> {
    case kept(T)
    /// All of it is taken back; then `trace` alone is written.
    case undone(T, trace: (Database) throws -> Void = { _ in })
}
