import Foundation
import Synchronization

/// Blocking work on a thread of its own that is waited for only so long: a disk that hangs must not hang the doctor.
enum Bounded {
    /// - Returns: nil when it took longer; the thread is then left behind, and ends with the program.
    static func run<T: Sendable>(
        seconds: Double, _ work: @escaping @Sendable () -> T
    ) async -> T? {
        await withCheckedContinuation { continuation in
            let open = Mutex(true)
            let end: @Sendable (T?) -> Void = { value in
                let first = open.withLock { isOpen in
                    defer { isOpen = false }
                    return isOpen
                }
                if first { continuation.resume(returning: value) }
            }
            Thread.detachNewThread { end(work()) }
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { end(nil) }
        }
    }

    /// A program's exit status and what it printed, standard error included.
    /// - Returns: nil when it could not be started or took longer; it is killed then.
    static func program(_ path: String, _ arguments: [String], seconds: Double) async -> (
        status: Int32, output: String
    )? {
        guard access(path, X_OK) == 0 else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let pid = process.processIdentifier
        let reader = pipe.fileHandleForReading
        let output = await run(seconds: seconds) { String(decoding: reader.readDataToEndOfFile(), as: UTF8.self) }
        guard let output else {
            kill(pid, SIGKILL)
            return nil
        }
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
