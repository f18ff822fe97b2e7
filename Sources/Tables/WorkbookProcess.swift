import CSandbox
import Domain
import Foundation
import Glibc
import Synchronization

/// One confined Python process for one workbook: started, fed, heard within a deadline, always reaped.
final class WorkbookProcess: Sendable {
    private enum State {
        case waiting
        case running(pid_t)
        case over
        case cancelled
    }

    private let python: String
    private let bounds: TableBounds
    private let state = Mutex(State.waiting)
    /// How many run at once: each may take hundreds of megabytes.
    private static let running = Mutex(0)
    private static let most = 2

    init(python: String, bounds: TableBounds) {
        self.python = python
        self.bounds = bounds
    }

    /// Kills the process, now or as soon as it starts. The one who reads reaps it.
    func cancel() {
        state.withLock {
            if case .running(let pid) = $0 { _ = kill(-pid, SIGKILL) }
            if case .over = $0 { return }
            $0 = .cancelled
        }
    }

    /// Blocks its thread until the answer is there. Call it once.
    /// - Throws: `UnreadableTable`, `CancellationError`.
    func read(_ workbook: Data) throws -> Sheet {
        let admitted = Self.running.withLock { count in
            guard count < Self.most else { return false }
            count += 1
            return true
        }
        guard admitted else { throw UnreadableTable.busy }
        defer { Self.running.withLock { $0 -= 1 } }
        let process = try launch()
        let wasCancelled = state.withLock {
            if case .cancelled = $0 { return true }
            $0 = .running(process.pid)
            return false
        }
        if wasCancelled { _ = kill(-process.pid, SIGKILL) }
        var talk = WorkbookTalk(process, answerBytes: bounds.answerBytes)
        talk.hold(feeding: Array(workbook), until: ContinuousClock.now + .seconds(bounds.seconds))
        finish(process)
        let cancelled = state.withLock { if case .cancelled = $0 { true } else { false } }
        if cancelled { throw CancellationError() }
        switch talk.outcome {
        case .overdue: throw UnreadableTable.overdue
        case .excessive: throw UnreadableTable.damaged
        case .ended: return try WorkbookAnswer.sheet(talk.answer, bounds: bounds)
        }
    }

    private func launch() throws -> vc_process {
        let script = String(decoding: PackageResources.read_workbook_py, as: UTF8.self)
        let words = [
            python, "-I", "-B", "-c", script, String(bounds.allRows), String(bounds.columns), String(bounds.characters),
        ]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var process = vc_process()
        guard vc_launch_with(python, arguments, &process) == 0 else { throw UnreadableTable.noReader }
        return process
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
