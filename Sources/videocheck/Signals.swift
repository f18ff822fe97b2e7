import Dispatch
import Foundation

/// Lets work end tidily when a person presses Ctrl-C or the system asks.
enum Signals {
    struct Stop: Error {
        let number: Int32
    }

    /// Runs `work`; SIGINT, SIGTERM or SIGHUP cancels it.
    /// - Throws: `Stop` after a signal, once `work` has ended; else what `work` threw.
    static func cancelling<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
        let (caught, continuation) = AsyncStream<Int32>.makeStream()
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
        }
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await number in caught { throw Stop(number: number) }
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let ended { return ended }
            }
            throw CancellationError()
        }
    }
}
