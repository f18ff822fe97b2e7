import CMachine
import Domain
import Foundation
import MediaJobs
import Store

/// `recording_manifest/1`, beside every original: what the row says, so that rows can be rebuilt from the footage alone.
struct Manifest: Codable, Sendable {
    static let fileName = "manifest.json"

    let schema: String
    let recording: ID<Recording>
    let check: ID<Check>
    let checkNo: String
    /// Counts from 1.
    let revision: Int
    let filename: String
    let kind: String
    let original: String
    let size: Int64
    let sha256: String
    let announcedAt: Date
    let uploadedAt: Date?
    let ingestedAt: Date
    /// `ready` or `quarantined`.
    let state: RecordingState
    let reason: String?
    /// Without keyframes, which have a file of their own.
    let report: MediaReport?
    let playable: String?
    let playableSHA256: String?
    /// Checksums of the original's segments: where it is damaged, should its digest ever say that it is.
    let segments: Digest.Segments?
    /// What the system clock was worth when this was written.
    let clock: Clock?

    struct Clock: Codable, Sendable {
        let synchronised: Bool
        /// Microseconds by which its time source wanted it moved.
        let offsetUs: Int64

        enum CodingKeys: String, CodingKey {
            case synchronised
            case offsetUs = "offset_us"
        }

        static var now: Clock {
            let clock = vc_clock_read()
            return Clock(synchronised: clock.synchronised, offsetUs: clock.offset_us)
        }
    }

    enum CodingKeys: String, CodingKey {
        case schema, recording, check, revision, filename, kind, original, size, sha256, state, reason, report,
            playable, segments, clock
        case checkNo = "check_no"
        case announcedAt = "announced_at"
        case uploadedAt = "uploaded_at"
        case ingestedAt = "ingested_at"
        case playableSHA256 = "playable_sha256"
    }

    init(
        _ row: RecordingRow, size: Int64, digest: Digest, state: RecordingState, reason: String?,
        report: MediaReport?, playable: (file: String, sha256: String)?, now: Date
    ) {
        schema = "recording_manifest/1"
        recording = row.id
        check = row.check
        checkNo = row.checkNo
        revision = 1
        filename = row.filename
        kind = row.kind
        original = row.original
        self.size = size
        sha256 = digest.sha256
        segments = digest.segments
        clock = .now
        announcedAt = row.madeAt
        uploadedAt = row.uploadedAt
        ingestedAt = now
        self.state = state
        self.reason = reason
        self.report = report
        self.playable = playable?.file
        playableSHA256 = playable?.sha256
    }

    /// Writes the file durably and returns its SHA-256.
    func write(in folder: String) throws -> String {
        let bytes = try CanonicalJSON.encode(self)
        try DurableFile.write(bytes, to: "\(folder)/\(Self.fileName)")
        return bytes.sha256Hex
    }
}
