import Foundation
import Synchronization

@testable import Domain

/// A Python child process that serves on loopback. It says "ready PORT" once it listens, and ends when this
/// value goes, or when its input closes because the test process died.
final class Peer: Sendable {
    let port: Int
    private let lines: Lines
    private let input: Pipe
    private let process: ProcessBox

    init(_ script: String, python: String = Python.any, arguments: [String] = []) throws {
        let process = Process()
        let output = Pipe()
        input = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-u", Python.script(script)] + arguments
        process.standardInput = input
        process.standardOutput = output
        try Launch.one { try process.run() }
        self.process = ProcessBox(process: process)
        lines = Lines(output.fileHandleForReading)
        let first = lines.next() ?? ""
        guard first.hasPrefix("ready "), let port = Int(first.dropFirst(6)) else {
            throw Fault(.unavailable, "\(script) did not start: “\(first)”")
        }
        self.port = port
    }

    deinit {
        // SIGKILL: a child of a thread of the cooperative pool inherits that thread's blocked signals.
        if process.process.isRunning { kill(process.process.processIdentifier, SIGKILL) }
    }

    /// The next line that the child prints, waited for off the cooperative pool; nil when none comes in two minutes.
    func line() async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.lines.next()) }
        }
    }

    /// Splits a pipe into lines; blocking.
    private final class Lines: Sendable {
        private let state: Mutex<Data> = Mutex(Data())
        private let descriptor: Int32
        private let handle: FileHandle

        init(_ handle: FileHandle) {
            self.handle = handle
            descriptor = handle.fileDescriptor
        }

        func next() -> String? {
            state.withLock { buffer in
                while true {
                    if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                        let line = String(decoding: buffer[..<end], as: UTF8.self)
                        buffer = Data(buffer[(end + 1)...])
                        return line
                    }
                    // A line that never comes must fail a test, not hold it: nothing else could end this read.
                    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                    guard poll(&wanted, 1, 120_000) > 0 else { return nil }
                    var chunk = [UInt8](repeating: 0, count: 4096)
                    let count = read(descriptor, &chunk, chunk.count)
                    guard count > 0 else { return nil }
                    buffer.append(contentsOf: chunk[..<count])
                }
            }
        }
    }

    /// Foundation's `Process` is only touched again in `deinit`.
    private struct ProcessBox: @unchecked Sendable {
        let process: Process
    }
}

/// Foundation's `Process.run` was seen to read past a buffer when dozens of tests started children at once.
private enum Launch {
    private static let turn = Mutex(())

    static func one(_ run: () throws -> Void) rethrows { try turn.withLock { _ in try run() } }
}

/// Where the interpreters and the scripts are.
enum Python {
    /// An interpreter with the PyPI peers, or nil: VIDEOCHECK_PYTHON, or the virtual environment of `make`.
    static let withPeers: String? = {
        let environment = ProcessInfo.processInfo.environment["VIDEOCHECK_PYTHON"]
        let candidates: [String?] = [environment, root.appending(path: ".build/venv/bin/python").path]
        return candidates.compactMap(\.self).first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// For scripts that need the standard library alone.
    static let any = withPeers ?? "/usr/bin/python3"

    static func script(_ name: String) -> String {
        folder.appending(path: "Peers/\(name)").path
    }

    /// Runs a program to its end; its output and its exit status.
    static func run(
        _ program: String, _ arguments: [String], input: Data = Data()
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        let (toChild, fromChild) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = toChild
        process.standardOutput = fromChild
        process.standardError = fromChild
        // Not `waitUntilExit`, which runs a run loop and can spin on a thread that has none.
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try Launch.one { try process.run() }
        try toChild.fileHandleForWriting.write(contentsOf: input)
        try toChild.fileHandleForWriting.close()
        let output = try fromChild.fileHandleForReading.readToEnd() ?? Data()
        ended.wait()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let root = folder.deletingLastPathComponent().deletingLastPathComponent()
}
