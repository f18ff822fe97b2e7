import Domain
import Foundation
import GRDB

/// One recording's row. Files are the business of `Recordings`; the row says what is true of them.
public struct RecordingRow: Sendable {
    public let id: ID<Recording>
    public let check: ID<Check>
    public let checkNo: String
    public let filename: String
    public let kind: String
    /// Of its folder, relative to the footage directory.
    public let path: String
    /// File name of the original in that folder.
    public let original: String
    public let state: RecordingState
    public let length: Int64?
    public let endExpectedAt: Date?
    public let size: Int64?
    public let sha256: String?
    public let reason: String?
    /// The worker's report as JSON, without keyframes.
    public let report: String?
    public let manifestSHA256: String?
    public let playable: String?
    public let playableSHA256: String?
    public let attempts: Int
    public let madeAt: Date
    public let uploadedAt: Date?
    /// When the original was last read again, and what was wrong with it then, in words.
    public let verifiedAt: Date?
    public let damage: String?

    /// How long it may be silent before it counts as ended, where its length was never declared.
    public var idleBound: Duration {
        endExpectedAt == madeAt ? RecordingTable.idleAfterEnd : RecordingTable.idle
    }

    /// Whether its upload was ended before its end: no length was ever reached. Of a complete one both are the same.
    public var isAbandoned: Bool { state != .uploading && reason != nil && length != size }

    /// What stands on record of an upload that was ended early.
    static func abandonment(size: Int64, length: Int64?, by name: String, note: String?) -> String {
        let all = length.map { "\($0)" } ?? "an undeclared number of"
        let why = note.map { ": \($0)" } ?? ""
        return "Abandoned: \(size) of \(all) bytes had arrived when \(name) ended the upload\(why)."
    }
}

enum RecordingTable {
    static let select = """
        SELECT r.*, c.check_no FROM recording AS r JOIN "check" AS c ON c.id = r.check_id
        """

    static func row(_ row: Row) throws -> RecordingRow {
        RecordingRow(
            id: try row.id("id"), check: try row.id("check_id"), checkNo: try row.need("check_no"),
            filename: try row.need("filename"), kind: try row.need("kind"), path: try row.need("path"),
            original: try row.need("original"), state: try row.choice("state"), length: row["length"],
            endExpectedAt: row.dateIfAny("end_expected_at"), size: row["size"], sha256: row["sha256"],
            reason: row["reason"], report: row["report"], manifestSHA256: row["manifest_sha256"],
            playable: row["playable"], playableSHA256: row["playable_sha256"], attempts: try row.need("attempts"),
            madeAt: try row.date("made_at"), uploadedAt: row.dateIfAny("uploaded_at"),
            verifiedAt: row.dateIfAny("verified_at"), damage: row["damage"])
    }

    static func find(_ db: Database, _ id: ID<Recording>) throws -> RecordingRow? {
        try db.row(select + " WHERE r.id = ?", [id.description]).map(row)
    }

    /// - Throws: `Fault(.notFound)`.
    static func fetch(_ db: Database, _ id: ID<Recording>) throws -> RecordingRow {
        guard let row = try find(db, id) else { throw Fault(.notFound, "There is no recording \(id).", field: "id") }
        return row
    }

    static func ofCheck(_ db: Database, _ id: ID<Check>) throws -> [RecordingRow] {
        try db.rows(select + " WHERE r.check_id = ? ORDER BY r.id", [id.description]).map(row)
    }

    /// What guards ask of a check's footage. While an upload is on its way, `size` holds the first bytes that were
    /// known to be durable (`noteDurable`); once it is complete, all of them.
    static func footage(_ db: Database, of check: ID<Check>) throws -> [Facts.Footage] {
        try ofCheck(db, check).map {
            Facts.Footage(
                id: $0.id, state: $0.state, durableBytes: $0.size ?? 0, sha256: $0.sha256,
                manifestSHA256: $0.manifestSHA256)
        }
    }

    /// How long an upload of undeclared length may be silent before it counts as ended, once its session is over.
    static let idle: Duration = .seconds(10)
    /// The same of one that began after its session's end: its recorder may still run, over a line that fails a while.
    static let idleAfterEnd: Duration = .seconds(60)

    static func expectEnd(_ db: Database, of check: ID<Check>, now: Date) throws {
        try db.run(
            "UPDATE recording SET end_expected_at = ?, due_at = ? WHERE check_id = ? AND state = 'uploading'",
            [now.millis, (now + idle).millis, check.description])
    }
}
