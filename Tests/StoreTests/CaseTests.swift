import Domain
import Foundation
import GRDB
import Store
import Testing

/// Filed cases as rows: what each command leaves, what keeps the check open, and what fsck sees.
@Suite struct CaseTests {
    static let slot = Centre.opening.addingTimeInterval(47 * 3600)
    static let later = slot.addingTimeInterval(3600)

    /// A check that failed after an absence, with its decision served.
    func failed(_ centre: Centre) async throws -> ID<Check> {
        let id = try await centre.issued()
        func letter(_ at: Date) -> CheckCommand {
            .serve(Service(arrivedAt: at, acknowledgedAt: nil, proof: .letterReceipt, note: "EMS 1"))
        }
        try await centre.accept(letter(Centre.opening), id)
        let call = ContactAttempt(at: Self.slot, how: "nobody answered")
        try await centre.accept(.noShow([call]), id, at: Self.slot.addingTimeInterval(1200))
        let finding = Finding(ruleID: "LEAD-02", text: "works elsewhere", severity: .major, person: nil, evidence: nil)
        try await centre.accept(.review([finding]), id, at: Self.later)
        try await centre.accept(.fail(Conclusion(reason: "LEAD-02")), id, at: Self.later)
        try await centre.accept(letter(Self.later), id, at: Self.later)
        return id
    }

    func opened(
        _ centre: Centre, _ id: ID<Check>, _ kind: LegalCase.Kind = .penalty
    ) async throws -> LegalCase {
        let order = FileCase(kind: kind, cause: .falseMaterial, facts: "f", basis: "b")
        try await centre.accept(.fileCase(order), id, at: Self.later)
        return try #require(try await centre.store.story(id).cases.last)
    }

    @discardableResult
    func accept(
        _ centre: Centre, _ command: CaseCommand, _ id: ID<LegalCase>, by name: String = "test", at now: Date = later
    ) async throws -> LegalCase {
        switch try await centre.store.apply(command, to: id, by: Actor(command.name.usualRole, name), now: now) {
        case .accepted(let one): return one
        case .repeated: throw Fault(.internal, "taken for a repetition")
        case .refused(let refusal): throw Fault(.conflict, "\(command.name.rawValue): \(refusal.text)")
        }
    }

    func decided(_ centre: Centre, _ one: LegalCase, _ measures: Measures) async throws {
        let service = CaseCommand.serve(
            Service(arrivedAt: Self.later, acknowledgedAt: nil, proof: .signedReceipt, note: "7"))
        try await accept(centre, .notify(Notify(measures: measures)), one.id)
        try await accept(centre, service, one.id)
        try await accept(centre, .statement(text: "", waives: true), one.id)
        try await accept(centre, .legalReview(LegalReview(opinion: .approve, text: "t")), one.id, by: "Zheng")
        try await accept(centre, .decide(DecideCase(measures: measures, reason: "r")), one.id)
        #expect(try centre.count("delivery", "kind = 'credit_penalty'") == 0, "not served yet")
        try await accept(centre, service, one.id)
    }

    private func receipts(_ centre: Centre, _ kinds: [DeliveryKind]) async throws -> [OutboundMessage] {
        var sent: [OutboundMessage] = []
        while true {
            // Of one check's results, each only once the one before has its receipt.
            let due = try await centre.store.claimDeliveries(
                of: kinds, limit: 9, lease: .seconds(60), now: Self.later)
            if due.isEmpty { return sent }
            for one in due {
                try await centre.store.settle(
                    one, .delivered(receipt: "R-\(one.id)", answer: .init(status: 200, body: "{}")), retryIn: .zero,
                    now: Self.later)
            }
            sent += due.map(\.message)
        }
    }

    func fsck(_ centre: Centre) throws -> [String] {
        var report = Fsck()
        try centre.store.fsckDatabase(&report)
        return report.problems
    }

