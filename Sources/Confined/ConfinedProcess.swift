import CSandbox
import Foundation
import Glibc
import Synchronization

/// One process for one job, which inherits nothing: started, fed, heard within a deadline, always reaped. It gives up by
/// itself what it does not need, first thing; its program does that.
public final class ConfinedProcess: Sendable {
    public enum Outcome: Sendable, Equatable {
        /// It ended, or was ended for answering more than anything that is allowed could come to.
        case answered([UInt8])
        case excessive
        case overdue
        case cancelled
        /// There is no such program, or no process to be had.
        case absent
    }

    private enum State {
        case waiting
        case running(pid_t)
        case over
        case cancelled
    }

    private let program: String
    private let arguments: [String]
    private let state = Mutex(State.waiting)

    /// - Parameters:
    ///   - program: a path.
    ///   - arguments: those after the program's name.
    public init(_ program: String, _ arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }

    /// Kills the process, now or as soon as it starts. The one who runs it reaps it.
    public func cancel() {
        state.withLock {
            if case .running(let pid) = $0 { _ = kill(-pid, SIGKILL) }
            if case .over = $0 { return }
            $0 = .cancelled
        }
    }

    /// Feeds the input to its descriptor 0 and takes its answer from there. Blocks its thread. Call it once.
    /// - Parameter answerBytes: the most that it may answer.
    public func run(feeding input: Data, answerBytes: Int, seconds: Int) -> Outcome {
        guard let process = launch() else { return .absent }
        let wasCancelled = state.withLock {
            if case .cancelled = $0 { return true }
            $0 = .running(process.pid)
            return false
        }
        if wasCancelled { _ = kill(-process.pid, SIGKILL) }
        var talk = ConfinedTalk(process, answerBytes: answerBytes)
        talk.hold(feeding: Array(input), until: ContinuousClock.now + .seconds(seconds))
        finish(process)
        if state.withLock({ if case .cancelled = $0 { true } else { false } }) { return .cancelled }
        return switch talk.outcome {
        case .overdue: .overdue
        case .excessive: .excessive
        case .ended: .answered(talk.answer)
        }
    }

    /// Runs it on a thread of its own; cancelling the task kills the process.
    public func answer(feeding input: Data, answerBytes: Int, seconds: Int) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { [self] in
                    continuation.resume(returning: run(feeding: input, answerBytes: answerBytes, seconds: seconds))
                }
            }
        } onCancel: {
            cancel()
        }
    }

    private func launch() -> vc_process? {
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var process = vc_process()
        return vc_launch_with(program, words, &process) == 0 ? process : nil
    }

    /// Kills what still runs, then reaps. The number is ours until it is reaped, so the mark that it is over comes before.
    private func finish(_ process: vc_process) {
        state.withLock {
            _ = kill(-process.pid, SIGKILL)
            if case .running = $0 { $0 = .over }
        }
        var status: Int32 = 0
        while waitpid(process.pid, &status, 0) < 0, errno == EINTR {}
        for descriptor in [process.socket, process.complaints, process.ending] { _ = close(descriptor) }
    }
}
