import Dispatch
import Domain
import Foundation

/// The real `videocheckd`, as a child of this process.
struct DaemonProcess: Sendable {
    private let process: Process
    let log: URL

    /// - Parameter program: path of `videocheckd`.
    init(program: URL, configuration: URL, log: URL) throws {
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw Fault(
                .invalid, "There is no program \(program.path): build videocheckd, or name it by --daemon.")
        }
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        let process = Process()
        process.executableURL = program
        process.arguments = ["--config", configuration.path, "run"]
        // The file written for this run is the whole configuration: nothing leaks in from the environment.
        process.environment = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("VIDEOCHECK_") && $0.key != "NOTIFY_SOCKET"
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        do {
            try Self.withSignalsUnblocked { try process.run() }
        } catch {
            throw Fault(.internal, "Cannot start \(program.path).", cause: error)
        }
        self.process = process
        self.log = log
    }

    /// The threads of the concurrency pool block nearly every signal, and a child inherits the mask of the
    /// thread that starts it: it would never hear SIGTERM.
    private static func withSignalsUnblocked(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    /// - Throws: `unavailable` once the daemon has ended.
    func assertRunning() throws(Fault) {
        guard process.isRunning else {
            throw Fault(.unavailable, "videocheckd ended by itself with status \(process.terminationStatus).")
        }
    }

    /// SIGTERM, and SIGKILL after 20 s. Returns when the process is gone; works in a cancelled task too, for
    /// no way out of a demonstration may leave the child behind.
    /// - Returns: whether it drained and ended with status 0.
    func stop() async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                if process.isRunning { process.terminate() }
                let deadline = ContinuousClock.now + .seconds(20)
                while process.isRunning {
                    if ContinuousClock.now > deadline { kill(process.processIdentifier, SIGKILL) }
                    usleep(20_000)
                }
                continuation.resume(
                    returning: process.terminationReason == .exit && process.terminationStatus == 0)
            }
        }
    }

    /// The last lines of the daemon's log.
    func lastLogLines(_ count: Int = 30) -> String {
        let text = (try? String(decoding: Data(contentsOf: log), as: UTF8.self)) ?? ""
        return text.split(separator: "\n").suffix(count).joined(separator: "\n")
    }
}
