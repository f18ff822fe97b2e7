import Domain
import Foundation
import GRDB

/// Accounts as a security administrator keeps them.
extension CheckStore {
    /// What somebody may say of an account.
    public struct AccountForm: Sendable {
        public let login: String
        public let name: String
        public let roles: Set<AccountRole>
        public let inspector: String?
        public let isActive: Bool

        /// - Throws: `Fault(.invalid)` naming the field.
        public init(
            login: String, name: String, roles: Set<AccountRole>, inspector: String?, isActive: Bool = true,
            joined: Bool
        ) throws {
            self.login = try Account.login(login)
            self.name = try Application.text(name, "name")
            guard !roles.isEmpty else { throw Fault(.invalid, "Give at least one role.", field: "roles") }
            if let clash = AccountRole.clash(roles, joined: joined) {
                throw Fault(.invalid, clash, field: "roles")
            }
            self.roles = roles
            self.inspector = inspector
            self.isActive = isActive
        }

        func account(_ id: ID<Account>, isReady: Bool) -> Account {
            Account(
                id: id, login: login, name: name, roles: roles, inspector: inspector, isActive: isActive,
                isReady: isReady)
        }

        var body: [String: JSONValue] {
            [
                "login": .string(login), "name": .string(name),
                "roles": .array(roles.map(\.rawValue).sorted().map { .string($0) }),
                "inspector": inspector.map { .string($0) } ?? .null, "active": .bool(isActive),
            ]
        }
    }

    /// How long an invitation is good.
    public static let invitationLasts: TimeInterval = 7 * 86_400
    private static let firstLasts: TimeInterval = 86_400

    /// Whether somebody can sign in.
    public func hasAccounts() async throws -> Bool {
        try await database.read { try AccountTable.isAnybodyReady($0) }
    }

    public func accounts() async throws -> [Account] {
        try await database.read { try $0.rows("SELECT * FROM account ORDER BY login").map(AccountTable.account) }
    }

    public func account(_ id: ID<Account>) async throws -> Account {
        try await database.read { try AccountTable.find($0, id) }
    }

    /// Makes an account and the link by which its person takes it, which is never told again.
    public func makeAccount(
        _ form: AccountForm, by administrator: Account, now: Date
    ) async throws -> (account: Account, invitation: SecretToken) {
        try await database.commits.write { db in
            let account = form.account(ID<Account>.new(now), isReady: false)
            try AccountTable.insert(db, account, by: administrator.name, now: now)
            let token = try Self.invite(db, account.id, until: now.addingTimeInterval(Self.invitationLasts), now: now)
            try AccessEventTable.insert(
                db, "account_made", of: account.id.description,
                form.body.merging(["by": .string(administrator.id.description)]) { $1 }, at: now)
            return (account, token)
        }
    }

    /// Whoever loses a role, or is switched off, is signed out everywhere: what it sees changes at once.
    public func changeAccount(
        _ id: ID<Account>, _ form: AccountForm, by administrator: Account, now: Date
    ) async throws -> Account {
        try await database.commits.write { db in
            let known = try AccountTable.find(db, id)
            guard id != administrator.id else {
                throw Fault(.conflict, "Nobody changes the own account: ask another security administrator.")
            }
            guard form.login == known.login else {
                throw Fault(.invalid, "A login stays what it is: make another account.", field: "login")
            }
            let account = form.account(id, isReady: known.isReady)
            try AccountTable.update(db, account)
            if account.roles != known.roles || !account.isActive { try Self.endSessions(db, of: id) }
            try AccessEventTable.insert(
                db, "account_changed", of: id.description,
                form.body.merging(["by": .string(administrator.id.description)]) { $1 }, at: now)
            return account
        }
    }

    /// A new link for who never took the first, or lost password, telephone and codes: what was before is good no more.
    public func inviteAgain(_ id: ID<Account>, by administrator: Account, now: Date) async throws -> SecretToken {
        try await database.commits.write { db in
            let account = try AccountTable.find(db, id)
            guard account.isActive else { throw Fault(.conflict, "This account is switched off.") }
            guard id != administrator.id else {
                throw Fault(.conflict, "Nobody resets the own account: ask another security administrator.")
            }
            try db.run("DELETE FROM invitation WHERE account_id = ?", [id.description])
            try db.run("DELETE FROM recovery_code WHERE account_id = ?", [id.description])
            try db.run(
                "UPDATE account SET password = NULL, totp_sealed = NULL, last_step = 0 WHERE id = ?", [id.description])
            try Self.endSessions(db, of: id)
            try AccessEventTable.insert(
                db, "account_reset", of: id.description, ["by": .string(administrator.id.description)], at: now)
            return try Self.invite(db, id, until: now.addingTimeInterval(Self.invitationLasts), now: now)
        }
    }

    /// The link of the first administrator, anew at each start until somebody took it.
    /// - Returns: nil when there is somebody already.
    public func inviteFirst(now: Date) async throws -> SecretToken? {
        try await database.commits.write { db in
            guard try !AccountTable.isAnybodyReady(db) else { return nil }
            try db.run("DELETE FROM invitation WHERE account_id IS NULL")
            return try Self.invite(db, nil, until: now.addingTimeInterval(Self.firstLasts), now: now)
        }
    }

    private static func invite(
        _ db: Database, _ account: ID<Account>?, until: Date, now: Date
    ) throws -> SecretToken {
        let token = SecretToken()
        try db.run(
            "INSERT INTO invitation (digest, account_id, made_at, expires_at) VALUES (?, ?, ?, ?)",
            [token.digest, account?.description, now.millis, until.millis])
        return token
    }

    static func endSessions(_ db: Database, of account: ID<Account>) throws {
        try db.run("DELETE FROM account_session WHERE account_id = ?", [account.description])
    }
}
