import Domain
import Foundation
import MediaJobs
import Store
import Synchronization

/// Footage for those who look at it: which file answers which question.
public struct Footage: Sendable {
    let store: CheckStore
    let directory: FootageDirectory
    /// Takes pictures; without one, there are only those that ingest took.
    let desk: PictureDesk?
    let heads = HeadCache()
    private let reports = ReportCache()

    public init(store: CheckStore, directory: FootageDirectory, desk: PictureDesk? = nil) {
        self.store = store
        self.directory = directory
        self.desk = desk
    }

    /// What to serve: a file as it is, or pieces that together are one.
    public struct File: Sendable {
        public let pieces: [Piece]
        public let mediaType: String
        /// The strong entity tag: the SHA-256 of a file's bytes in lower-case hex; of what is put together, `v-` and the
        /// digest of what determines its bytes, which no client may take for that of the bytes.
        public let tag: String
        /// What to call a download.
        public let name: String
    }

    public enum Piece: Sendable {
        case bytes([UInt8])
        /// A whole file.
        case file(String)
        case part(of: String, Range<Int64>)
    }

    /// A recording with what the worker found.
    public struct Described: Sendable {
        public let row: RecordingRow
        public let report: MediaReport?
        public let keyframeCount: Int?
    }

    public func describe(_ row: RecordingRow) throws -> Described {
        guard let text = row.report else { return Described(row: row, report: nil, keyframeCount: nil) }
        do {
            let summary = try reports.summary(row.manifestSHA256) {
                try CanonicalJSON.decode(IngestJob.Summary.self, from: Data(text.utf8))
            }
            return Described(row: row, report: summary.report, keyframeCount: summary.keyframeCount)
        } catch {
            throw Fault(.damaged, "The report of \(row.id) cannot be read: run videocheckd fsck.", cause: error)
        }
    }

    /// The original bytes.
    /// - Throws: `Fault(.conflict)` until they are all here and hashed.
    public func original(_ id: ID<Recording>) async throws -> File {
        let row = try await store.recording(id)
        guard let sha256 = row.sha256 else {
            throw Fault(.conflict, "\(id) is \(row.state.rawValue): its original can be had once it is ready.")
        }
        let type = try describe(row).report.map { Self.mediaType($0, row.original) } ?? "application/octet-stream"
        return File(
            pieces: [.file(path(row, row.original))], mediaType: type, tag: sha256, name: row.filename)
    }

    func path(_ row: RecordingRow, _ file: String) -> String { "\(directory.folder(row.path))/\(file)" }

    /// What a browser plays: the original, its bytes behind a head of ours, or its one remuxed copy.
    /// - Throws: `Fault(.unsupported)` when no browser plays it.
    public func playable(_ id: ID<Recording>) async throws -> File {
        let row = try await ready(id)
        guard let file = row.playable, let sha256 = row.playableSHA256 else {
            let why = try describe(row).report?.playbackSentence
            throw Fault(
                .unsupported, why ?? "No browser plays this recording: look at its stills, or download the original.")
        }
        let type = try describe(row).report?.playableType ?? "video/mp4"
        let isVirtual = file == VirtualHead.file
        if isVirtual, access(path(row, file), R_OK) != 0, let desk {
            try await desk.remake(row, store: store, folder: directory.folder(row.path))
        }
        return File(
            pieces: isVirtual ? [.file(path(row, file)), .file(path(row, row.original))] : [.file(path(row, file))],
            mediaType: type,
            tag: isVirtual ? "v-" + Data((sha256 + (row.sha256 ?? "")).utf8).sha256Hex : sha256,
            name: type == "video/webm" ? "\(id).webm" : "\(id).mp4")
    }

    /// Times of the first video stream's keyframes, seconds from the start.
    public func keyframes(_ id: ID<Recording>) async throws -> [Double] {
        let row = try await ready(id)
        let bytes = try await read(directory.folder(row.path) + "/" + IngestJob.keyframesFile)
        return try CanonicalJSON.decode([Double].self, from: bytes)
    }

    func ready(_ id: ID<Recording>) async throws -> RecordingRow {
        let row = try await store.recording(id)
        switch row.state {
        case .ready: return row
        case .quarantined: throw Fault(.conflict, "\(id) is quarantined: \(row.reason ?? "its file cannot be read").")
        case .uploading, .ingesting:
            throw Fault(.conflict, "\(id) is \(row.state.rawValue): ask again once it is ready.")
        }
    }

    func read(_ path: String) async throws -> Data {
        do {
            return try await Offload.run { try Data(contentsOf: URL(fileURLWithPath: path)) }
        } catch {
            throw Fault(.damaged, "A file beside the recording is missing: run videocheckd fsck.", cause: error)
        }
    }

    private static func mediaType(_ report: MediaReport, _ file: String) -> String {
        switch report.container {
        case "mpegts": "video/mp2t"
        case "mpeg": "video/mpeg"
        case "avi": "video/x-msvideo"
        case "flv": "video/x-flv"
        case "ogg": "video/ogg"
        case "matroska,webm":
            report.playback == .original || file.hasSuffix(".webm") ? "video/webm" : "video/x-matroska"
        default: report.majorBrand == "qt  " ? "video/quicktime" : "video/mp4"
        }
    }
}

/// Reports that were decoded, by their manifest's digest: a player asks for the same recording's bytes hundreds of times.
private final class ReportCache: Sendable {
    private static let most = 128
    private let held = Mutex<[String: IngestJob.Summary]>([:])

    func summary(_ key: String?, _ make: () throws -> IngestJob.Summary) rethrows -> IngestJob.Summary {
        guard let key else { return try make() }
        if let known = held.withLock({ $0[key] }) { return known }
        let fresh = try make()
        held.withLock { held in
            if held.count >= Self.most { held.removeAll() }
            held[key] = fresh
        }
        return fresh
    }
}
