import Domain
import Foundation
import GRDB

extension CheckStore {
    /// What ingest found out about a recording, once its files are durable.
    public struct Ingested: Sendable {
        public let sha256: String
        /// The worker's report as JSON, without keyframes.
        public let report: String
        public let manifestSHA256: String
        public let playable: String?
        public let playableSHA256: String?
        public init(
            sha256: String, report: String, manifestSHA256: String, playable: String?, playableSHA256: String?
        ) {
            self.sha256 = sha256
            self.report = report
            self.manifestSHA256 = manifestSHA256
            self.playable = playable
            self.playableSHA256 = playableSHA256
        }
    }

    public func settle(_ id: ID<Recording>, ready found: Ingested, now: Date) async throws {
        try await database.commits.write { db in
            try db.run(
                """
                UPDATE recording SET state = 'ready', sha256 = ?, report = ?, manifest_sha256 = ?, playable = ?,
                    playable_sha256 = ?, due_at = NULL, settled_at = ? WHERE id = ? AND state = 'ingesting'
                """,
                [
                    found.sha256, found.report, found.manifestSHA256, found.playable, found.playableSHA256, now.millis,
                    id.description,
                ])
            guard db.changesCount == 1 else { return }
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "recording.ready", at: now.wholeMillis, subject: id.description,
                    facts: ["sha256": .string(found.sha256), "manifest_sha256": .string(found.manifestSHA256)]))
        }
    }

    /// The bytes stay where they are; nobody is shown them as footage.
    public func quarantine(
        _ id: ID<Recording>, because reason: String, sha256: String?, manifestSHA256: String?, now: Date
    ) async throws {
        try await database.commits.write { db in
            try db.run(
                """
                UPDATE recording SET state = 'quarantined', reason = ?, sha256 = ?, manifest_sha256 = ?, due_at = NULL,
                    settled_at = ? WHERE id = ? AND state = 'ingesting'
                """, [reason, sha256, manifestSHA256, now.millis, id.description])
            guard db.changesCount == 1 else { return }
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "recording.quarantined", at: now.wholeMillis, subject: id.description,
                    facts: ["sha256": sha256.map { .string($0) } ?? .null]))
        }
        signals.watch.wake()
    }

    /// Something is wrong that a person must see, but nothing changes: it goes on record.
    public func alarm(_ kind: String, about subject: String, now: Date) async throws {
        _ = try await database.commits.write { db in
            try AuditLog.append(db, AuditEntry(kind: "alarm." + kind, at: now.wholeMillis, subject: subject))
        }
    }

    /// Which footage directory belongs to this database; written once.
    /// - Returns: the identity on record before this call, nil when there was none.
    public func footageIdentity(orSet identity: String) async throws -> String? {
        try await database.commits.write { db in
            let known = try db.text("SELECT value FROM fact WHERE name = 'footage_directory'")
            if known == nil {
                try db.run("INSERT INTO fact (name, value) VALUES ('footage_directory', ?)", [identity])
            }
            return known
        }
    }
}
