import Domain
import Figures
import Foundation
import Logging
import MediaJobs
import Store

/// From bytes to footage: two readers side by side, a plain digest here and the index inside the worker; then the files
/// beside the original, durable; then the row.
public struct Ingest: Sendable {
    let store: CheckStore
    let directory: FootageDirectory
    let worker: WorkerProcess
    let logger: Logger
    private let tries = 3
    /// By how it ended.
    private let durations: HistogramFamily

    public init(
        store: CheckStore, directory: FootageDirectory, worker: WorkerProcess, logger: Logger,
        metrics: Metrics = Metrics()
    ) {
        self.store = store
        self.directory = directory
        self.worker = worker
        self.logger = logger
        durations = metrics.histogram(
            "videocheck_ingest_duration_seconds", "From the claim of a complete recording to its end, by outcome.",
            labels: ["outcome"], bounds: [0.1, 0.5, 1, 5, 15, 60, 300, 900])
    }

    /// The loop of this target.
    public func loop(pulse: Pulse) -> DueLoop {
        DueLoop(
            name: Self.name, signal: store.signals.recordings, pulse: pulse, allowance: .seconds(300), logger: logger
        ) { try await pass(now: $0) { pulse.beat(Self.name, allowance: $0) } }
    }

    private static let name = "recordings"

    /// Takes in one recording at most: after each the loop shows that it lives, however many wait.
    /// - Parameter beat: told how long the recording that is begun may take.
    func pass(now: Date, beat: (Duration) -> Void) async throws -> Date? {
        for row in try await store.claimRecordings(in: .uploading, limit: 16, now: now, lease: { _ in .seconds(60) }) {
            try await closeIfIdle(row)
        }
        let claimed = try await store.claimRecordings(
            in: .ingesting, limit: 1, now: Date(), lease: { IngestJob.lease($0) })
        guard let row = claimed.first else { return try await store.nextDueRecording() }
        beat(IngestJob.lease(row))
        try await ingest(row)
        return Date()
    }

    /// What is complete goes on, even if the daemon died before it could say so. Once the session is
    /// over, an upload whose length was never declared ends when it has been silent for a while; one with a declared
    /// length is waited for, until its sender or a person ends it (`Uploads.abandon`).
    private func closeIfIdle(_ row: RecordingRow) async throws {
        let path = directory.folder(row.path) + "/" + row.original
        let (size, changed) = try await Offload.run {
            let descriptor = try DurableFile.openFile(path, O_RDWR | O_CREAT)
            defer { close(descriptor) }
            try DurableFile.sync(descriptor, path)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return (try DurableFile.size(descriptor), attributes[.modificationDate] as? Date ?? .distantPast)
        }
        if size == row.length { return try await store.finishUpload(row.id, size: size, now: Date()) }
        guard row.endExpectedAt != nil else { return try await store.postponeRecording(row.id, until: nil) }
        let silent = Date().timeIntervalSince(max(changed, row.endExpectedAt ?? changed))
        if row.length == nil, silent >= row.idleBound / .seconds(1) {
            logger.notice(
                "an upload of undeclared length ended by silence",
                metadata: ["recording": "\(row.id)", "size": "\(size)"])
            try await store.finishUpload(row.id, size: size, now: Date())
        } else {
            try await store.postponeRecording(row.id, until: Date().addingTimeInterval(row.length == nil ? 2 : 60))
        }
    }

    /// Then a worker fails for want of room, and no file is to blame.
    private func diskMayBeFull(_ row: RecordingRow) -> Bool {
        (try? directory.free()).map { $0 < (row.size ?? 0) + 16 << 20 } ?? true
    }

    private func ingest(_ row: RecordingRow) async throws {
        FailPoint.reach("ingest.claimed")
        let metadata: Logger.Metadata = ["recording": "\(row.id)", "check": "\(row.checkNo)"]
        let begun = ContinuousClock.now
        var outcome = "waits"
        defer { durations.observe((.now - begun) / .seconds(1), outcome) }
        do {
            try await Offload.run { [directory] in try directory.demandIdentity() }
            let job = IngestJob(row: row, store: store, folder: directory.folder(row.path), worker: worker)
            if row.isAbandoned, let reason = row.reason {
                try await job.quarantine(reason)
            } else {
                try await job.run()
            }
            outcome = "settled"
            logger.info("ingested", metadata: metadata)
        } catch let fault as Fault where fault.kind == .damaged && !diskMayBeFull(row) {
            logger.error("a worker failed", metadata: metadata.merging(["fault": "\(fault)"]) { $1 })
            outcome = "worker_failed"
            guard row.attempts >= tries else {
                return try await store.postponeRecording(row.id, until: Date().addingTimeInterval(1))
            }
            try await IngestJob(row: row, store: store, folder: directory.folder(row.path), worker: worker)
                .quarantine("The media worker failed on this file \(row.attempts) times: \(fault.message)")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            logger.error("ingest must wait", metadata: metadata.merging(["fault": "\(error)"]) { $1 })
            try await store.postponeRecording(row.id, until: Date().addingTimeInterval(30))
        }
    }
}
