import CSandbox
import Domain
import Glibc
import MediaJobs
import Synchronization

/// The blocking talk with one worker. `hold` runs once, on its own thread; `cancel` may come from any other.
final class WorkerConversation: Sendable {
    private enum State {
        case waiting
        case running(pid_t)
        case over
        case cancelled
    }

    private let executable: String
    private let job: MediaJob
    private let request: [UInt8]
    private let descriptors: [Int32]
    private let state = Mutex(State.waiting)

    init(executable: String, job: MediaJob, request: [UInt8], descriptors: [Int32]) {
        self.executable = executable
        self.job = job
        self.request = request
        self.descriptors = descriptors
    }

    /// Kills the worker, now or as soon as it starts. The one who holds the conversation reaps it.
    func cancel() {
        state.withLock {
            if case .running(let pid) = $0 { WorkerLaunch.kill(pid) }
            if case .over = $0 { return }
            $0 = .cancelled
        }
    }

    func hold() throws -> MediaAnswer {
        let deadline = Deadline(seconds: job.limits.wallClockSeconds)
        guard !isCancelled else { throw CancellationError() }
        let worker = try WorkerLaunch(executable: executable)
        let wasCancelled = state.withLock {
            if case .cancelled = $0 { return true }
            $0 = .running(worker.pid)
            return false
        }
        if wasCancelled { WorkerLaunch.kill(worker.pid) }
        var socket = WorkerSocket(worker)
        socket.send(request, descriptors)
        socket.listen(until: deadline)
        // The end of its answer is not the end of the process: one that lingers is killed too.
        let end = finish(worker)
        if isCancelled { throw CancellationError() }
        return try judge(socket, end)
    }

    private var isCancelled: Bool {
        state.withLock { if case .cancelled = $0 { true } else { false } }
    }

    /// Kills what still runs, then reaps. The number of a process is ours until it is reaped, so the kill
    /// and the mark that it is over come before.
    private func finish(_ worker: borrowing WorkerLaunch) -> WorkerLaunch.End {
        state.withLock {
            WorkerLaunch.kill(worker.pid)
            if case .running = $0 { $0 = .over }
        }
        return worker.reap()
    }

    private func judge(_ socket: borrowing WorkerSocket, _ end: WorkerLaunch.End) throws -> MediaAnswer {
        let heard = socket.complaint.isEmpty ? "" : " It said: \(socket.complaint)"
        switch socket.outcome {
        case .overdue:
            throw Fault(
                .damaged,
                "The media worker took longer than \(job.limits.wallClockSeconds) s and was ended.\(heard)")
        case .garbage(let why):
            throw Fault(.damaged, "The media worker's answer is garbage: \(why)\(heard)")
        case .ended, .answered:
            break
        }
        switch end {
        case .signal(let number):
            throw Fault(
                .damaged, "The media worker was ended by signal \(number) (\(Self.name(number))).\(heard)")
        case .exit(74):
            throw Fault(
                .unavailable, "The media worker could not write its output; look at the disk.\(heard)")
        case .exit(let code) where code != 0:
            throw Fault(.damaged, "The media worker exited with code \(code).\(heard)")
        case .exit:
            break
        }
        guard case .answered(let body) = socket.outcome else {
            throw Fault(.damaged, "The media worker ended without an answer.\(heard)")
        }
        do {
            return try Frame.decodeAnswer(body).validated(for: job)
        } catch {
            throw Fault(.damaged, "The media worker's answer is garbage: \(error.description)")
        }
    }

    private static func name(_ signal: Int32) -> String {
        strsignal(signal).map { String(cString: $0) } ?? "unknown"
    }
}

/// A point in time on the clock that no one sets.
struct Deadline {
    private let instant: ContinuousClock.Instant

    init(seconds: Int) {
        instant = ContinuousClock.now + .seconds(seconds)
    }

    /// Milliseconds for `poll`, rounded up; 0 when it has passed.
    var milliseconds: Int32 {
        let left = ContinuousClock.now.duration(to: instant)
        guard left > .zero else { return 0 }
        return Int32(
            clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
        )
    }
}
