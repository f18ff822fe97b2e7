import Domain
import Foundation
import Logging
import Store
import Synchronization

/// Waits for work on a file system that may hang, as a network mount does when its server is gone. The loop stays
/// alive and says so; shutting down does not wait for a thread that the kernel holds.
struct Patience: Sendable {
    let loop: String
    let pulse: Pulse
    /// Told once when nothing has moved for `limit`, and once when it moves again.
    let onSilence: @Sendable (_ isSilent: Bool) async -> Void
    private let limit: Duration = .seconds(60)

    /// How the work says that it goes on, and hears that it should not.
    final class Progress: Sendable {
        private let state = Mutex((last: ContinuousClock.now, isCancelled: false))

        /// - Throws: `CancellationError` once the daemon stops.
        func step() throws {
            let isCancelled = state.withLock {
                $0.last = .now
                return $0.isCancelled
            }
            if isCancelled { throw CancellationError() }
        }

        fileprivate func cancel() { state.withLock { $0.isCancelled = true } }

        fileprivate var silence: Duration { state.withLock { .now - $0.last } }
    }

    /// Runs blocking work off the cooperative pool.
    func run<T: Sendable>(_ work: @escaping @Sendable (Progress) throws -> T) async throws -> T {
        let progress = Progress()
        let answer = Answer<T>()
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask {
                try await withTaskCancellationHandler {
                    try await withCheckedThrowingContinuation { continuation in
                        answer.expect(continuation)
                        Offload.start { answer.give(Result { try work(progress) }) }
                    }
                } onCancel: {
                    progress.cancel()
                    answer.give(.failure(CancellationError()))
                }
            }
            group.addTask {
                await watch(progress)
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private func watch(_ progress: Progress) async {
        var wasSilent = false
        while !Task.isCancelled {
            pulse.beat(loop, allowance: .seconds(180))
            let isSilent = progress.silence > limit
            if isSilent != wasSilent { await onSilence(isSilent) }
            wasSilent = isSilent
            try? await Task.sleep(for: .seconds(5))
        }
        if wasSilent { await onSilence(false) }
    }

    /// One answer, whoever gives it first.
    private final class Answer<T: Sendable>: Sendable {
        private enum State {
            case open
            case expected(CheckedContinuation<T?, any Error>)
            case given(Result<T?, any Error>)
            case over
        }
        private let state = Mutex(State.open)

        func expect(_ continuation: CheckedContinuation<T?, any Error>) {
            let given: Result<T?, any Error>? = state.withLock {
                if case .given(let result) = $0 {
                    $0 = .over
                    return result
                }
                $0 = .expected(continuation)
                return nil
            }
            if let given { continuation.resume(with: given) }
        }

        func give(_ result: Result<T, any Error>) {
            let result = result.map { Optional($0) }
            let waiting: CheckedContinuation<T?, any Error>? = state.withLock {
                switch $0 {
                case .open: $0 = .given(result)
                case .expected(let continuation):
                    $0 = .over
                    return continuation
                case .given, .over: break
                }
                return nil
            }
            waiting?.resume(with: result)
        }
    }
}
