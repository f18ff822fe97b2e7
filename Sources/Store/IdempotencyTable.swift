import Domain
import Foundation
import GRDB

/// A key that a caller sent with a request, so that sending it again does nothing.
struct IdempotencyKey: Sendable {
    let text: String
    /// Of the request that it came with, hex.
    let requestSHA256: String

    /// - Parameter request: what tells the request from any other.
    init(_ text: String, of request: String) {
        self.init(text, requestSHA256: Data(request.utf8).sha256Hex)
    }

    init(_ text: String, requestSHA256: String) {
        self.text = text
        self.requestSHA256 = requestSHA256
    }
}

/// What keys that callers sent with their requests have done.
enum IdempotencyTable {
    /// - Throws: `Fault(.conflict)` when the key came with another request.
    static func check(_ db: Database, _ key: IdempotencyKey) throws -> ID<Check>? {
        guard let known = try db.row("SELECT * FROM idempotency WHERE key = ?", [key.text]) else { return nil }
        guard try known.need("request_sha256") == key.requestSHA256 else {
            throw Fault(
                .conflict, "This Idempotency-Key was used for another request: choose a new key.",
                field: "Idempotency-Key")
        }
        return try known.id("check_id")
    }

    static func keep(_ db: Database, _ key: IdempotencyKey, _ check: ID<Check>, now: Date) throws {
        try db.run(
            "INSERT INTO idempotency (key, request_sha256, check_id, at) VALUES (?, ?, ?, ?)",
            [key.text, key.requestSHA256, check.description, now.millis])
    }
}
