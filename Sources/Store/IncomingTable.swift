import Domain
import Foundation
import GRDB

/// Where a file of the watched folder stands.
public enum IncomingState: String, Choice {
    /// Its writer is not known to be done, or something passing stands in the way (`reason`).
    case waiting
    case copying
    /// A person must say which check it belongs to, for the reason given.
    case unassigned
    /// It is a recording now.
    case taken
    /// Its bytes were a recording of the same check before.
    case duplicate
    /// It cannot be a recording as it is, for the reason given; taken up again when that changes.
    case refused
    case dismissed
    /// Someone took it away before it was taken in.
    case gone
}

/// How a file's check was found.
public enum IncomingOrigin: String, Choice {
    case sidecar, name, person
}

/// What tells one file from another at the same path, and from itself after a change.
public struct FileIdentity: Sendable, Hashable {
    public let device: Int64
    public let inode: Int64
    /// Bytes.
    public let size: Int64
    /// Nanoseconds since 1970.
    public let modified: Int64

    public init(device: Int64, inode: Int64, size: Int64, modified: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
    }

    /// The same file, unchanged. A network mount has another device number each time, so that does not count.
    public func isUnchanged(since other: FileIdentity) -> Bool {
        inode == other.inode && size == other.size && modified == other.modified
    }
}

/// A file of the watched folder as its row has it.
public struct IncomingRow: Sendable {
    public let id: ID<Incoming>
    /// The names' very bytes, relative to the watched folder. That of a folder ends in a slash.
    public let path: Data
    /// The path for people.
    public let shown: String
    public let identity: FileIdentity
    public let state: IncomingState
    public let reason: IncomingReason?
    public let check: ID<Check>?
    public let checkNo: String?
    public let kind: String?
    public let origin: IncomingOrigin?
    public let decidedBy: String?
    public let sidecar: String?
    /// Reserved for its recording while it is copied, relative to the footage directory.
    public let folder: String?
    public let sha256: String?
    public let recording: ID<Recording>?
    /// It lies at its path.
    public let isPresent: Bool
    public let movedTo: String?
    public let seenAt: Date
    public let settledAt: Date?

    public var isFolder: Bool { path.last == UInt8(ascii: "/") }
}

enum IncomingTable {
    static let select = "SELECT i.*, c.check_no FROM incoming AS i LEFT JOIN \"check\" AS c ON c.id = i.check_id"

    static func row(_ row: Row) throws -> IncomingRow {
        IncomingRow(
            id: try row.id("id"), path: try row.need("path"), shown: try row.need("shown"),
            identity: FileIdentity(
                device: try row.need("device"), inode: try row.need("inode"), size: try row.need("size"),
                modified: try row.need("mtime")),
            state: try row.choice("state"), reason: try row["reason"] as String? == nil ? nil : row.json("reason"),
            check: try idIfAny(row, "check_id"),
            checkNo: row["check_no"], kind: row["kind"],
            origin: row["origin"] as String? == nil ? nil : try row.choice("origin"), decidedBy: row["decided_by"],
            sidecar: row["sidecar"], folder: row["folder"], sha256: row["sha256"],
            recording: try idIfAny(row, "recording_id"), isPresent: try row.need("present") as Int == 1,
            movedTo: row["moved_to"], seenAt: try row.date("seen_at"), settledAt: row.dateIfAny("settled_at"))
    }

    private static func idIfAny<Tag: Identified>(_ row: Row, _ column: String) throws -> ID<Tag>? {
        row[column] as String? == nil ? nil : try row.id(column)
    }

    /// - Throws: `Fault(.notFound)`.
    static func fetch(_ db: Database, _ id: ID<Incoming>) throws -> IncomingRow {
        guard let found = try db.row(select + " WHERE i.id = ?", [id.description]) else {
            throw Fault(.notFound, "There is no file \(id) in the watched folder.", field: "id")
        }
        return try row(found)
    }

    /// Where the file stands now. A check that no person named is forgotten with it.
    static func set(_ db: Database, _ id: ID<Incoming>, _ state: IncomingState, _ reason: IncomingReason?) throws {
        try db.run(
            """
            UPDATE incoming SET state = ?, reason = ?, folder = NULL,
                check_id = iif(origin = 'person', check_id, NULL), kind = iif(origin = 'person', kind, NULL),
                origin = iif(origin = 'person', origin, NULL)
            WHERE id = ?
            """, [state.rawValue, try reason.map { try jsonText($0) }, id.description])
    }
}
