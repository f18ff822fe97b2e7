import Domain
import Foundation
import GRDB

extension CheckStore {
    public enum Ordered: Sendable {
        /// `isNew` is false when the same order came before with the same key.
        case done(ID<Check>, isNew: Bool)
        case refused(Refusal)
    }

    /// Opens a check that people ordered from one of the centre's sources, on record with actor and reason.
    /// - Parameters:
    ///   - name: the application's id or number, or the enterprise's unified social credit code, which means its newest.
    ///   - key: a caller's idempotency key; the same key with another order is a conflict.
    /// - Throws: `Fault(.notFound)` for an unknown application, `Fault(.conflict)` for a reused key; `Fault` of rules and
    ///   calendar.
    public func order(
        _ order: CheckOrder, on name: String, by actor: Actor, key: String? = nil, now: Date
    ) async throws -> Ordered {
        let now = now.wholeMillis
        let key = key.map { IdempotencyKey($0, of: "order|\(name)|\(order)|\(actor)") }
        let ordered = try await database.commits.write { db in
            try self.order(db, order, on: name, by: actor, key: key, now: now)
        }
        if case .done(_, isNew: true) = ordered { signals.watch.wake() }
        return ordered
    }

    private func order(
        _ db: Database, _ order: CheckOrder, on name: String, by actor: Actor, key: IdempotencyKey?, now: Date
    ) throws -> Ordered {
        if let key, let known = try IdempotencyTable.check(db, key) { return .done(known, isNew: false) }
        let row = try Self.ordered(db, name)
        let application: ID<Application> = try row.id("id")
        let open = try db.row(
            """
            SELECT check_no FROM "check" WHERE application_id = ? AND source = ? AND state NOT IN ('closed', 'cancelled')
            """, [application.description, order.source.rawValue])
        let standing = OrderDesk.Standing(
            applicationNo: try row.need("application_no"), isCommitment: try row.need("commitment"),
            open: try open?.need("check_no"))
        if let refusal = OrderDesk.refusal(of: order, by: actor, standing) { return .refused(refusal) }
        let check = try openOrdered(db, order, of: application, standing.applicationNo, by: actor, now: now)
        if let key { try IdempotencyTable.keep(db, key, check, now: now) }
        return .done(check, isNew: true)
    }

    private static func ordered(_ db: Database, _ name: String) throws -> Row {
        let byCode = try db.row("SELECT * FROM application WHERE uscc = ? ORDER BY id DESC LIMIT 1", [name])
        if let row = try byCode ?? db.row("SELECT * FROM application WHERE id = ?1 OR application_no = ?1", [name]) {
            return row
        }
        throw Fault(
            .notFound,
            "There is no application \"\(name.prefix(60))\": give its number, or the unified social credit code of an enterprise that has one here.",
            field: "application")
    }
}
