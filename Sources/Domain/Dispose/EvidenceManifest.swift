import Crypto
import Foundation

/// The list of a sealed check's footage: what a decision rests on, in one digest that anyone can recompute.
public struct EvidenceManifest: Sendable, Equatable, Codable {
    public let schema: String
    public let checkNo: String
    /// Counts from 1; footage added after the seal makes a new revision.
    public let revision: Int
    public let sealedAt: Date
    public let recordings: [Item]
    /// Of the revision before; absent from the first.
    public let predecessorSHA256: String?

    public struct Item: Sendable, Equatable, Codable {
        public let recording: ID<Recording>
        public let state: RecordingState
        /// SHA-256 of the original bytes, lower-case hex.
        public let sha256: String
        /// SHA-256 of the manifest file beside the recording.
        public let manifestSHA256: String

        enum CodingKeys: String, CodingKey {
            case recording, state, sha256
            case manifestSHA256 = "manifest_sha256"
        }
    }

    public init(
        checkNo: String, revision: Int, sealedAt: Date, recordings: [Item], predecessorSHA256: String? = nil
    ) {
        schema = "evidence_manifest/1"
        self.checkNo = checkNo
        self.revision = revision
        self.sealedAt = sealedAt
        self.recordings = recordings
        self.predecessorSHA256 = predecessorSHA256
    }

    /// The exact bytes that are digested and filed.
    public var bytes: Data {
        get throws { try CanonicalJSON.encode(self) }
    }

    enum CodingKeys: String, CodingKey {
        case schema
        case checkNo = "check_no"
        case revision
        case sealedAt = "sealed_at"
        case recordings
        case predecessorSHA256 = "predecessor_sha256"
    }
}

extension Data {
    /// Lower-case hex of the bytes' SHA-256.
    public var sha256Hex: String { Data(SHA256.hash(data: self)).hexadecimal }
}
