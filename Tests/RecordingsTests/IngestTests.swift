import Domain
import Foundation
import Logging
import MediaJobs
import Store
import Testing

@testable import Recordings

/// How long ingest gives a recording, and that a backlog never looks like a loop that hangs.
@Suite struct IngestTests {
    @Test func `the worker's time grows with the original, and the lease covers it`() throws {
        let small = MediaJob.Limits(forOriginalOf: 1 << 20)
        #expect(small.cpuSeconds <= 610 && small.wallClockSeconds <= 610)
        // A day of sound is converted some thirty times as fast as it was spoken.
        let day = MediaJob.Limits(forOriginalOf: 86_400 * 500_000 / 8)
        #expect(day.cpuSeconds > 2 * 86_400 / 30 && day.wallClockSeconds > day.cpuSeconds)
        let largest = MediaJob.Limits(forOriginalOf: Uploads.maximumSize)
        #expect(largest.cpuSeconds <= 600 + 6 * 3600)
        _ = try MediaJob(limits: largest).validated()
        #expect(MediaJob.Limits(forOriginalOf: -1) == MediaJob.Limits())
    }

    @Test func `one pass takes in one recording and says how long it may take`() async throws {
        try await Archive.with { archive in
            for index in 0..<3 { _ = try await archive.uploaded("film \(index)") }
            var logger = Logger(label: "recordings-tests")
            logger.logLevel = .critical
            let ingest = Ingest(
                store: archive.store, directory: archive.footage, worker: WorkerProcess(executable: "/bin/false"),
                logger: logger)
            var beats: [Duration] = []
            let again = try #require(try await ingest.pass(now: Date()) { beats.append($0) })
            #expect(beats.count == 1 && again <= Date())
            let rows = try await archive.store.recordings(check: archive.check)
            #expect(rows.map(\.attempts).sorted() == [0, 0, 1])
            let first = try #require(rows.first)
            #expect(beats == [IngestJob.lease(first)])
            #expect(IngestJob.lease(first) > .seconds(IngestJob.job(first).limits.wallClockSeconds))
        }
    }

    @Test func `what people uploaded goes before what a recorder left`() async throws {
        try await Archive.with { archive in
            try archive.write("left by a recorder", to: "incoming/\(archive.checkNo).mp4")
            _ = try await archive.watcher().pass(now: Date())
            let left = try await archive.row("\(archive.checkNo).mp4")
            let uploaded = try await archive.uploaded("uploaded later")
            let claimed = try await archive.store.claimRecordings(
                in: .ingesting, limit: 2, now: Date(), lease: { _ in .seconds(60) })
            let made = try #require(left.recording)
            #expect(claimed.map(\.id) == [uploaded.id, made])
        }
    }
}
