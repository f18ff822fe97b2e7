import Crypto
import Domain
import Foundation
import GRDB

/// Who came in, was kept out, was given or refused what. The audit log's entry names nobody: it commits to the row.
enum AccessEventTable {
    /// - Parameter body: who, whence and what, in plain words; never a secret.
    static func insert(
        _ db: Database, _ kind: String, of subject: String, _ body: [String: JSONValue], at now: Date
    ) throws {
        let salt = Data.random(byteCount: 16)
        let text = try jsonText(body)
        let at = now.wholeMillis
        let leaf = try AuditLog.append(
            db,
            AuditEntry(
                kind: "access." + kind, at: at, subject: subject,
                commitment: try commitment(salt: salt, at: at.millis, kind: kind, subject: subject, body: text)))
        try db.run(
            "INSERT INTO access_event (at, kind, subject, body, salt, leaf) VALUES (?, ?, ?, ?, ?, ?)",
            [at.millis, kind, subject, text, salt, leaf])
    }

    /// HMAC-SHA256 under the row's salt over its canonical JSON, hex.
    static func commitment(salt: Data, at: Int64, kind: String, subject: String, body: String) throws -> String {
        let content = Committed(at: at, body: body, kind: kind, subject: subject)
        let mac = HMAC<SHA256>.authenticationCode(
            for: try CanonicalJSON.encode(content), using: SymmetricKey(data: salt))
        return Data(mac).hexadecimal
    }

    private struct Committed: Encodable {
        let at: Int64
        let body: String
        let kind: String
        let subject: String
    }
}

/// One of them, for who reads the record.
public struct AccessEvent: Sendable {
    public let seq: Int64
    public let at: Date
    /// `signed_in`, `refused`, `account_made` and the like.
    public let kind: String
    public let subject: String
    public let body: [String: JSONValue]
    /// The audit log's entry that commits to it.
    public let leaf: Int64

    init(_ row: Row) throws {
        seq = try row.need("seq")
        at = try row.date("at")
        kind = try row.need("kind")
        subject = try row.need("subject")
        body = try row.json("body")
        leaf = try row.need("leaf")
    }
}