    @Test func `a penalty runs its course, keeps the check open, and is posted when it is served`() async throws {
        try await Centre.with { centre in
            let id = try await failed(centre)
            let revision = try await centre.store.story(id).check.revision
            let one = try await opened(centre, id)
            #expect(one.caseNo == "AJ2026-00001" && one.state == .filed)
            #expect(try await centre.store.story(id).check.revision == revision + 1, "filing is an event of the check")
            _ = try await receipts(centre, [.licensingResult])
            #expect(
                try await centre.store.claimDueChecks(limit: 9, lease: .seconds(60), now: Self.later).isEmpty,
                "the timer does not knock at a check that a case keeps open")
            let refused = try await centre.store.apply(.close, to: id, by: .timer, now: Self.later)
            guard case .refused(let refusal) = refused else { throw Fault(.internal, "closed with an open case") }
            #expect(refusal.guard == .openCase)
            try await decided(centre, one, .penalties([.fine(fen: 3_000_000)]))
            let messages = try await receipts(centre, [.creditPenalty])
            guard case .creditRecord(let body)? = messages.first?.content else {
                throw Fault(.internal, "no penalty is due")
            }
            let posted = try CanonicalJSON.decode(CreditPenalty.self, from: body)
            #expect(
                posted.fine == "3.000000" && posted.cf_xdr_mc == Centre.enterprise && posted.authority == "Test Centre")
            #expect(messages.first?.idempotencyKey == "penalty:AJ2026-00001:r1")
            try await accept(centre, .execute(Execution(how: .paid, receiptNo: "JK", note: "")), one.id)
            let due = try await centre.store.claimDueChecks(limit: 9, lease: .seconds(60), now: Self.later)
            #expect(due.map(\.command) == [.close])
            try await centre.accept(.close, id, at: Self.later)
            let story = try await centre.store.caseStory(one.id)
            #expect(story.events.map(\.command).first == "file" && story.events.count == story.legalCase.revision + 1)
            #expect(
                Set(story.documents.map(\.id)).isSubset(of: Set(try await centre.store.story(id).documents.map(\.id))))
            #expect(story.documents.count == 8 && story.deliveries.map(\.kind) == [.creditPenalty])
            #expect(try fsck(centre).isEmpty)
        }
    }

    @Test func `a revocation replaces the posted result`() async throws {
        try await Centre.with { centre in
            let id = try await failed(centre)
            let one = try await opened(centre, id, .revocation)
            try await decided(centre, one, .revocation(Revocation(licenceNo: "L-1", ground: "false")))
            let bodies = try await receipts(centre, [.licensingResult]).compactMap {
                if case .licensingResult(let body) = $0.content { body } else { nil }
            }
            let results = try bodies.map { try CanonicalJSON.decode(ResultMessage.self, from: $0) }
            #expect(results.map(\.check.outcome) == [.fail, .revoke])
            #expect(results.last?.supersedes == "r1" && results.last?.revocation?.licenceNo == "L-1")
            try await accept(centre, .deregister(note: ""), one.id)
            try await centre.accept(.close, id, at: Self.later)
            #expect(try fsck(centre).isEmpty)
        }
    }

    @Test func `one case of a kind is open at a time, and a key does its work once`() async throws {
        try await Centre.with { centre in
            let id = try await failed(centre)
            let one = try await opened(centre, id)
            let again = try await centre.store.apply(
                .fileCase(FileCase(kind: .penalty, cause: .other, facts: "f", basis: "b")), to: id,
                by: Actor(.bureauHead, "test"), now: Self.later)
            guard case .refused(let refusal) = again else { throw Fault(.internal, "two cases of a kind") }
            #expect(refusal.guard == .openCase)
            #expect(try await opened(centre, id, .revocation).caseNo == "AJ2026-00002", "a refusal spends no number")
            let notify = CaseCommand.notify(Notify(measures: .penalties([.warning])))
            let head = Actor(.head, "Zhou")
            _ = try await centre.store.apply(notify, to: one.id, by: head, key: "k", revision: 0, now: Self.later)
            guard case .repeated = try await centre.store.apply(notify, to: one.id, by: head, key: "k", now: Self.later)
            else { throw Fault(.internal, "done twice") }
            let other = await fault {
                _ = try await centre.store.apply(notify, to: one.id, by: Actor(.head, "Wu"), key: "k", now: Self.later)
            }
            #expect(other?.kind == .conflict)
            let stale = await fault {
                _ = try await centre.store.apply(notify, to: one.id, by: head, revision: 0, now: Self.later)
            }
            #expect(stale?.kind == .outdated)
            try await accept(centre, .dismiss(Dismissal(ground: .unfounded, reason: "r")), one.id)
            #expect(try await opened(centre, id).caseNo == "AJ2026-00003", "after the first has ended")
        }
    }

    @Test func `the party's page shows what waits for its word, whichever came last`() async throws {
        try await Centre.with { centre in
            let id = try await failed(centre)
            let one = try await opened(centre, id)
            try await accept(centre, .notify(Notify(measures: .penalties([.fine(fen: 20_000_000)]))), one.id)
            let mails = try await centre.store.claimDeliveries(
                of: [.noticeMail], limit: 9, lease: .seconds(60), now: Self.later)
            guard case .mail(let mail)? = mails.last?.message.content, let token = mail.text.split(separator: "/").last
            else { throw Fault(.internal, "no mail") }
            let key = CheckStore.PartyKey(String(token))
            let view = try await centre.store.open(key, now: Self.later)
            #expect(view.legalCase?.id == one.id && view.awaitsParty && view.paper.kind == .penaltyNotice)
            try await accept(
                centre, .acknowledge(Acknowledge(proof: key.proof, firstOpenedAt: view.openedAt)), one.id)
            #expect(try await centre.store.open(key, now: Self.later).awaitsParty == false)
            let served = try await centre.store.caseStory(one.id).legalCase
            #expect(try centre.store.mayAskHearing(served, now: Self.later))
            #expect(try !centre.store.mayAskHearing(served, now: Self.later.addingTimeInterval(20 * 86_400)))
        }
    }

    @Test func `the schema refuses a state without what it needs, and fsck sees what was changed behind`() async throws
    {
        try await Centre.with { centre in
            let id = try await failed(centre)
            let one = try await opened(centre, id)
            for sql in [
                "UPDATE legal_case SET state = 'decided'", "UPDATE legal_case SET state = 'dismissed'",
                "UPDATE legal_case SET ended_at = 1", "UPDATE case_event SET body = '{}'", "DELETE FROM case_event",
            ] {
                await #expect(throws: (any Error).self, "\(sql)") { try await centre.execute(sql) }
            }
            #expect(try fsck(centre).isEmpty)
            try await centre.execute("UPDATE legal_case SET revision = 4 WHERE id = '\(one.id)'")
            #expect(try fsck(centre).contains { $0.contains(one.caseNo) })
        }
    }
}
