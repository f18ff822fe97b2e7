import Domain
import Foundation
import MediaJobs
import Store

/// One recording on its way through ingest. Running it again after a crash gives the same files and the same row.
struct IngestJob: Sendable {
    let row: RecordingRow
    let store: CheckStore
    let folder: String
    let worker: WorkerProcess

    static let keyframesFile = "keyframes.json"
    static let samplesFile = "samples.index"
    static func stillFile(_ slot: Int) -> String { "still-\(slot + 1).jpg" }

    static func job(_ row: RecordingRow) -> MediaJob {
        MediaJob(limits: MediaJob.Limits(forOriginalOf: row.size ?? 0))
    }

    /// How long a run may take: the worker's time, and as much again for digesting and syncing what it wrote.
    static func lease(_ row: RecordingRow) -> Duration { .seconds(1200 + 2 * job(row).limits.wallClockSeconds) }

    func run() async throws {
        try await read { answer, digest, files in
            FailPoint.reach("ingest.indexed")
            if let known = row.sha256, known != digest.sha256 {
                return try await quarantine(
                    "The bytes on disk are not those that were copied here, whose digest is \(known).", digest: digest)
            }
            switch answer {
            case .report(let report): try await file(report, digest, files)
            case .rejected(_, let reason): try await quarantine(reason, digest: digest)
            case .pictures: throw Fault(.damaged, "The media worker answered what was not asked.")
            }
        }
    }

    /// Makes the files again that are derived from an original whose row is right, as they were.
    /// - Throws: `Fault(.damaged)` when the original is no longer what it was, or the same does not come of it.
    func remake() async throws {
        let row = row
        let folder = folder
        try await read { answer, digest, files in
            guard digest.sha256 == row.sha256, case .report(let report) = answer else {
                Files.dropParts(in: folder)
                throw Fault(.damaged, "its original is not what was taken in: restore it from a backup")
            }
            try await Offload.run {
                let playable = try files.keep(report, original: (row.original, digest.sha256))
                try DurableFile.write(
                    CanonicalJSON.encode(report.keyframes), to: "\(folder)/\(Self.keyframesFile)")
                guard playable?.file == row.playable, playable?.sha256 == row.playableSHA256 else {
                    throw Fault(.damaged, "what is played was made again and is not what it was: run fsck")
                }
            }
        }
    }

    /// Two readers side by side: the plain digest here, the index inside the worker.
    private func read(_ body: (MediaAnswer, Digest, Files) async throws -> Void) async throws {
        let job = Self.job(row)
        let files = try await Offload.run { [folder, original] in
            try Files(folder: folder, original: original, job: job)
        }
        defer { files.close() }
        async let digest = Offload.run { try Digest.of(files.original) }
        let answer = try await worker.run(
            job, original: files.original, playable: files.playable, samples: files.samples, stills: files.stills)
        try await body(answer, digest, files)
    }

    private var original: String { folder + "/" + row.original }

    private func file(_ report: MediaReport, _ digest: Digest, _ files: Files) async throws {
        let row = row
        let folder = folder
        let now = Date()
        let found = try await Offload.run {
            let playable = try files.keep(report, original: (row.original, digest.sha256))
            try DurableFile.write(
                CanonicalJSON.encode(report.keyframes), to: "\(folder)/\(Self.keyframesFile)")
            var summary = report
            summary.keyframes = []
            let manifest = Manifest(
                row, size: row.size ?? 0, digest: digest, state: .ready, reason: nil, report: summary,
                playable: playable, now: now)
            return CheckStore.Ingested(
                sha256: digest.sha256,
                report: String(decoding: try CanonicalJSON.encode(Summary(report)), as: UTF8.self),
                manifestSHA256: try manifest.write(in: folder), playable: playable?.file,
                playableSHA256: playable?.sha256)
        }
        FailPoint.reach("ingest.filed")
        try await store.settle(row.id, ready: found, now: now)
    }

