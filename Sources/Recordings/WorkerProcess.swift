import Domain
import Foundation
import MediaJobs

/// One `videocheck-media` process per job: started, asked, heard within a deadline, always reaped.
///
/// The daemon never parses media. It passes descriptors and reads one bounded answer, which it believes
/// only after `MediaAnswer.validated(for:)`. However the worker ends, only its job is lost.
public struct WorkerProcess: Sendable {
    let executable: String

    /// - Parameter executable: the path of `videocheck-media`.
    public init(executable: String) {
        self.executable = executable
    }

    /// Runs one job to its end. Cancelling the task kills the worker.
    ///
    /// - Parameters:
    ///   - original: readable; its offset does not move.
    ///   - playable: open for reading **and** writing, empty. It holds bytes afterwards only when
    ///     the playback is a copy.
    ///   - samples: writable and empty. It holds a `SampleTable` afterwards when the report's `samplesOf` says of what.
    ///   - stills: writable and empty, one for each of `job.stillsAt`; a still's `slot` says which it is.
    ///     Without a still in the report, its file stays empty.
    /// - Returns: an answer within the job's bounds; a rejection is an answer.
    /// - Throws: `Fault(.damaged)` when the worker died, hung or answered garbage: worth up to three
    ///   tries, then the file is at fault. `Fault(.unavailable)` when it could not be started, or an output
    ///   could not be written.
    ///   `CancellationError` when the task was cancelled. `Fault(.invalid)` for a job that no worker takes.
    public func run(
        _ job: MediaJob, original: Int32, playable: Int32, samples: Int32, stills: [Int32]
    ) async throws -> MediaAnswer {
        guard stills.count == job.stillsAt.count else {
            throw Fault(
                .invalid,
                "A job of \(job.stillsAt.count) stills came with \(stills.count) descriptors for them.")
        }
        return try await hold(job, [original, playable, samples] + stills)
    }

    /// Takes pictures of a few samples.
    ///
    /// - Parameters:
    ///   - source: readable: the file that the samples lie in.
    ///   - head: readable: what stands before them.
    ///   - picture: writable and empty; holds a JPEG afterwards.
    /// - Throws: as `run`.
    public func take(
        _ job: MediaJob, source: Int32, head: Int32, picture: Int32
    ) async throws -> MediaAnswer {
        try await hold(job, [source, head, picture])
    }

    private func hold(_ job: MediaJob, _ descriptors: [Int32]) async throws -> MediaAnswer {
        let request: [UInt8]
        do {
            request = try Frame.encode(job.validated())
        } catch {
            throw Fault(.invalid, error.description)
        }
        let conversation = WorkerConversation(
            executable: executable, job: job, request: request, descriptors: descriptors)
        // A thread of its own: the wait below blocks neither the cooperative pool nor another job's, and
        // the worker, which dies with the thread that started it, lives as long as its job. Dispatch would
        // bound the threads.
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread { continuation.resume(with: Result { try conversation.hold() }) }
            }
        } onCancel: {
            conversation.cancel()
        }
    }
}
