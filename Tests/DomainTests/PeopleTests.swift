import Domain
import Foundation
import Testing

/// Who may inspect, who takes a place, and how each one proves its presence.
@Suite struct PeopleTests {
    let path: StraightPath

    init() throws { path = try StraightPath() }

    private func transition(
        _ place: Place, _ command: CheckCommand, by role: Actor.Role? = nil,
        _ spoil: (inout Facts) throws -> Void = { _ in }
    ) throws -> Ruling.Transition {
        let standing = try path.standing(at: place)
        let now = path.moment(command.name, after: standing.at)
        let ruling = try path.ruling(standing.check, command, at: now, by: role, spoil)
        return try #require(ruling.transition, "\(ruling)")
    }

    // MARK: one-time codes

    @Test func `codes are those of RFC 6238`() throws {
        let secret = CodeSecret(Data("12345678901234567890".utf8))
        let vectors: [(Double, String)] = [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ]
        for (seconds, code) in vectors {
            let step = CodeSecret.step(at: Date(timeIntervalSince1970: seconds))
            #expect(secret.code(at: step, digits: 8) == code)
            #expect(secret.code(at: step) == String(code.suffix(6)))
        }
        #expect(secret.base32 == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        let uri = secret.uri(issuer: "东江 centre", account: "陈:志远")
        #expect(uri.hasPrefix("otpauth://totp/%E4%B8%9C%E6%B1%9F%20centre:%E9%99%88%3A%E5%BF%97%E8%BF%9C?secret=GEZ"))
        #expect(CodeSecret(uri: uri)?.data == secret.data)
        #expect(CodeSecret(uri: "otpauth://totp/a?secret=1") == nil && CodeSecret(uri: "https://a/?secret=GEZ") == nil)
    }

