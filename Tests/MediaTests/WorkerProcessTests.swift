import Domain
import Foundation
import MediaJobs
import Recordings
import Testing

/// However a worker ends, its caller gets a fault that names what happened, and nothing stays behind. The time limit is
/// far below the hour that a worker sleeps here: whoever waits for one meets it.
@Suite(.timeLimit(.minutes(15))) struct WorkerProcessTests {
    @Test(arguments: [
        ("echo out of ideas >&2; exit 1", "exited with code 1. It said: out of ideas"),
        ("exit 0", "without an answer"),
        ("kill -SEGV $$", "signal 11"),
        ("printf 'what is a frame, anyway?' >&0", "garbage"),
        ("printf '\\000\\000\\000\\005hello' >&0", "garbage"),
        ("printf '\\000\\000\\000\\002{}{}' >&0", "garbage"),
        ("printf '\\377\\377\\377\\377' >&0; sleep 3600", "garbage"),
        ("printf '\\000\\000\\001\\000{' >&0", "without an answer"),
    ]) func `a worker that fails is a damaged job`(_ body: String, _ words: String) async throws {
        let fault = try await fault(body)
        #expect(fault.kind == .damaged)
        #expect(fault.message.contains(words), "\(fault)")
    }

    @Test(arguments: [
        "sleep 3600 & sleep 3600", "exec 0<&- 2>&-; sleep 3600", "while :; do echo noise >&2; done",
    ])
    func `a worker that hangs is ended by its wall clock`(_ body: String) async throws {
        let fault = try await fault(body, seconds: 1)
        #expect(fault.kind == .damaged && fault.message.contains("longer than 1 s"), "\(fault)")
    }

    @Test func `an output that cannot be written is not the file's fault`() async throws {
        #expect(try await fault("exit 74").kind == .unavailable)
        let missing = WorkerProcess(executable: "/nonexistent/videocheck-media")
        let scratch = try Scratch()
        let file = try scratch.write(Data("x".utf8), to: "x")
        await #expect { try await scratch.answer(file, missing) } throws: {
            ($0 as? Fault)?.kind == .unavailable
        }
    }

    @Test func `cancelling ends the worker at once`() async throws {
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let scratch = try Scratch()
                    let file = try scratch.write(Data("x".utf8), to: "x")
                    _ = try await scratch.answer(file, scratch.script("sleep 3600"))
                }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    @Test func `the worker inherits nothing but its socket and its standard error`() async throws {
        let fault = try await fault(
            "ls -l /proc/self/fd | tail -n +2 | wc -l >&2; env | sort | tr '\\n' ' ' >&2; exit 1")
        // 0, 1, 2 and the one by which ls reads the directory.
        #expect(fault.message.contains("It said: 4 "), "\(fault)")
        #expect(!fault.message.contains("HOME=") && !fault.message.contains("PATH=/root"), "\(fault)")
    }

    @Test func `the real worker refuses a garbage request`() async throws {
        let scratch = try Scratch()
        let worker = try #require(Mirror(reflecting: Fixture.worker).children.first?.value as? String)
        let wrapped = try scratch.script("printf 'garbage request' | exec \(worker)")
        let file = try scratch.write(Data("x".utf8), to: "x")
        await #expect { try await scratch.answer(file, wrapped) } throws: {
            ($0 as? Fault)?.message.contains("exited with code 65") == true
        }
    }

    @Test func `sixteen workers at once all answer`() async throws {
        let file = try Fixture.sample("moov-first.mp4")
        try await withThrowingTaskGroup(of: MediaReport.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let scratch = try Scratch()
                    return try await scratch.report(file)
                }
            }
            var reports: [MediaReport] = []
            for try await report in group { reports.append(report) }
            #expect(reports.count == 16 && reports.allSatisfy { $0 == reports[0] })
        }
    }

    private func fault(_ body: String, seconds: Int = 300) async throws -> Fault {
        let scratch = try Scratch()
        var limits = MediaJob.Limits()
        limits.wallClockSeconds = seconds
        let file = try scratch.write(Data("x".utf8), to: "x")
        do {
            let answer = try await scratch.answer(file, scratch.script(body), MediaJob(limits: limits))
            throw Fault(.internal, "no fault but \(answer)")
        } catch let fault as Fault {
            return fault
        }
    }
}
