import Domain
import Foundation
import Testing

/// Each guard of a case, provoked by spoiling one thing; and what a decision is posted as.
@Suite struct CaseDecideTests {
    /// Guards that no command to a check meets.
    static let ownGuards: Set<Refusal.Guard> = [
        .caseKind, .measures, .hearing, .legalReview, .impartiality, .checkDecision, .execution,
    ]

    let path: CasePath

    init() throws { path = try CasePath() }

    private func refused(
        _ guardName: Refusal.Guard, _ says: String, at place: CasePlace, _ command: CaseCommand, now: Date? = nil,
        by actor: Actor? = nil, path own: CasePath? = nil, _ spoil: (inout CaseFacts) -> Void = { _ in },
        line: Int = #line
    ) throws {
        let path = own ?? self.path
        let (one, at) = try path.standing(at: place)
        let ruling = path.ruling(
            one, command, at: try now ?? path.moment(command.name, after: at), by: actor, spoil)
        let refusal = ruling.refusal
        #expect(refusal?.guard == guardName, "line \(line): \(refusal?.text ?? "accepted")")
        #expect(refusal?.text.contains(says) == true, "line \(line): \(refusal?.text ?? "accepted")")
    }

    private func decision(_ penalties: [Penalty], reason: String = "r", late: String = "") -> CaseCommand {
        .decide(DecideCase(measures: .penalties(penalties), reason: reason, lateReason: late))
    }

    @Test func `what is proposed must be whole, and of the case's kind`() throws {
        func notify(_ measures: Measures) -> CaseCommand { .notify(Notify(measures: measures)) }
        try refused(.measures, "at least one", at: .filed, notify(.penalties([])))
        try refused(.measures, "twice", at: .filed, notify(.penalties([.fine(fen: 1), .fine(fen: 2)])))
        for fen in [0, -1, Penalty.mostFen + 1, .max] {
            try refused(.measures, "fine_fen", at: .filed, notify(.penalties([.fine(fen: fen)])))
        }
        try refused(.measures, "forfeiture", at: .filed, notify(.penalties([.forfeiture(licenceNo: "")])))
        let revocation = Measures.revocation(Revocation(licenceNo: "L", ground: "g"))
        try refused(.caseKind, "penalty", at: .filed, notify(revocation))
        try refused(.caseKind, "revocation", at: .revocationFiled, notify(.penalties([.warning])))
        try refused(
            .measures, "ground", at: .revocationFiled, notify(.revocation(Revocation(licenceNo: "L", ground: ""))))
    }

    @Test func `the party is heard before anything is reviewed or decided`() throws {
        let review = CaseCommand.legalReview(LegalReview(opinion: .approve, text: "t"))
        try refused(.tooEarly, "2021-09-26", at: .served, review)
        try refused(.tooEarly, "2021-09-26", at: .servedSpoke, review)
        try refused(.tooEarly, "statement", at: .smallServed, review)
        try refused(.tooEarly, "2021-09-26", at: .revocationServed, review)
        // The last day is the party's, whole.
        try refused(.tooEarly, "that day included", at: .served, review, now: path.instant("2021-09-26T23:59:00+08:00"))
        let (one, _) = try path.standing(at: .served)
        let after = path.ruling(one, review, at: try path.instant("2021-09-27T00:00:00+08:00"))
        #expect(after.transition?.state.name == .legallyReviewed)
        try refused(.tooEarly, "2021-09-26", at: .served, decision([.warning]))
        try refused(.hearing, "not held", at: .hearingAsked, decision([.warning]))
        try refused(.hearing, "not held", at: .hearingTold, decision([.warning]))
        try refused(.transcript, "text", at: .served, .statement(text: "", waives: false))
    }

    @Test func `the party may add to what it said until the decision, and the review then sees it`() throws {
        let more = CaseCommand.statement(text: "One thing more.", waives: false)
        for (place, then) in [
            (CasePlace.hearingHeld, CaseState.Name.hearingHeld), (.returned, .returned), (.returnedHeard, .returned),
            (.reviewed, .noticeServed), (.reviewedHeard, .hearingHeld), (.revocationReviewed, .noticeServed),
        ] {
            let (one, at) = try path.standing(at: place)
            let before = one.state.noticeServed?.statements.count ?? 0
            let after = try #require(path.ruling(one, more, at: at + 600).transition).state
            #expect(after.name == then && after.noticeServed?.statements.count == before + 1, "\(place)")
            #expect(after.noticeServed?.statements.last?.text == "One thing more.", "\(place)")
            try refused(.hearing, "nothing is left", at: place, .statement(text: "x", waives: true))
        }
        try refused(.wrongState, "decided", at: .decided, more)
    }

