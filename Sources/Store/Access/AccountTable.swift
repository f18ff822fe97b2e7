import Domain
import Foundation
import GRDB

enum AccountTable {
    static func context(_ account: ID<Account>) -> String { "account.totp/\(account)" }

    static func account(_ row: Row) throws -> Account {
        Account(
            id: try row.id("id"), login: try row.need("login"), name: try row.need("name"),
            roles: try row.json("roles"), inspector: row["inspector_id"], isActive: try row.need("active"),
            isReady: (row["password"] as String?) != nil)
    }

    static func find(_ db: Database, _ id: ID<Account>) throws -> Account {
        guard let row = try db.row("SELECT * FROM account WHERE id = ?", [id.description]) else {
            throw Fault(.notFound, "There is no account \(id).", field: "id")
        }
        return try account(row)
    }

    /// Whoever signs in must be somebody: while nobody can, the first administrator is still to come.
    static func isAnybodyReady(_ db: Database) throws -> Bool {
        try db.integer("SELECT 1 FROM account WHERE password IS NOT NULL LIMIT 1") != nil
    }

    static func insert(
        _ db: Database, _ account: Account, by name: String, now: Date
    ) throws {
        guard try db.row("SELECT 1 FROM account WHERE login = ?", [account.login]) == nil else {
            throw Fault(.conflict, "There is an account \"\(account.login)\" already.", field: "login")
        }
        try demandInspector(db, account)
        try db.run(
            """
            INSERT INTO account (id, login, name, roles, inspector_id, active, made_at, made_by)
            VALUES (?, ?, ?, ?, ?, 1, ?, ?)
            """,
            [
                account.id.description, account.login, account.name, try words(account.roles), account.inspector,
                now.millis, name,
            ])
    }

    static func update(_ db: Database, _ account: Account) throws {
        try demandInspector(db, account)
        try db.run(
            "UPDATE account SET name = ?, roles = ?, inspector_id = ?, active = ? WHERE id = ?",
            [
                account.name, try words(account.roles), account.inspector, account.isActive,
                account.id.description,
            ])
    }

    private static func words(_ roles: Set<AccountRole>) throws -> String {
        String(decoding: try CanonicalJSON.encode(roles.map(\.rawValue).sorted()), as: UTF8.self)
    }

    private static func demandInspector(_ db: Database, _ account: Account) throws {
        guard let inspector = account.inspector else {
            guard !account.roles.contains(.inspector) else {
                throw Fault(
                    .invalid, "Say which inspector of the roster this is: its checks are the account's own.",
                    field: "inspector")
            }
            return
        }
        guard try db.row("SELECT 1 FROM inspector WHERE id = ?", [inspector]) != nil else {
            throw Fault(.invalid, "There is no inspector \"\(inspector.prefix(60))\".", field: "inspector")
        }
        let other = try db.text(
            "SELECT login FROM account WHERE inspector_id = ? AND id <> ?", [inspector, account.id.description])
        if let other { throw Fault(.conflict, "The account \"\(other)\" is that inspector.", field: "inspector") }
    }
}
