import Domain
import Foundation
import GRDB

/// How an account is taken: by its link, once.
extension CheckStore {
    /// What stands behind a link.
    public enum Invited: Sendable, Equatable {
        case account(Account)
        /// Nobody is here yet: whoever opens it says who it is, and becomes the administrator of accounts.
        case first
    }

    /// - Throws: `Fault(.notFound)` for a link that was used, has run out, or never was.
    public func invited(by token: SecretToken, now: Date) async throws -> Invited {
        try await database.read { try Self.invited($0, token, now) }
    }

    private static func invited(_ db: Database, _ token: SecretToken, _ now: Date) throws -> Invited {
        guard let row = try db.row("SELECT * FROM invitation WHERE digest = ?", [token.digest]),
            try row.date("expires_at") > now
        else {
            throw Fault(
                .notFound,
                "This link is good no more. Ask a security administrator for another one; the first is made anew when the daemon starts."
            )
        }
        guard let id = row["account_id"] as String?, let account = ID<Account>(id) else { return .first }
        return .account(try AccountTable.find(db, account))
    }

    /// Sets password and telephone, and spends the link.
    /// - Parameters:
    ///   - first: who the first administrator is; nil for everybody else.
    ///   - code: of the telephone that was just enrolled: it proves that it was.
    /// - Returns: the recovery codes, which are never told again.
    /// - Throws: `Fault(.notFound)`, `Fault(.invalid)` naming `code`.
    public func take(
        _ token: SecretToken, first: AccountForm?, password: PasswordHash, telephone: CodeSecret, code: OneTimeCode,
        now: Date
    ) async throws -> (account: Account, recovery: [String]) {
        guard case .right(let step) = telephone.answer(to: code, after: 0, now: now) else {
            throw Fault(.invalid, "The code is not the telephone's: is its clock right?", field: "code")
        }
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.random() }
        let account = try await database.commits.write { [vault] db in
            let account: Account
            switch (try Self.invited(db, token, now), first) {
            case (.account(let invited), _): account = invited
            case (.first, let form?):
                guard try !AccountTable.isAnybodyReady(db) else {
                    throw Fault(.notFound, "There is a first administrator already: ask for an account.")
                }
                account = form.account(ID<Account>.new(now), isReady: false)
                try AccountTable.insert(db, account, by: "videocheckd", now: now)
            case (.first, nil): throw Fault(.invalid, "Say who you are.", field: "login")
            }
            let id = account.id.description
            let sealed = try vault.seal(telephone.data, context: AccountTable.context(account.id))
            try db.run(
                "UPDATE account SET password = ?, totp_sealed = ?, last_step = ? WHERE id = ?",
                [password.description, sealed, step, id])
            try db.run("DELETE FROM recovery_code WHERE account_id = ?", [id])
            for code in codes {
                try db.run(
                    "INSERT INTO recovery_code (account_id, digest) VALUES (?, ?)", [id, RecoveryCode.digest(code)])
            }
            try db.run("DELETE FROM invitation WHERE digest = ? OR account_id = ?", [token.digest, id])
            try AccessEventTable.insert(
                db, "account_taken", of: id, ["first": .bool(first != nil), "login": .string(account.login)], at: now)
            return try AccountTable.find(db, account.id)
        }
        return (account, codes)
    }
}
