import Domain
import Foundation
import GRDB

/// Signing in and out, and who is signed in.
extension CheckStore {
    /// Where a request comes from.
    public struct Whence: Sendable {
        let address: String
        let agent: String

        /// - Parameter agent: the browser's own name for itself.
        public init(address: String, agent: String) {
            self.address = address
            self.agent = String(agent.filter { !$0.isNewline }.prefix(200))
        }

        var body: [String: JSONValue] { ["address": .string(address), "agent": .string(agent)] }
    }

    /// How long a browser stays signed in: without a request, and at all.
    public static let sessionIdle: TimeInterval = 30 * 60
    public static let sessionLasts: TimeInterval = 12 * 3600

    /// The account of a login and what its password must fit; nil when there is none that can sign in.
    public func passwordHash(of login: String) async throws -> (account: ID<Account>, hash: PasswordHash)? {
        guard let login = try? Account.login(login) else { return nil }
        return try await database.read { db in
            guard
                let row = try db.row(
                    "SELECT id, password FROM account WHERE login = ? AND active = 1 AND password IS NOT NULL", [login]),
                let hash = PasswordHash(try row.need("password"))
            else { return nil }
            return (try row.id("id"), hash)
        }
    }

    /// What somebody shows beside the password.
    public enum SecondFactor: Sendable {
        case code(OneTimeCode)
        case recovery(String)
    }

    /// The second factor of an account whose password was right, taken once; and the session that begins.
    /// - Parameters:
    ///   - rehashed: the password at a higher cost, where that has risen.
    /// - Throws: `Fault(.unauthenticated)`, which is on record.
    public func signIn(
        _ id: ID<Account>, _ factor: SecondFactor, from whence: Whence, rehashed: PasswordHash?, now: Date
    ) async throws -> (account: Account, session: SecretToken) {
        let (account, token) = try await database.commits.write { [vault] db -> (Account, SecretToken?) in
            let account = try AccountTable.find(db, id)
            guard account.isActive, try Self.spend(db, factor, of: id, vault: vault, now: now) else {
                try Self.note(db, "refused", account, whence, ["why": .string("second_factor")], now)
                return (account, nil)
            }
            if let rehashed {
                try db.run("UPDATE account SET password = ? WHERE id = ?", [rehashed.description, id.description])
            }
            let token = SecretToken()
            try db.run(
                """
                INSERT INTO account_session (digest, id, account_id, made_at, seen_at, address, agent)
                VALUES (?, ?, ?, ?4, ?4, ?5, ?6)
                """,
                [
                    token.digest, ID<AccountSession>.new(now).description, id.description, now.millis, whence.address,
                    whence.agent,
                ])
            try Self.forget(db, now)
            let word =
                switch factor {
                case .code: "code"
                case .recovery: "recovery_code"
                }
            try Self.note(db, "signed_in", account, whence, ["factor": .string(word)], now)
            return (account, token)
        }
        guard let token else { throw Self.refusal }
        return (account, token)
    }

    /// One sentence for every reason: whoever guesses learns nothing.
    public static let refusal = Fault(
        .unauthenticated, "Login, password and code do not fit together. A code is taken once: wait for the next one.")

    /// A password that did not fit, of somebody who exists.
    public func noteWrongPassword(_ id: ID<Account>, from whence: Whence, now: Date) async throws {
        try await database.commits.write { db in
            try Self.note(db, "refused", AccountTable.find(db, id), whence, ["why": .string("password")], now)
        }
    }

    private static func spend(
        _ db: Database, _ factor: SecondFactor, of id: ID<Account>, vault: Vault, now: Date
    ) throws -> Bool {
        switch factor {
        case .recovery(let text):
            guard let digest = RecoveryCode.digest(text) else { return false }
            try db.run(
                "DELETE FROM recovery_code WHERE account_id = ? AND digest = ?", [id.description, digest])
            return db.changesCount == 1
        case .code(let code):
            guard
                let row = try db.row("SELECT totp_sealed, last_step FROM account WHERE id = ?", [id.description]),
                let sealed = row["totp_sealed"] as Data?
            else { return false }
            let secret = CodeSecret(try vault.open(sealed, context: AccountTable.context(id)))
            guard case .right(let step) = secret.answer(to: code, after: try row.need("last_step"), now: now) else {
                return false
            }
            try db.run("UPDATE account SET last_step = ? WHERE id = ?", [step, id.description])
            return true
        }
    }

    private static func note(
        _ db: Database, _ kind: String, _ account: Account, _ whence: Whence, _ more: [String: JSONValue], _ now: Date
    ) throws {
        try AccessEventTable.insert(
            db, kind, of: account.id.description, whence.body.merging(more) { $1 }, at: now)
    }

    /// Sessions that have run out go.
    private static func forget(_ db: Database, _ now: Date) throws {
        try db.run(
            "DELETE FROM account_session WHERE seen_at < ? OR made_at < ?",
            [
                now.addingTimeInterval(-sessionIdle).millis, now.addingTimeInterval(-sessionLasts).millis,
            ])
    }
}