    @Test func `a code is good within a step of drift, and once`() {
        let secret = CodeSecret.random()
        let now = Date(timeIntervalSince1970: 1_700_000_010)
        let step = CodeSecret.step(at: now)
        for drift in Int64(-1)...1 {
            let code = OneTimeCode(secret.code(at: step + drift))
            #expect(secret.answer(to: code, after: step - 2, now: now) == .right(step: step + drift))
            #expect(secret.answer(to: code, after: step + drift, now: now) == .used)
        }
        #expect(secret.answer(to: OneTimeCode(secret.code(at: step - 3)), after: 0, now: now) != .right(step: step - 3))
        for text in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            #expect(secret.answer(to: OneTimeCode(text), after: 0, now: now) == .wrong)
        }
        let spaced = secret.code(at: step)
        #expect(
            secret.answer(to: OneTimeCode("\(spaced.prefix(3)) \(spaced.suffix(3))"), after: 0, now: now)
                == .right(step: step))
        // Whoever prints one learns nothing.
        let code = OneTimeCode("123456")
        #expect(!"\(code) \(String(reflecting: code)) \([code])".contains("123456"))
    }

    @Test func `the event says how each one's presence was proven`() throws {
        let begun = try transition(.served, .begin(path.begin(present: path.drawn)))
        let proven: JSONValue = .object([path.drawn[0]: "code", path.drawn[1]: "code"])
        #expect(begun.event.body["presence"] == proven)
        let old = try StraightPath(rules: ["presence_proof": "declared"])
        let standing = try old.standing(at: .served)
        let ruling = try old.ruling(
            standing.check, .begin(old.begin(present: old.drawn)), at: old.session
        ) { $0.people.proven = [:] }
        let declared: JSONValue = .object([old.drawn[0]: "declared", old.drawn[1]: "declared"])
        #expect(try #require(ruling.transition).event.body["presence"] == declared)
    }

    // MARK: terms

    @Test func `terms that cannot be are refused by field`() throws {
        func field(
            _ qualifications: [String] = [], _ leave: [(String, String)] = [], _ conflicts: [(String, String)] = []
        ) -> String? {
            fault {
                _ = try InspectorTerms(
                    qualifications: qualifications,
                    leave: leave.map { .init(from: try Day($0.0), to: try Day($0.1)) },
                    conflicts: conflicts.map { .init(uscc: $0.0, reason: $0.1) })
            }?.field
        }
        let uscc = "91350100M000100Y43"
        #expect(field([], [("2026-03-05", "2026-03-04")]) == "leave[0]")
        #expect(field([], [("2026-03-01", "2026-03-04"), ("2026-03-04", "2026-03-06")]) == "leave[1]")
        #expect(field(["a", "a"]) == "qualifications[1]" && field([""]) == "qualifications[0]")
        #expect(field([], [], [("91350100M000100Y4Z", "r")]) == "conflicts[0].uscc")
        #expect(field([], [], [(uscc, "r"), (uscc.lowercased(), "s")]) == "conflicts[1].uscc")
        #expect(field([], [], [(uscc, " ")]) == "conflicts[0].reason")
        #expect(field(["a"], [("2026-03-04", "2026-03-04")], [(uscc, "r")]) == nil)
    }

    @Test func `each reason keeps an inspector from a check`() throws {
        let rules = try RepositoryFiles.rules(["required_qualifications": ["licence_review": ["电力"]]])
        let check = try path.requested()
        let day = try Day("2021-09-17")
        func why(
            _ leave: [InspectorTerms.Leave] = [], conflict: Bool = false, has: Bool = true, expires: String? = nil,
            active: Bool = true, barred: Set<String> = [], asksLeave: Bool = true
        ) throws -> Unfitness? {
            let one = Inspector(
                id: "ins_a", name: "a", certificateNo: "35-a", certificateExpires: try expires.map { try Day($0) },
                active: active,
                terms: try InspectorTerms(
                    qualifications: has ? ["电力"] : [], leave: leave,
                    conflicts: conflict ? [.init(uscc: check.uscc, reason: "A cousin.")] : []))
            return one.unfitness(for: check, on: day, rules, asksLeave: asksLeave, barred: barred)
        }
        let leave = InspectorTerms.Leave(from: day, to: day)
        #expect(try why() == nil && why(expires: "2021-09-17") == nil)
        #expect(try why(expires: "2021-09-16") == .certificateExpired(Day("2021-09-16")))
        #expect(try why(active: false) == .inactive && why(conflict: true) == .conflict)
        #expect(try why(has: false) == .unqualified("电力") && why(barred: ["ins_a"]) == .recused)
        #expect(try why([leave]) == .onLeave(leave) && why([leave], asksLeave: false) == nil)
        #expect(try why([.init(from: Day("2021-09-18"), to: Day("2021-09-19"))]) == nil)
    }

    @Test func `the draw leaves out who may not take the check, and its roster says why`() throws {
        let check = try path.requested()
        let day = try Day("2021-09-17")
        var five = ["a", "b", "c", "d", "e"].map { Inspector(id: "ins_\($0)", name: $0, certificateNo: "35-\($0)") }
        five[2].terms = try InspectorTerms(
            qualifications: [], leave: [], conflicts: [.init(uscc: check.uscc, reason: "A cousin.")])
        five[3].terms = try InspectorTerms(
            qualifications: [], leave: [.init(from: day, to: day)], conflicts: [])
        let quarter = Quantum(containing: path.session)
        var approved = check
        approved.state = .approved(Approval(at: path.opening, by: "test"))
        let ruling = try path.ruling(approved, .schedule, at: path.opening) { facts in
            let plan = try StraightPath.planning(five)
            facts.planning = .init(
                stations: plan.stations,
                inspectors: plan.inspectors.map { ($0.inspector, $0.inspector.id == "ins_e" ? [quarter] : []) },
                link: plan.link)
        }
        let transition = try #require(ruling.transition)
        let roster = try Roster(canonicalJSON: try #require(transition.drawn.first).roster)
        #expect(transition.state.booking?.start == path.session && roster.candidates == ["35-a", "35-b"])
        #expect(
            roster.exclusions.map { "\($0.key) \($0.reason)" } == [
                "35-c conflict of interest", "35-d on leave on that day", "35-e busy in this slot",
            ])
    }

    @Test func `the planner passes over days on which too few are there`() throws {
        let days = [try Day("2021-09-17"), try Day("2021-09-18")]
        var three = path.inspectors
        for index in 0...1 {
            three[index].terms = try InspectorTerms(
                qualifications: [], leave: [.init(from: days[0], to: days[1])], conflicts: [])
        }
        var approved = try path.requested()
        approved.state = .approved(Approval(at: path.opening, by: "test"))
        let ruling = try path.ruling(approved, .schedule, at: path.opening) {
            $0.planning = try StraightPath.planning(three)
        }
        // The 19th to the 21st were holidays.
        let start = try #require(ruling.transition?.state.booking?.start)
        #expect(Day(start, in: path.zone).description == "2021-09-22")
    }

    // MARK: recusal

    @Test func `a recusal that is granted gives the place to the next rank`() throws {
        let third = try #require(path.inspectors.first { !path.drawn.contains($0.id) })
        for place in [Place.scheduled, .issued, .serviceFailed, .served, .interrupted, .aborted, .noShow] {
            let granted = try transition(
                place, .decideRecusal(DecideRecusal(inspector: path.drawn[0], granted: true, reason: "So it is.")))
            let before = try path.standing(at: place).check.state
            #expect(granted.state.name == before.name)
            #expect(granted.state.booking?.inspectorIDs == [third.id, path.drawn[1]], "\(place)")
            #expect(granted.state.booking?.start == before.booking?.start)
            #expect(granted.event.body["rank"] == 3 && granted.event.body["replacement"] == .string(third.id))
            let replaced = granted.effects.compactMap { effect -> Replacement? in
                if case .people(.replaced(let one)) = effect { one } else { nil }
            }
            #expect(replaced.map(\.originalID) == [path.drawn[0]] && replaced.first?.cause == .recusal)
            #expect(granted.drawn.isEmpty && granted.booked.isEmpty, "never a new draw")
            // A party that has no notice yet is not written to.
            #expect(granted.sent.map(\.kind) == (place == .scheduled ? [] : [.recusalDecision]))
            #expect(granted.woken.count == (place == .scheduled ? 1 : 0))
        }
    }

    @Test func `a recusal that is refused changes nobody's place`() throws {
        let refused = try transition(
            .served, .decideRecusal(DecideRecusal(inspector: path.drawn[0], granted: false, reason: "No interest.")))
        #expect(refused.state.booking?.inspectorIDs == path.drawn)
        #expect(refused.sent.map(\.kind) == [.recusalDecision], "the party asked, and is told")
        let own = try transition(
            .served, .decideRecusal(DecideRecusal(inspector: path.drawn[0], granted: false, reason: "No interest."))
        ) { $0.people.recusals = [path.asked(by: .inspector)] }
        #expect(own.sent.isEmpty && own.filed.map(\.kind) == [.recusalDecision])
    }

    @Test func `rows beside the check leave its timer alone`() throws {
        let asked = try transition(
            .issued, .askRecusal(AskRecusal(inspector: path.drawn[1], reason: "A cousin.")), by: .party)
        #expect(asked.effects.contains { if case .keepClock = $0 { true } else { false } } && asked.woken.isEmpty)
        #expect(asked.state == (try path.standing(at: .issued)).check.state)
    }

    @Test func `a record of declining without signatures passes only where presence is declared`() throws {
        let old = try StraightPath(rules: ["presence_proof": "declared"])
        let standing = try old.standing(at: .served)
        let ruling = try old.ruling(standing.check, .decline(Decline(statement: "No.")), at: old.session)
        #expect(ruling.transition?.state.name == .declined)
        let signed = try transition(.served, .decline(Decline(statement: "No.", signers: path.drawn.reversed())))
        #expect(signed.event.body["signed_by"] == .array(path.drawn.reversed().map { .string($0) }))
    }

    @Test func `rules name how presence is proven and what an inspector must have`() throws {
        #expect(path.rules.presenceProof == .code && path.rules.requiredQualifications.isEmpty)
        let wrong = fault { _ = try RepositoryFiles.rules(["presence_proof": "face"]) }
        #expect(wrong?.field == "presence_proof" && wrong?.message.contains("declared, code") == true)
        let unknown = fault { _ = try RepositoryFiles.rules(["required_qualifications": ["video": ["x"]]]) }
        #expect(unknown?.field == "required_qualifications.video")
    }
}
