import Dispatch
import Foundation

/// Ends work on SIGINT or SIGTERM.
enum Signals {
    /// Thrown into nothing: it marks that a person or the system asked us to stop.
    struct Stop: Error {}

    /// Runs `work`; a signal cancels it. Returns once `work` has ended.
    /// - Throws: `Stop` after a signal, else what `work` threw.
    static func cancelling(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let (signals, continuation) = AsyncStream<Int32>.makeStream()
        let sources = [SIGINT, SIGTERM].map { number in
            // A handler and not SIG_IGN, which a child would inherit and so never hear its own SIGTERM.
            signal(number) { _ in }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(operation: work)
            group.addTask {
                for await _ in signals { throw Stop() }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// The same for a server that runs until it is stopped: a signal is its proper end.
    static func serving(_ work: @escaping @Sendable () async throws -> Void) async throws {
        do { try await cancelling(work) } catch is Stop {}
    }
}
