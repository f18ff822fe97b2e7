import Domain
import Foundation
import GRDB

/// What keys that callers sent with their requests have done.
enum IdempotencyTable {
    /// - Throws: `Fault(.conflict)` when the key came with another request.
    static func check(_ db: Database, _ key: String, _ digest: String) throws -> ID<Check>? {
        guard let known = try db.row("SELECT * FROM idempotency WHERE key = ?", [key]) else { return nil }
        guard try known.need("request_sha256") == digest else {
            throw Fault(
                .conflict, "This Idempotency-Key was used for another request: choose a new key.",
                field: "Idempotency-Key")
        }
        return try known.id("check_id")
    }

    static func keep(_ db: Database, _ key: String, _ digest: String, _ check: ID<Check>, now: Date) throws {
        try db.run(
            "INSERT INTO idempotency (key, request_sha256, check_id, at) VALUES (?, ?, ?, ?)",
            [key, digest, check.description, now.millis])
    }
}
