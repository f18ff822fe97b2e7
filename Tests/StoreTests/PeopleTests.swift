import Domain
import Foundation
import GRDB
import Store
import Testing

/// Who inspects, as rows: recusals and places that others took, experts, terms, and the secrets of one-time codes.
@Suite struct PeopleTests {
    private static let slot = Centre.opening.addingTimeInterval(47 * 3600)
    private static let letter = Service(
        arrivedAt: Centre.opening, acknowledgedAt: nil, proof: .signedReceipt, note: "Receipt 7")

    private func served(_ centre: Centre) async throws -> (id: ID<Check>, drawn: [Inspector], third: Inspector) {
        let id = try await centre.issued()
        try await centre.accept(.serve(Self.letter), id)
        let drawn = try await centre.store.story(id).inspectors
        let third = try #require(
            try await centre.store.inspectors().first { one in !drawn.contains { $0.id == one.id } })
        return (id, drawn, third)
    }

    private func clean(_ centre: Centre) throws {
        var report = Fsck()
        try centre.store.fsckDatabase(&report)
        #expect(report.problems == [])
    }

    private func begin(_ centre: Centre, _ id: ID<Check>) async throws -> CheckCommand {
        let story = try await centre.store.story(id)
        return .begin(
            Begin(
                present: story.inspectors.map(\.id), identified: story.check.people.map(\.id), certificatesShown: true,
                capture: .external(attestation: "Recorder 2 runs."), clockOverride: nil))
    }

    @Test func `a place goes to the next rank with its bookings, and the original stays on record`() async throws {
        try await Centre.with { centre in
            let (id, drawn, third) = try await served(centre)
            let due = try centre.database.readNow { try Int64.fetchOne($0, sql: "SELECT due_at FROM \"check\"") }
            try await centre.accept(.askRecusal(AskRecusal(inspector: drawn[0].id, reason: "A cousin.")), id)
            #expect(
                try centre.database.readNow { try Int64.fetchOne($0, sql: "SELECT due_at FROM \"check\"") } == due)
            let alerts = try await centre.store.conditions(now: Centre.opening)
            #expect(alerts.contains { $0.kind == .recusalPending && $0.subject == id.description })
            let again = try await centre.store.apply(
                .askRecusal(AskRecusal(inspector: drawn[0].id, reason: "Again.")), to: id, by: Actor(.party, "Li"),
                now: Centre.opening)
            guard case .refused(let refusal) = again else { throw Fault(.internal, "asked twice") }
            #expect(refusal.guard == .recusal)
            try await centre.accept(
                .decideRecusal(DecideRecusal(inspector: drawn[0].id, granted: true, reason: "So it is.")), id)
            let story = try await centre.store.story(id)
            #expect(story.inspectors.map(\.id) == [third.id, drawn[1].id])
            #expect(story.check.state.booking?.inspectorIDs == [third.id, drawn[1].id])
            #expect(story.people.replacements.map(\.originalID) == [drawn[0].id])
            #expect(story.people.recusals.map { $0.decision?.granted } == [true])
            #expect(story.draw?.chosen == drawn.map(\.certificateNo), "the draw stays what it was")
            try #require(story.draw).replay()
            #expect(try centre.count("booking", "resource = 'inspector:\(third.id)'") == 4)
            #expect(try centre.count("booking", "resource = 'inspector:\(drawn[0].id)'") == 0)
            #expect(try centre.count("sent_document") == 2, "the notice, and the decision on recusal")
            let now = try await centre.store.conditions(now: Centre.opening)
            #expect(!now.contains { $0.kind == .recusalPending || $0.kind == .inspectorUnfit })
            // Nobody is left for a second one, and nobody comes back.
            let none = try await centre.store.apply(
                .replaceInspector(ReplaceInspector(inspector: drawn[1].id, cause: .illness, reason: "In hospital.")),
                to: id, by: Actor(.head, "test"), now: Centre.opening)
            guard case .refused(let empty) = none else { throw Fault(.internal, "somebody came back") }
            #expect(empty.guard == .recusal && empty.text.contains("reschedule"))
            try clean(centre)
        }
    }

    @Test func `the party confirms its notice whatever was sent since`() async throws {
        try await Centre.with { centre in
            let id = try await centre.issued()
            let drawn = try await centre.store.story(id).inspectors
            try await centre.accept(
                .replaceInspector(ReplaceInspector(inspector: drawn[0].id, cause: .leave, reason: "Leave.")), id,
                at: Centre.opening.addingTimeInterval(1))
            let mails = try await centre.store.claimDeliveries(
                of: [.noticeMail], limit: 9, lease: .seconds(60), now: Centre.opening.addingTimeInterval(2))
            #expect(mails.count == 2)
            guard case .mail(let mail)? = mails.last?.message.content, let token = mail.text.split(separator: "/").last
            else { throw Fault(.internal, "no mail") }
            let view = try await centre.store.open(.init(String(token)), now: Centre.opening)
            #expect(view.paper.kind == .checkNotice && view.awaitsParty)
            try await centre.accept(
                .acknowledge(Acknowledge(proof: .linkAcknowledged, firstOpenedAt: view.openedAt)), id)
            let after = try await centre.store.open(.init(String(token)), now: Centre.opening)
            #expect(after.paper.kind == .replacementNote && !after.awaitsParty)
        }
    }

    @Test func `terms are kept, keep an inspector from the draw, and say so before the session`() async throws {
        try await Centre.with { centre in
            let all = try await centre.store.inspectors()
            let uscc = "91350100M000100Y43"
            let changed = try await centre.store.change(
                inspector: all[0].id, qualifications: ["电力"], conflicts: [.init(uscc: uscc, reason: "A cousin.")],
                now: Centre.opening)
            #expect(changed.terms.conflicts.map(\.uscc) == [uscc])
            #expect(try await centre.store.inspectors()[0].terms == changed.terms)
            let (id, drawn, _) = try await served(centre)
            #expect(!drawn.contains { $0.id == all[0].id })
            let story = try await centre.store.story(id)
            #expect(story.draw?.roster.contains("conflict of interest") == true)
            let day = try Day("2026-03-06")
            _ = try await centre.store.change(
                inspector: drawn[0].id, leave: [.init(from: day, to: day, note: "年假")], now: Centre.opening)
            let alerts = try await centre.store.conditions(now: Centre.opening)
            let unfit = try #require(alerts.first { $0.kind == .inspectorUnfit })
            #expect(unfit.subject == id.description && unfit.detail["reason"]?.text?.contains("on leave") == true)
            let refused = try await centre.store.apply(
                try await begin(centre, id), to: id, by: Actor(.inspector, "test"), now: Self.slot)
            guard case .refused(let refusal) = refused else { throw Fault(.internal, "begun on leave") }
            #expect(refusal.guard == .unfit)
            let overlap = await fault {
                _ = try await centre.store.change(
                    inspector: drawn[0].id, leave: [.init(from: day, to: day), .init(from: day, to: day)],
                    now: Centre.opening)
            }
            #expect(overlap?.kind == .invalid && overlap?.field == "leave[1]")
        }
    }

    @Test func `two with no interest in it must be there before a check is approved`() async throws {
        try await Centre.with { centre in
            for one in try await centre.store.inspectors().prefix(2) {
                _ = try await centre.store.change(
                    inspector: one.id, conflicts: [.init(uscc: "91350100M000100Y43", reason: "A cousin.")],
                    now: Centre.opening)
            }
            let id = try await centre.requested()
            let applied = try await centre.store.apply(
                .approve, to: id, by: Actor(.head, "test"), now: Centre.opening)
            guard case .refused(let refusal) = applied else { throw Fault(.internal, "approved") }
            #expect(refusal.guard == .twoInspectors)
        }
    }

    // MARK: one-time codes

    private func code(_ centre: Centre, _ inspector: Inspector, at now: Date) throws -> OneTimeCode {
        OneTimeCode(try #require(centre.telephones[inspector.id]).code(at: CodeSecret.step(at: now)))
    }

    @Test func `each proves its presence once, and wrong codes are bounded and on record`() async throws {
        try await Centre.with { centre in
            let (id, drawn, _) = try await served(centre)
            let command = try await begin(centre, id)
            func attempt(_ codes: [String: OneTimeCode], at now: Date) async throws -> Refusal? {
                let applied = try await centre.store.apply(
                    command, to: id, by: Actor(.inspector, "test"), codes: codes, now: now)
                if case .refused(let refusal) = applied { return refusal }
                return nil
            }
            let one = try code(centre, drawn[0], at: Self.slot)
            let other = try code(centre, drawn[1], at: Self.slot)
            let missing = try await attempt([drawn[0].id: one], at: Self.slot)
            #expect(missing?.guard == .presence && missing?.text.contains(drawn[1].id) == true)
            // Somebody else's code proves nothing.
            for turn in 1...5 {
                let wrong = try await attempt([drawn[0].id: one, drawn[1].id: OneTimeCode("00000x")], at: Self.slot)
                #expect(wrong?.text.contains("is wrong") == true, "\(turn)")
            }
            let paused = try await attempt([drawn[0].id: one, drawn[1].id: other], at: Self.slot)
            #expect(paused?.text.contains("Too many") == true)
            let later = Self.slot.addingTimeInterval(601)
            let fresh = [
                drawn[0].id: try code(centre, drawn[0], at: later), drawn[1].id: try code(centre, drawn[1], at: later),
            ]
            #expect(try await attempt(fresh, at: later) == nil)
            try await centre.accept(.interrupt(Interrupt(cause: .lineDropped, note: "")), id, at: later)
            let story = try await centre.store.story(id)
            let resume = CheckCommand.resume(
                Resume(present: drawn.map(\.id), identified: story.check.people.map(\.id)))
            let used = try await centre.store.apply(
                resume, to: id, by: Actor(.inspector, "test"), codes: fresh, now: later)
            guard case .refused(let refusal) = used else { throw Fault(.internal, "a code was good twice") }
            #expect(refusal.guard == .presence && refusal.text.contains("used before"))
            try await centre.accept(resume, id, at: later.addingTimeInterval(30))
            let log = try await centre.store.database.auditEntries(from: 0, limit: 1000)
                .map { String(decoding: $0.entry, as: UTF8.self) }
            #expect(log.filter { $0.contains("inspector.proof_paused") }.count == 1)
            // What was typed stands nowhere.
            let digits = "\(one) \(other)"
            #expect(!digits.contains { $0.isNumber })
            let plain = try #require(centre.telephones[drawn[0].id]).code(at: CodeSecret.step(at: later))
            let begun = story.events.map { String(describing: $0.body) }.joined()
            #expect(!begun.contains(plain) && begun.contains("code"))
            try clean(centre)
        }
    }

    @Test func `another telephone ends the one before`() async throws {
        try await Centre.with { centre in
            let (id, drawn, _) = try await served(centre)
            _ = try await centre.store.enrol(inspector: drawn[0].id, by: Actor(.registrar, "test"), now: Self.slot)
            let codes = try drawn.reduce(into: [String: OneTimeCode]()) {
                $0[$1.id] = try code(centre, $1, at: Self.slot)
            }
            let applied = try await centre.store.apply(
                try await begin(centre, id), to: id, by: Actor(.inspector, "test"), codes: codes, now: Self.slot)
            guard case .refused(let refusal) = applied else { throw Fault(.internal, "the old one is good") }
            #expect(refusal.guard == .presence)
            let unknown = await fault {
                _ = try await centre.store.enrol(inspector: "ins_x", by: Actor(.registrar, "test"), now: Self.slot)
            }
            #expect(unknown?.kind == .notFound)
        }
    }

    @Test func `an expert is invited, joins and is paid`() async throws {
        try await Centre.with { centre in
            let (id, _, _) = try await served(centre)
            try await centre.accept(
                .inviteExpert(InviteExpert(name: "何教授", field: "继电保护", organisation: nil, reason: "专业")), id)
            let expert = try #require(try await centre.store.story(id).people.experts.first)
            guard case .begin(let plain) = try await begin(centre, id) else { return }
            let begin = Begin(
                present: plain.present, identified: plain.identified, certificatesShown: true, capture: plain.capture,
                clockOverride: nil, experts: [expert.id])
            try await centre.accept(.begin(begin), id, at: Self.slot)
            try await centre.accept(
                .recordExpertFee(
                    RecordExpertFee(expert: expert.id.description, hours: 1.5, amountFen: 80_050, note: "")), id,
                at: Self.slot)
            let paid = try #require(try await centre.store.story(id).people.experts.first)
            #expect(paid.joinedAt == Self.slot && paid.fees.map(\.amountFen) == [80_050])
            try clean(centre)
        }
    }

    @Test func `fsck finds a place that no draw leads to`() async throws {
        try await Centre.with { centre in
            let (_, drawn, third) = try await served(centre)
            try await centre.execute(
                "UPDATE check_inspector SET inspector_id = '\(third.id)' WHERE inspector_id = '\(drawn[0].id)'")
            var report = Fsck()
            // Only replacements are traced: one that is behind the store's back is seen once there is one.
            try await centre.execute(
                """
                INSERT INTO replacement SELECT check_id, '\(drawn[0].id)', '\(third.id)', 1, 'other', 'r', 1, 'b', id
                FROM document LIMIT 1
                """)
            try centre.store.fsckDatabase(&report)
            #expect(report.problems.contains { $0.contains("rank 1") })
        }
    }
}
