import Domain
import Foundation
import GRDB

/// A browser that is signed in.
public struct AccountSession: Sendable, Identified {
    public static let idPrefix = "ses"

    public let id: String
    public let madeAt: Date
    public let seenAt: Date
    public let address: String
    public let agent: String

    init(_ row: Row) throws {
        id = try row.need("id")
        madeAt = try row.date("made_at")
        seenAt = try row.date("seen_at")
        address = try row.need("address")
        agent = try row.need("agent")
    }
}

extension CheckStore {
    /// How exactly `seen_at` is kept: not every request writes.
    private static let seenEvery: TimeInterval = 60

    /// Who shows this cookie; nil: nobody, or not any more.
    public func signedIn(_ token: SecretToken, now: Date) async throws -> (account: Account, session: AccountSession)? {
        let found = try await database.read { db in
            try db.row(
                """
                SELECT account.*, account_session.id AS session_id, account_session.made_at AS began_at, seen_at, address,
                    agent
                FROM account_session JOIN account ON account.id = account_id WHERE digest = ? AND active = 1
                """, [token.digest]
            ).map { row in
                let session = try AccountSession(
                    Row([
                        "id": try row.need("session_id") as String, "made_at": try row.need("began_at") as Int64,
                        "seen_at": try row.need("seen_at") as Int64, "address": try row.need("address") as String,
                        "agent": try row.need("agent") as String,
                    ]))
                return (account: try AccountTable.account(row), session: session)
            }
        }
        guard let found else { return nil }
        // A clock that was set back must not keep a session for ever: it is as old as the difference.
        guard abs(now.timeIntervalSince(found.session.seenAt)) < Self.sessionIdle,
            abs(now.timeIntervalSince(found.session.madeAt)) < Self.sessionLasts
        else { return nil }
        if abs(now.timeIntervalSince(found.session.seenAt)) >= Self.seenEvery {
            try await database.commits.write { db in
                try db.run("UPDATE account_session SET seen_at = ? WHERE digest = ?", [now.millis, token.digest])
            }
        }
        return found
    }

    public func sessions(of account: ID<Account>) async throws -> [AccountSession] {
        try await database.read { db in
            try db.rows(
                "SELECT * FROM account_session WHERE account_id = ? ORDER BY seen_at DESC", [account.description]
            ).map(AccountSession.init)
        }
    }

    /// - Parameter session: one of the account's; nil: all but `keeping`.
    public func endSessions(
        of account: Account, session: String?, keeping: String? = nil, by name: String, now: Date
    ) async throws {
        try await database.commits.write { db in
            if let session {
                try db.run(
                    "DELETE FROM account_session WHERE account_id = ? AND id = ?", [account.id.description, session])
            } else {
                try db.run(
                    "DELETE FROM account_session WHERE account_id = ? AND id IS NOT ?",
                    [account.id.description, keeping])
            }
            try AccessEventTable.insert(
                db, "signed_out", of: account.id.description,
                ["sessions": .int(Int64(db.changesCount)), "by": .string(name)], at: now)
        }
    }
}