    /// The original stays where it is, digested and on record; it is not shown as footage.
    func quarantine(_ reason: String, digest known: Digest? = nil) async throws {
        let row = row
        let folder = folder
        let original = original
        let now = Date()
        let (digest, manifest) = try await Offload.run {
            let digest = try known ?? Digest.of(file: original)
            Files.dropParts(in: folder)
            let manifest = Manifest(
                row, size: row.size ?? 0, digest: digest, state: .quarantined, reason: reason, report: nil,
                playable: nil, now: now)
            return (digest, try manifest.write(in: folder))
        }
        try await store.quarantine(row.id, because: reason, sha256: digest.sha256, manifestSHA256: manifest, now: now)
    }

    /// What the row keeps of a report: everything but the list of keyframes, which has its own file, and their count.
    struct Summary: Codable, Sendable {
        let report: MediaReport
        let keyframeCount: Int

        init(_ full: MediaReport) {
            var report = full
            report.keyframes = []
            self.report = report
            keyframeCount = full.keyframes.count
        }

        enum CodingKeys: String, CodingKey {
            case report
            case keyframeCount = "keyframe_count"
        }
    }
}

/// The descriptors of one job: the original, read-only, and outputs under temporary names until they are kept.
private struct Files: Sendable {
    let original: Int32
    let playable: Int32
    let samples: Int32
    let stills: [Int32]
    private let folder: String
    private static let playablePart = "playable.part"
    private static let samplesPart = "samples.part"
    private static func stillPart(_ slot: Int) -> String { "still-\(slot + 1).part" }

    init(folder: String, original: String, job: MediaJob) throws {
        self.folder = folder
        self.original = try DurableFile.openFile(original, O_RDONLY)
        let fresh = O_RDWR | O_CREAT | O_TRUNC
        playable = try DurableFile.openFile("\(folder)/\(Self.playablePart)", fresh)
        samples = try DurableFile.openFile("\(folder)/\(Self.samplesPart)", fresh)
        stills = try job.stillsAt.indices.map {
            try DurableFile.openFile("\(folder)/\(Self.stillPart($0))", fresh)
        }
    }

    func close() {
        for descriptor in [original, playable, samples] + stills { Glibc.close(descriptor) }
    }

    /// Syncs and names what the worker wrote; drops the rest.
    /// - Returns: what a browser plays and its digest; nil when nothing can.
    func keep(_ report: MediaReport, original: (file: String, sha256: String)) throws -> (file: String, sha256: String)?
    {
        for still in report.stills {
            try DurableFile.sync(stills[still.slot], folder)
            try DurableFile.move(
                "\(folder)/\(Self.stillPart(still.slot))", to: "\(folder)/\(IngestJob.stillFile(still.slot))")
        }
        defer { Self.dropParts(in: folder) }
        if report.samplesOf != nil { try keepSamples(report) }
        switch report.playback {
        case .original: return original
        case .virtual:
            let table = try SampleTableFile("\(folder)/\(IngestJob.samplesFile)")
            return (VirtualHead.file, try VirtualHead.write(table, in: folder))
        case .none: return nil
        case .remuxed, .remuxedSoundConverted:
            let name = report.playableType == "video/webm" ? "playable.webm" : "playable.mp4"
            try DurableFile.sync(playable, folder)
            let sha256 = try Digest.sha256(of: playable)
            try DurableFile.move("\(folder)/\(Self.playablePart)", to: "\(folder)/\(name)")
            return (name, sha256)
        }
    }

    /// The worker's table, once it has been read to its end: it is as hostile as the rest of its answer.
    private func keepSamples(_ report: MediaReport) throws {
        try DurableFile.sync(samples, folder)
        let part = "\(folder)/\(Self.samplesPart)"
        let table = try SampleTableFile(part)
        try table.verify()
        let told = try DurableFile.size(report.samplesOf == .original ? original : playable)
        guard table.table.fileSize == told, table.table.tracks.contains(where: { $0.kind == .video }) else {
            throw Fault(.damaged, "The media worker's sample table is of another file.")
        }
        try DurableFile.move(part, to: "\(folder)/\(IngestJob.samplesFile)")
    }

    static func dropParts(in folder: String) {
        unlink("\(folder)/\(playablePart)")
        unlink("\(folder)/\(samplesPart)")
        for slot in 0..<MediaJob.maxStills { unlink("\(folder)/\(stillPart(slot))") }
    }
}
