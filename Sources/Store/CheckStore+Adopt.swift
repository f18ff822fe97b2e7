import Domain
import Foundation
import GRDB

extension CheckStore {
    /// A recording as its manifest tells of it.
    public struct Adopted: Sendable {
        public let id: ID<Recording>
        public let checkNo: String
        public let filename: String
        public let kind: String
        public let path: String
        public let original: String
        public let state: RecordingState
        public let size: Int64
        public let sha256: String?
        public let reason: String?
        public let report: String?
        public let manifestSHA256: String?
        public let playable: String?
        public let playableSHA256: String?
        public let madeAt: Date
        public let uploadedAt: Date?
        public let settledAt: Date?

        public init(
            id: ID<Recording>, checkNo: String, filename: String, kind: String, path: String, original: String,
            state: RecordingState, size: Int64, sha256: String?, reason: String?, report: String?,
            manifestSHA256: String?, playable: String?, playableSHA256: String?, madeAt: Date, uploadedAt: Date?,
            settledAt: Date?
        ) {
            self.id = id
            self.checkNo = checkNo
            self.filename = filename
            self.kind = kind
            self.path = path
            self.original = original
            self.state = state
            self.size = size
            self.sha256 = sha256
            self.reason = reason
            self.report = report
            self.manifestSHA256 = manifestSHA256
            self.playable = playable
            self.playableSHA256 = playableSHA256
            self.madeAt = madeAt
            self.uploadedAt = uploadedAt
            self.settledAt = settledAt
        }
    }

    /// Gives footage that lies in the archive its rows, in one transaction, each on record in the audit log.
    /// - Returns: those whose check is not known here; they stay where they are.
    public func adopt(_ found: [Adopted], now: Date) async throws -> [Adopted] {
        guard !found.isEmpty else { return [] }
        return try await database.commits.write { db in
            try found.filter { one in
                let check: ID<Check>? = try db.row("SELECT id FROM \"check\" WHERE check_no = ?", [one.checkNo])
                    .map { try $0.id("id") }
                guard let check else { return true }
                try Self.adopt(db, one, check, now: now)
                return false
            }
        }
    }

    private static func adopt(_ db: Database, _ one: Adopted, _ check: ID<Check>, now: Date) throws {
        try db.run(
            """
            INSERT INTO recording (id, check_id, filename, kind, path, original, state, length, size, sha256, reason, report,
                manifest_sha256, playable, playable_sha256, attempts, due_at, made_at, uploaded_at, settled_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
            """,
            [
                one.id.description, check.description, one.filename, one.kind, one.path, one.original,
                one.state.rawValue, one.size, one.size, one.sha256, one.reason, one.report, one.manifestSHA256,
                one.playable, one.playableSHA256, one.state == .ingesting ? now.millis : nil, one.madeAt.millis,
                one.uploadedAt?.millis, one.settledAt?.millis,
            ])
        try SearchIndex.add(db, recording: one.id, one.filename, of: check)
        try AuditLog.append(
            db,
            AuditEntry(
                kind: "recording.adopted", at: now.wholeMillis, subject: one.id.description,
                facts: [
                    "check": .string(check.description), "sha256": one.sha256.map { .string($0) } ?? .null,
                    "manifest_sha256": one.manifestSHA256.map { .string($0) } ?? .null,
                ]))
    }
}
