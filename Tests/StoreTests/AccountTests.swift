import Domain
import Foundation
import Store
import Testing

/// Accounts: how they are taken, who gets in, and that it is on record.
@Suite struct AccountTests {
    private let cost = PasswordHash.Cost(ln: 10)
    private let whence = CheckStore.Whence(address: "192.0.2.7", agent: "Browser/1")
    private let now = Date(timeIntervalSince1970: 1_780_000_000)

    private func form(
        _ login: String, _ roles: Set<AccountRole>, inspector: String? = nil
    ) throws -> CheckStore.AccountForm {
        try CheckStore.AccountForm(
            login: login, name: "周敏 \(login)", roles: roles, inspector: inspector, joined: false)
    }

    private func demandClean(_ centre: Centre) throws {
        var report = Fsck()
        try centre.store.fsckDatabase(&report)
        #expect(report.problems.isEmpty, "\(report.problems)")
    }

    private struct Taken {
        let account: Account
        let telephone: CodeSecret
        let recovery: [String]
    }

    private func take(
        _ centre: Centre, _ token: SecretToken, first: CheckStore.AccountForm? = nil, code: String? = nil
    ) async throws -> Taken {
        let telephone = CodeSecret.random()
        let shown = OneTimeCode(code ?? telephone.code(at: CodeSecret.step(at: now)))
        let password = try PasswordHash(of: "correct horse", cost: #require(cost))
        let taken = try await centre.store.take(
            token, first: first, password: password, telephone: telephone, code: shown, now: now)
        return Taken(account: taken.account, telephone: telephone, recovery: taken.recovery)
    }

    private func refusal(_ centre: Centre, _ token: SecretToken, code: String? = nil) async throws -> Fault? {
        do {
            _ = try await take(centre, token, code: code)
            return nil
        } catch let fault as Fault { return fault }
    }

    private func first(_ centre: Centre) async throws -> Taken {
        let token = try #require(try await centre.store.inviteFirst(now: now))
        #expect(try await centre.store.invited(by: token, now: now) == .first)
        return try await take(centre, token, first: form("admin", [.securityAdministrator]))
    }

    private func code(_ taken: Taken, after seconds: TimeInterval) -> CheckStore.SecondFactor {
        .code(OneTimeCode(taken.telephone.code(at: CodeSecret.step(at: now.addingTimeInterval(seconds)))))
    }

    @Test func `the first administrator comes by one link, once`() async throws {
        try await Centre.with { centre in
            let old = try #require(try await centre.store.inviteFirst(now: now))
            let admin = try await first(centre)
            #expect(admin.account.roles == [.securityAdministrator] && admin.account.isReady)
            #expect(try await centre.store.hasAccounts())
            #expect(try await centre.store.inviteFirst(now: now) == nil)
            #expect(await fault { _ = try await centre.store.invited(by: old, now: now) }?.kind == .notFound)
            #expect(Set(admin.recovery).count == RecoveryCode.count)
        }
    }

    @Test func `an invitation is good once and for a week, and only with the telephone's own code`() async throws {
        try await Centre.with { centre in
            let admin = try await first(centre)
            let made = try await centre.store.makeAccount(form("zhou", [.registrar]), by: admin.account, now: now)
            let later = now.addingTimeInterval(CheckStore.invitationLasts + 1)
            let link = made.invitation
            await #expect(throws: Fault.self) { try await centre.store.invited(by: link, now: later) }
            let wrong = try await refusal(centre, link, code: "000000")
            #expect(wrong?.field == "code")
            let zhou = try await take(centre, link)
            #expect(zhou.account.id == made.account.id)
            let used = try await refusal(centre, link)
            #expect(used?.kind == .notFound)
            let twice = await fault {
                _ = try await centre.store.makeAccount(form("Zhou", [.auditor]), by: admin.account, now: now)
            }
            #expect(twice?.field == "login")
        }
    }

    @Test func `each code is taken once, each recovery code once, and what was refused is on record`() async throws {
        try await Centre.with { centre in
            let admin = try await first(centre)
            let id = admin.account.id
            let soon = now.addingTimeInterval(60)
            let signed = try await centre.store.signIn(
                id, code(admin, after: 60), from: whence, rehashed: nil, now: soon)
            let known = try await centre.store.signedIn(signed.session, now: soon)
            #expect(known?.account == signed.account)
            let wrong: [CheckStore.SecondFactor] = [
                code(admin, after: 60), code(admin, after: 30), .recovery("abcde-fghjk"),
            ]
            for factor in wrong {
                let refused = await fault {
                    _ = try await centre.store.signIn(id, factor, from: whence, rehashed: nil, now: soon)
                }
                #expect(refused?.kind == .unauthenticated)
            }
            let paper = admin.recovery[3].uppercased().replacing("-", with: " ")
            _ = try await centre.store.signIn(id, .recovery(paper), from: whence, rehashed: nil, now: soon)
            let again = await fault {
                _ = try await centre.store.signIn(id, .recovery(paper), from: whence, rehashed: nil, now: soon)
            }
            #expect(again?.kind == .unauthenticated)
            let log = try await centre.database.auditEntries(from: 0, limit: 1000).map {
                String(decoding: $0.entry, as: UTF8.self)
            }
            #expect(log.filter { $0.contains("access.refused") }.count == 4)
            #expect(log.filter { $0.contains("access.signed_in") }.count == 2)
            #expect(!log.contains { $0.contains("192.0.2.7") || $0.contains("周敏") || $0.contains("admin\"") })
            try demandClean(centre)
        }
    }

    @Test func `a session ends by itself, by its owner, and when its account loses a role`() async throws {
        try await Centre.with { centre in
            let admin = try await first(centre)
            let made = try await centre.store.makeAccount(form("zhou", [.registrar]), by: admin.account, now: now)
            let zhou = try await take(centre, made.invitation)
            func session(_ after: TimeInterval) async throws -> SecretToken {
                try await centre.store.signIn(
                    zhou.account.id, code(zhou, after: after), from: whence, rehashed: nil,
                    now: now.addingTimeInterval(after)
                ).session
            }
            let one = try await session(60)
            let idle = now.addingTimeInterval(60 + CheckStore.sessionIdle + 1)
            func isSignedIn(_ token: SecretToken, _ at: Date) async throws -> Bool {
                try await centre.store.signedIn(token, now: at) != nil
            }
            #expect(try await !isSignedIn(one, idle))
            for minutes in stride(from: 20.0, through: 700, by: 20) {
                let at = now.addingTimeInterval(60 + minutes * 60)
                #expect(try await isSignedIn(one, at), "\(minutes) minutes")
            }
            #expect(try await !isSignedIn(one, now.addingTimeInterval(61 + 12 * 3600)))
            let two = try await session(120)
            let three = try await session(180)
            let known = try await centre.store.sessions(of: zhou.account.id)
            try await centre.store.endSessions(
                of: zhou.account, session: known.last?.id, by: "zhou", now: now)
            let left = try await centre.store.sessions(of: zhou.account.id)
            #expect(left.count == known.count - 1)
            let changed = try await centre.store.changeAccount(
                zhou.account.id, form("zhou", [.auditor]), by: admin.account, now: now)
            #expect(changed.roles == [.auditor])
            for token in [two, three] {
                #expect(try await !isSignedIn(token, now.addingTimeInterval(200)))
            }
            try demandClean(centre)
        }
    }

    @Test func `nobody changes the own account, and a reset one starts anew`() async throws {
        try await Centre.with { centre in
            let admin = try await first(centre)
            let own = await fault {
                _ = try await centre.store.changeAccount(
                    admin.account.id, form("admin", [.auditor]), by: admin.account, now: now)
            }
            #expect(own?.kind == .conflict)
            let made = try await centre.store.makeAccount(form("zhou", [.registrar]), by: admin.account, now: now)
            let zhou = try await take(centre, made.invitation)
            let link = try await centre.store.inviteAgain(zhou.account.id, by: admin.account, now: now)
            let before = try await centre.store.passwordHash(of: "zhou")
            #expect(before == nil)
            let anew = try await take(centre, link)
            let found = try await centre.store.passwordHash(of: " ZHOU ")
            #expect(found?.account == anew.account.id)
            let inspector = await fault {
                _ = try await centre.store.makeAccount(form("li", [.inspector]), by: admin.account, now: now)
            }
            #expect(inspector?.field == "inspector")
        }
    }
}
