import Domain
import Foundation
import GRDB

/// A numbered document: its bytes are the record.
public struct DocumentRow: Sendable {
    public let id: ID<Document>
    public let check: ID<Check>
    public let kind: DocumentKind
    public let number: String
    public let mediaType: String
    public let bytes: Data
    public let sha256: String
}

/// A document's heading: what it is and where it is kept.
public struct DocumentLine: Sendable {
    public let id: ID<Document>
    public let kind: DocumentKind
    public let number: String
    public let sha256: String
    public let mediaType: String
    public let madeAt: Date
    /// The paper that it is a scan of.
    public let scanOf: ID<Document>?
    /// Of a paper: its latest scan, the official copy.
    public let officialCopy: ID<Document>?
}

enum DocumentTable {
    static func lines(_ db: Database, of check: ID<Check>) throws -> [DocumentLine] {
        try lines(db, "d.check_id = ?", check.description)
    }

    static func lines(_ db: Database, of legalCase: ID<LegalCase>) throws -> [DocumentLine] {
        try lines(db, "d.id IN (SELECT document_id FROM case_document WHERE case_id = ?)", legalCase.description)
    }

    private static func lines(_ db: Database, _ condition: String, _ owner: String) throws -> [DocumentLine] {
        try db.read(
            """
            SELECT d.id, d.kind, d.number, d.sha256, d.media_type, d.made_at, s.original_id,
                (SELECT document_id FROM scan WHERE original_id = d.id ORDER BY position DESC LIMIT 1) AS copy_id
            FROM document AS d LEFT JOIN scan AS s ON s.document_id = d.id
            WHERE \(condition) ORDER BY d.made_at, coalesce(s.position, 0), d.id
            """, [owner], line)
    }

    private static func line(_ row: Row) throws -> DocumentLine {
        DocumentLine(
            id: try row.id("id"), kind: try row.choice("kind"), number: try row.need("number"),
            sha256: try row.need("sha256"), mediaType: try row.need("media_type"), madeAt: try row.date("made_at"),
            scanOf: try row.idIfAny("original_id"), officialCopy: try row.idIfAny("copy_id"))
    }

    static func insert(
        _ db: Database, id: ID<Document>, check: ID<Check>, kind: DocumentKind, number: String, mediaType: String,
        bytes: Data, now: Date
    ) throws {
        try db.run(
            """
            INSERT INTO document (id, check_id, kind, number, media_type, bytes, sha256, made_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [id.description, check.description, kind.rawValue, number, mediaType, bytes, bytes.sha256Hex, now.millis])
        try SearchIndex.add(db, .document, id.description, of: check, number)
        try AuditLog.append(
            db,
            AuditEntry(
                kind: "document.filed", at: now.wholeMillis, subject: id.description,
                facts: [
                    "check": .string(check.description), "kind": .string(kind.rawValue),
                    "sha256": .string(bytes.sha256Hex),
                ])
        )
    }

    /// It is on its way to the party.
    static func markSent(_ db: Database, _ id: ID<Document>, of check: ID<Check>, now: Date) throws {
        try db.run(
            "INSERT INTO sent_document (document_id, check_id, sent_at) VALUES (?, ?, ?)",
            [id.description, check.description, now.millis])
    }

    static func row(_ row: Row) throws -> DocumentRow {
        DocumentRow(
            id: try row.id("id"), check: try row.id("check_id"), kind: try row.choice("kind"),
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
