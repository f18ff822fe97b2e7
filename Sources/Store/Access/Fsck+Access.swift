import Domain
import Foundation
import GRDB

extension CheckStore {
    /// Accounts that read as accounts, sealed secrets that open, and what happened at the door against the audit log.
    func access(_ db: Database, _ report: inout Fsck) throws {
        let accounts = try db.rows("SELECT * FROM account ORDER BY id")
        for row in accounts {
            let id: String = try row.need("id")
            do {
                let account = try AccountTable.account(row)
                if let sealed = row["totp_sealed"] as Data? {
                    _ = try vault.open(sealed, context: AccountTable.context(account.id))
                }
                if let password = row["password"] as String?, PasswordHash(password) == nil {
                    report.found("account \(id): what is kept of its password cannot be read")
                }
            } catch {
                report.found("account \(id): \(error)")
            }
        }
        report.looked(at: "accounts", accounts.count)
        let events = try Row.fetchCursor(
            db, sql: "SELECT access_event.*, entry FROM access_event LEFT JOIN audit_leaf ON idx = leaf ORDER BY seq")
        var count = 0
        while let row = try events.next() {
            count += 1
            let seq: Int64 = try row.need("seq")
            let commitment = try AccessEventTable.commitment(
                salt: try row.need("salt"), at: try row.need("at"), kind: try row.need("kind"),
                subject: try row.need("subject"), body: try row.need("body"))
            let entry = (row["entry"] as Data?).map { String(decoding: $0, as: UTF8.self) } ?? ""
            if !entry.contains("\"commitment\":\"\(commitment)\"") {
                report.found("access event \(seq): it is not what the audit log commits to")
            }
        }
        report.looked(at: "access events", count)
    }
}
