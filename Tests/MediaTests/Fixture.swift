import Domain
import Foundation
import MediaJobs
import Recordings

/// The real worker, and samples that the ffmpeg program makes once into `.build/samples`.
enum Fixture {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let samples = root.appending(path: ".build/samples")

    private static let made = Result {
        let script = root.appending(path: "Tests/Support/Samples/make-samples.sh")
        return try run("/bin/sh", [script.path, samples.path])
    }

    /// The path of a sample by its name.
    static func sample(_ name: String) throws -> URL {
        _ = try made.get()
        return samples.appending(path: name)
    }

    static func bytes(of name: String) throws -> Data {
        try Data(contentsOf: sample(name))
    }

    /// `VIDEOCHECK_MEDIA`, or the worker beside the running tests.
    static var worker: WorkerProcess {
        get throws {
            if let path = ProcessInfo.processInfo.environment["VIDEOCHECK_MEDIA"] {
                return WorkerProcess(executable: path)
            }
            let me = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let places = [
                URL(filePath: me).deletingLastPathComponent(), root.appending(path: ".build/debug"),
            ]
            let paths = places.map { $0.appending(path: "videocheck-media").path }
            guard let path = paths.first(where: FileManager.default.isExecutableFile) else {
                throw Fault(.notFound, "videocheck-media is not built; build it or set VIDEOCHECK_MEDIA.")
            }
            return WorkerProcess(executable: path)
        }
    }

    /// Runs a program to its end and answers what it printed.
    @discardableResult
    static func run(_ program: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Fault(.internal, "\(program) \(arguments) exited with \(process.terminationStatus).")
        }
        return printed
    }
}

/// Places for a few workers at a time. The tests run side by side, each job holds a dozen descriptors, and Foundation's
/// `Process.run` reads past a buffer in a process that has some 1,350 of them.
private actor Bench {
    static let shared = Bench()
    private var places = 8
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        guard places == 0 else {
            places -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func free() {
        if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
    }
}

/// A directory for one test's outputs, removed with it.
struct Scratch: ~Copyable {
    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "media-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    func file(_ name: String) -> URL { directory.appending(path: name) }

    func write(_ data: Data, to name: String) throws -> URL {
        try data.write(to: file(name))
        return file(name)
    }

    /// An executable shell script, to stand in for a worker that fails.
    func script(_ body: String) throws -> WorkerProcess {
        let path = try write(Data("#!/bin/sh\n\(body)\n".utf8), to: "worker.sh").path
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return WorkerProcess(executable: path)
    }

    /// Runs one job on a file; the outputs are `playable`, `samples` and `still0`… here.
    func answer(
        _ original: URL, _ worker: WorkerProcess? = nil, _ job: MediaJob = MediaJob()
    ) async throws -> MediaAnswer {
        await Bench.shared.take()
        do {
            let answer = try await answered(original, worker, job)
            await Bench.shared.free()
            return answer
        } catch {
            await Bench.shared.free()
            throw error
        }
    }

    private func answered(_ original: URL, _ worker: WorkerProcess?, _ job: MediaJob) async throws -> MediaAnswer {
        let input = try FileHandle(forReadingFrom: original)
        let outputs = try (["playable", "samples"] + job.stillsAt.indices.map { "still\($0)" }).map { name in
            _ = try write(Data(), to: name)
            return try FileHandle(forUpdating: file(name))
        }
        let descriptors = outputs.map(\.fileDescriptor)
        let answer = try await (worker ?? Fixture.worker).run(
            job, original: input.fileDescriptor, playable: descriptors[0], samples: descriptors[1],
            stills: Array(descriptors.dropFirst(2)))
        for handle in [input] + outputs { try handle.close() }
        return answer
    }

    /// The report on a file that must be taken.
    func report(_ original: URL) async throws -> MediaReport {
        switch try await answer(original) {
        case .report(let report): return report
        case .pictures: throw Fault(.internal, "A report was asked for.")
        case .rejected(let code, let reason): throw Fault(.unsupported, "\(code): \(reason)")
        }
    }

    func size(_ name: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: file(name).path)[.size] as? Int ?? -1
    }
}