    @Test func `a hearing is asked for in time, where the measure entitles`() throws {
        let ask = CaseCommand.askHearing(reason: "")
        try refused(.hearing, "100,000.00 yuan", at: .smallServed, ask)
        try refused(.hearing, "waived", at: .servedWaived, ask)
        try refused(.tooLate, "2021-09-26", at: .servedLapsed, ask)
        let (one, _) = try path.standing(at: .served)
        let last = path.ruling(one, ask, at: try path.instant("2021-09-26T23:59:59+08:00"))
        #expect(last.transition?.state.name == .hearingAsked)
    }

    @Test func `a hearing has its notice in time and an impartial chair`() throws {
        func set(_ when: String, place: String = "Room 2", chair: String = "Wu") throws -> CaseCommand {
            .setHearing(SetHearing(at: try path.instant(when), place: place, chair: chair))
        }
        let good = "2021-10-11T10:00:00+08:00"
        try refused(.hearing, "place", at: .hearingAsked, set(good, place: ""))
        try refused(.hearing, "chair", at: .hearingAsked, set(good, chair: ""))
        for chair in ["a", "ins_b", "35-c", "Lin", "Zhou"] {
            try refused(.impartiality, chair, at: .hearingAsked, set(good, chair: chair))
        }
        // Set on Friday the 17th: 18, 22, 23, 24, 26, 27, 28.
        try refused(.noticeLead, "2021-09-28", at: .hearingAsked, set("2021-09-27T18:00:00+08:00"))
        let (one, at) = try path.standing(at: .hearingAsked)
        #expect(path.ruling(one, try set("2021-09-28T09:00:00+08:00"), at: at + 600).transition != nil)
        let hold = CaseCommand.holdHearing(HoldHearing(record: "r"))
        try refused(.service, "not served", at: .hearingSet, hold)
        try refused(.tooEarly, "record it once", at: .hearingTold, hold, now: try path.hearing() - 60)
        try refused(.transcript, "record", at: .hearingTold, .holdHearing(HoldHearing(record: "")))
        // Served on 2021-09-29: with the holidays the seventh working day is 2021-10-14.
        let late = try path.instant("2021-09-29T12:00:00+08:00")
        var (told, _) = try path.standing(at: .hearingSet)
        let service = Service(arrivedAt: late, acknowledgedAt: nil, proof: .letterReceipt, note: "n")
        told.state = try #require(path.ruling(told, .serve(service), at: late).transition).state
        let tooNear = path.ruling(told, hold, at: try path.hearing()).refusal
        #expect(
            tooNear?.guard == .noticeLead && tooNear?.text.contains("2021-10-14") == true, "\(tooNear?.text ?? "-")")
        try refused(.service, "served already", at: .hearingTold, .serve(service), now: late)
    }

    @Test func `a missing year of the calendar is never guessed`() throws {
        let bare = try CasePath()
        let calendar = try WorkingCalendar(
            files: RepositoryFiles.json(in: "config/calendar").filter { $0.name == "2021.json" })
        let terms = ClockTerms(
            book: try RuleBook(files: [(name: "test.json", data: RepositoryFiles.ruleFile())]), calendar: calendar,
            timeZone: bare.path.zone)
        let december = try path.instant("2021-12-29T12:00:00+08:00")
        func facts() -> CaseFacts {
            var facts = CaseFacts(rules: bare.path.rules, terms: terms, check: bare.check)
            facts.papers = bare.path.papers
            return facts
        }
        var (one, _) = try bare.standing(at: .notified)
        let service = Service(arrivedAt: december, acknowledgedAt: nil, proof: .letterReceipt, note: "n")
        one.state = try #require(
            decide(one, .serve(service), by: Actor(.registrar, "Zhao"), facts(), now: december).transition
        ).state
        let term = terms.running(one, settled: [:]).last
        #expect(
            term?.name == .hearingRequest && term?.due.provisional == true && term?.due.day.description == "2021-12-31")
        // Not held against the party, and not for the centre.
        let january = december + 40 * 86_400
        let asked = decide(one, .askHearing(reason: ""), by: Actor(.party, "Li"), facts(), now: january)
        #expect(asked.transition?.state.name == .hearingAsked)
        let review = decide(
            one, .legalReview(LegalReview(opinion: .approve, text: "t")), by: Actor(.legalReviewer, "Zheng"), facts(),
            now: january)
        #expect(review.refusal?.guard == .tooEarly)
        one.state = try #require(asked.transition).state
        let set = decide(
            one, .setHearing(SetHearing(at: january + 60 * 86_400, place: "p", chair: "Wu")), by: Actor(.head, "Zhou"),
            facts(), now: january)
        #expect(set.refusal?.guard == .noticeLead && set.refusal?.text.contains("next year's table") == true)
    }

    @Test func `a reviewer has neither filed nor proposed`() throws {
        let review = CaseCommand.legalReview(LegalReview(opinion: .approve, text: "t"))
        for name in ["Lin", "Zhou"] {
            try refused(.impartiality, name, at: .servedWaived, review, by: Actor(.legalReviewer, name))
        }
        try refused(.reason, "text", at: .servedWaived, .legalReview(LegalReview(opinion: .approve, text: "")))
    }

    @Test func `a decision rests on its review, and is no more than was announced`() throws {
        try refused(.legalReview, "legal-review", at: .servedWaived, decision([.warning]))
        try refused(.legalReview, "legal-review", at: .servedLapsed, decision([.warning]))
        try refused(.legalReview, "legal-review", at: .hearingHeld, decision([.warning]))
        try refused(.legalReview, "legal-review", at: .returned, decision([.warning]))
        try refused(.measures, "anew", at: .reviewed, decision([.fine(fen: 20_000_001)]))
        try refused(.measures, "anew", at: .reviewed, decision([.fine(fen: 1), .confiscation(fen: 1)]))
        try refused(.measures, "anew", at: .reviewed, decision([.forfeiture(licenceNo: "L")]))
        try refused(.measures, "at least one", at: .reviewed, decision([]))
        try refused(.reason, "reason", at: .reviewed, decision([.warning], reason: ""))
        let other = Measures.revocation(Revocation(licenceNo: "another", ground: "False contracts."))
        try refused(.measures, "anew", at: .revocationReviewed, .decide(DecideCase(measures: other, reason: "r")))
        let (one, at) = try path.standing(at: .reviewed)
        #expect(path.ruling(one, decision([.fine(fen: 1)]), at: at).transition != nil, "less is lawful")
    }

    @Test func `a new announcement undoes review and hearing`() throws {
        for place in [CasePlace.reviewed, .hearingHeld, .returned] {
            let (one, at) = try path.standing(at: place)
            let again = path.ruling(one, .notify(Notify(measures: .penalties([.fine(fen: 30_000_000)]))), at: at + 60)
            let state = try #require(again.transition).state
            #expect(state.name == .notified && state.legalReview == nil && state.hearingHeld == nil)
        }
    }

    @Test func `a late decision says why`() throws {
        let last = try path.instant("2021-12-16T23:00:00+08:00")
        let late = try path.instant("2021-12-17T00:00:00+08:00")
        try refused(.tooLate, "2021-12-16", at: .reviewed, decision([.warning]), now: late)
        let (one, _) = try path.standing(at: .reviewed)
        #expect(path.ruling(one, decision([.warning]), at: last).transition?.state.decision?.lateReason == nil)
        let said = path.ruling(one, decision([.warning], late: "A court's opinion was awaited."), at: late)
        #expect(said.transition?.state.decision?.lateReason != nil)
    }

    @Test func `a revocation follows the check's own decision, and replaces its result`() throws {
        let (one, at) = try path.standing(at: .revocationReviewed)
        let command = try path.command(.decide, at: at, in: .revocationReviewed)
        let open = try path.path.standing(at: .reviewedFindings).check
        var facts = CaseFacts(rules: path.path.rules, terms: path.terms, check: open)
        facts.papers = path.path.papers
        #expect(
            decide(one, command, by: Actor(.bureauHead, "Lin"), facts, now: at).refusal?.guard == .checkDecision)
        let (decided, then) = try path.standing(at: .revocationDecided)
        let serve = try path.command(.serve, at: then, in: .revocationDecided)
        let transition = try #require(path.ruling(decided, serve, at: then).transition)
        let result = try #require(transition.results.first)
        #expect(result.check.outcome == .revoke && result.supersedes == "r1" && result.licenceNo == "1-1-00001-2020")
        #expect(transition.penalties.isEmpty)
        #expect(path.ruling(decided, serve, at: then) { $0.result = nil }.refusal?.guard == .document)
    }

    @Test func `a penalty is posted once it is served, in the credit platform's terms`() throws {
        let (one, at) = try path.standing(at: .decided)
        let transition = try #require(
            path.ruling(one, try path.command(.serve, at: at, in: .decided), at: at).transition)
        let posted = try #require(transition.penalties.first)
        #expect(posted.fine == "20.000000" && posted.cf_nr_fk == posted.fine && posted.confiscation == "0.000000")
        #expect(posted.cf_cflb == "警告;罚款" && posted.cf_cfnr.contains("200,000.00") && posted.cf_nr_zkdx == nil)
        #expect(posted.party.uscc == path.check.uscc && posted.dates.decided.description == "2021-09-17")
        #expect(transition.results.isEmpty)
        for place in CasePlace.allCases where place != .decided && place != .revocationDecided {
            let (other, then) = try path.standing(at: place)
            for name in CaseCommand.Name.allCases {
                let now = try path.moment(name, after: then)
                let ruling = path.ruling(other, try path.command(name, at: now, in: place), at: now)
                #expect(ruling.transition.map { $0.penalties.isEmpty && $0.results.isEmpty } ?? true)
            }
        }
    }

    @Test func `an execution shows what was paid, and each kind ends its own way`() throws {
        func execute(_ how: Execution.How, _ receipt: String) -> CaseCommand {
            .execute(Execution(how: how, receiptNo: receipt, note: ""))
        }
        try refused(.execution, "receipt_no", at: .decisionServed, execute(.paid, ""))
        try refused(.caseKind, "deregistered", at: .revocationServedDecision, execute(.paid, "JK"))
        try refused(.caseKind, "execute", at: .decisionServed, .deregister(note: ""))
        try refused(.reason, "reasons", at: .filed, .dismiss(Dismissal(ground: .other, reason: "")))
        var (one, at) = try path.standing(at: .reviewed)
        for command in [decision([.warning]), try path.command(.serve, at: at, in: .decided)] {
            one.state = try #require(path.ruling(one, command, at: at).transition).state
        }
        #expect(path.ruling(one, execute(.paid, "JK"), at: at).refusal?.guard == .execution, "nothing was to be paid")
        #expect(path.ruling(one, execute(.carriedOut, ""), at: at).transition != nil)
    }

    @Test func `proofs of service are believed as those of checks are`() throws {
        let at = path.filing + 600
        try refused(
            .service, "registrar", at: .notified, .acknowledge(Acknowledge(proof: .signedReceipt, firstOpenedAt: at)))
        func serve(_ proof: Service.Proof, _ note: String?, _ arrived: Date) -> CaseCommand {
            .serve(Service(arrivedAt: arrived, acknowledgedAt: nil, proof: proof, note: note))
        }
        try refused(.service, "party's own", at: .notified, serve(.linkAcknowledged, "n", at))
        try refused(.service, "note", at: .notified, serve(.signedReceipt, nil, at))
        try refused(.service, "arrived_at", at: .notified, serve(.signedReceipt, "n", at - 3600))
        try refused(.service, "arrived_at", at: .notified, serve(.signedReceipt, "n", at + 86_400))
    }

    @Test func `amounts are written as people and the platform write them`() {
        #expect(
            Penalty.yuan(3_000_000) == "30,000.00" && Penalty.yuan(5) == "0.05"
                && Penalty.yuan(123_456_789) == "1,234,567.89")
        #expect(Penalty.tenThousandYuan(3_000_000) == "3.000000" && Penalty.tenThousandYuan(1) == "0.000001")
        #expect(Penalty.tenThousandYuan(123_456_789) == "123.456789")
    }
}
