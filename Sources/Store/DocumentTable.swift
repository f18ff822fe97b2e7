import Domain
import Foundation
import GRDB

/// A numbered document: its bytes are the record.
public struct DocumentRow: Sendable {
    public let id: ID<Document>
    public let check: ID<Check>
    public let kind: String
    public let number: String
    public let mediaType: String
    public let bytes: Data
    public let sha256: String
}

enum DocumentTable {
    static func insert(
        _ db: Database, id: ID<Document>, check: ID<Check>, kind: String, number: String, mediaType: String,
        bytes: Data, now: Date
    ) throws {
        try db.run(
            """
            INSERT INTO document (id, check_id, kind, number, media_type, bytes, sha256, made_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [id.description, check.description, kind, number, mediaType, bytes, bytes.sha256Hex, now.millis])
        try AuditLog.append(
            db,
            AuditEntry(
                kind: "document.filed", at: now.wholeMillis, subject: id.description,
                facts: ["check": .string(check.description), "kind": .string(kind), "sha256": .string(bytes.sha256Hex)])
        )
    }

    static func row(_ row: Row) throws -> DocumentRow {
        DocumentRow(
            id: try row.id("id"), check: try row.id("check_id"), kind: try row.need("kind"),
            number: try row.need("number"), mediaType: try row.need("media_type"), bytes: try row.need("bytes"),
            sha256: try row.need("sha256"))
    }
}

extension CheckStore {
    /// - Throws: `Fault(.notFound)`.
    public func document(_ id: ID<Document>) async throws -> DocumentRow {
        try await database.read { db in
            guard let row = try db.row("SELECT * FROM document WHERE id = ?", [id.description]) else {
                throw Fault(.notFound, "There is no document \(id).")
            }
            return try DocumentTable.row(row)
        }
    }
}
