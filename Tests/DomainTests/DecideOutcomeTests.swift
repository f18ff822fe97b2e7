import Domain
import Foundation
import Testing

/// What a check comes to: outcomes, rectification, results, and what is made of them later.
@Suite struct DecideOutcomeTests {
    private let path: StraightPath

    init() throws { path = try StraightPath() }

    private func accepted(
        _ standing: Standing, _ command: CheckCommand, at now: Date? = nil, path: StraightPath? = nil
    ) throws -> Ruling.Transition {
        let path = path ?? self.path
        let ruling = try path.ruling(
            standing.check, command, at: now ?? path.moment(command.name, after: standing.at), posted: standing.posted)
        return try #require(ruling.transition, "refused: \(ruling.refusal?.text ?? "")")
    }

    private func usual(_ standing: Standing, _ name: CheckCommand.Name, at now: Date? = nil) throws -> Ruling.Transition
    {
        let moment = now ?? path.moment(name, after: standing.at)
        return try accepted(standing, path.command(name, at: moment), at: moment)
    }

    private func verdicts(_ state: CheckState) -> [PersonOutcome.Verdict]? {
        state.decided?.decision.people.map(\.outcome)
    }

    @Test func `two of five people fail, and the other three pass`() throws {
        let five = try StraightPath(names: ["A", "B", "C", "D", "E"])
        let found = [1, 3].map { five.finding(about: five.people[$0].id) }
        let standing = try five.standing(at: .reviewedFindings, findings: found)
        let failed = try accepted(standing, .fail(Conclusion(reason: "Two serve elsewhere.")), path: five)
        #expect(verdicts(failed.state) == [.pass, .fail, .pass, .fail, .pass])
        #expect(failed.state.decided?.decision.people.map(\.person) == five.people.map(\.id))
        #expect(
            failed.filed.first?.fields["outcomes"]
                == .array(
                    zip(["A", "B", "C", "D", "E"], [true, false, true, false, true]).map {
                        .object(["name": .string($0), "passed": .bool($1)])
                    }))
    }

    @Test func `what concerns the enterprise fails nobody by itself, and may fail whom the head names`() throws {
        let two = try StraightPath(names: ["A", "B"])
        let standing = try two.standing(at: .reviewedFindings, findings: [two.finding(about: nil)])
        let plain = try accepted(standing, .fail(Conclusion(reason: "r")), path: two)
        #expect(verdicts(plain.state) == [.pass, .pass])
        let named = Conclusion(reason: "r", people: [.init(person: two.people[1].id, outcome: .fail)])
        #expect(verdicts(try accepted(standing, .fail(named), path: two).state) == [.pass, .fail])
    }

    @Test func `a check that passes posts at once, and one that fails when its decision is served`() throws {
        let passed = try usual(try path.standing(at: .reviewed), .pass)
        #expect(passed.results.map(\.check.outcome) == [.pass] && passed.results.first?.check.findings.isEmpty == true)
        let failed = try usual(try path.standing(at: .reviewedFindings), .fail)
        #expect(failed.results.isEmpty && failed.sent.map(\.kind) == [.decision])
        for name in [CheckCommand.Name.serve, .acknowledge] {
            let served = try usual(try path.standing(at: .failed), name)
            let result = try #require(served.results.first)
            #expect(
                served.results.count == 1 && result.check.outcome == .fail
                    && served.filed.map(\.kind) == [.serviceReceipt])
            #expect(result.check.findings.map(\.ruleID) == ["LEAD-02"] && result.supersedes == nil)
            #expect(served.state.decided?.service?.proof == (name == .serve ? .signedReceipt : .linkAcknowledged))
            #expect(served.event.body["message_id"] == .string(result.messageID.description))
        }
    }

    @Test func `a result names no person`() throws {
        let served = try usual(try path.standing(at: .failed), .serve)
        let text = String(decoding: try CanonicalJSON.encode(try #require(served.results.first)), as: UTF8.self)
        #expect(!text.contains(path.person.description) && !text.contains("Wang Wei") && !text.contains("002X"))
        #expect(text.contains("\"inspector_cert_nos\":[\"35-a\",\"35-b\"]"))
    }

    @Test func `an order to rectify is posted with its number and day once it is served`() throws {
        let ordered = try usual(try path.standing(at: .reviewedFindings), .rectify)
        #expect(ordered.results.isEmpty && ordered.sent.map(\.kind) == [.rectificationNotice])
        let result = try #require(try usual(try path.standing(at: .rectifying), .acknowledge).results.first)
        #expect(result.check.outcome == .rectify && result.idempotencyKey == "check:C2021-00017:r1")
        #expect(result.rectification?.docNo == "核改〔2021〕1号" && result.rectification?.due == "2021-10-17")
        #expect(result.check.findings.count == 1)
        let text = String(decoding: try CanonicalJSON.encode(result), as: UTF8.self)
        #expect(text.contains("\"rectification\":{\"doc_no\":\"核改〔2021〕1号\",\"due\":\"2021-10-17\"}"))
    }

    @Test func `the head may set the day, from tomorrow to the longest that the rules allow`() throws {
        let (standing, today) = (try path.standing(at: .reviewedFindings), Day(path.session, in: path.zone))
        for days in [1, 180] {
            let due = today.adding(days: days)
            let order = try accepted(standing, .rectify(Rectify(reason: "r", due: due))).state.rectification?.order
            #expect(order?.due == due)
        }
    }

    @Test func `without a report the recheck waits until the day after the last`() throws {
        let standing = try path.standing(at: .rectifyingServed)
        let last = try Day("2021-10-17").end(in: path.zone)
        let early = last.addingTimeInterval(-1)
        let refused = try path.ruling(standing.check, path.command(.recheck, at: early), at: early, posted: 1)
        #expect(refused.refusal?.guard == .report)
        #expect(try usual(standing, .recheck, at: last).state.name == .rechecked)
        let late = try usual(standing, .report, at: last)
        #expect(late.event.body["late"] == true && late.filed.first?.fields["late"] == true)
        let inTime = try usual(standing, .report, at: early)
        #expect(inTime.event.body["late"] == false)
        #expect(inTime.state.rectification?.report?.at == early)
    }

    @Test func `an order that arrives after its day gives its length from then on`() throws {
        var standing = try path.standing(at: .rectifying)
        // Ordered on 09-17 for thirty days, served on 11-01: the party has until 12-01.
        let arrival = try Day("2021-11-01").start(in: path.zone)
        let served = try usual(standing, .serve, at: arrival)
        #expect(served.results.first?.rectification?.due == "2021-12-01")
        standing.take(served)
        let last = try Day("2021-12-01").end(in: path.zone)
        let early = last.addingTimeInterval(-1)
        let refused = try path.ruling(standing.check, path.command(.recheck, at: early), at: early, posted: 1)
        #expect(refused.refusal?.text.contains("2021-12-01") == true)
        #expect(try usual(standing, .report, at: early).event.body["late"] == false)
        #expect(try usual(standing, .recheck, at: last).state.name == .rechecked)
    }

    @Test func `what a recheck finds cured counts no more`() throws {
        let two = try StraightPath(names: ["A", "B"])
        let found = [
            two.finding(about: two.people[0].id, rule: "R-1"), two.finding(about: two.people[1].id, rule: "R-2"),
        ]
        var standing = try two.standing(at: .rectifyingServedReported, findings: found)
        standing.take(try accepted(standing, .recheck(two.recheck([1])), path: two))
        #expect(standing.check.state.recheck?.remaining.map(\.ruleID) == ["R-2"])
        standing.take(try accepted(standing, .fail(Conclusion(reason: "R-2 is open.")), path: two))
        #expect(verdicts(standing.check.state) == [.pass, .fail])
        let served = try accepted(standing, two.command(.serve, at: standing.at), at: standing.at, path: two)
        #expect(served.results.first?.check.findings.map(\.ruleID) == ["R-2"])
        #expect(
            served.results.first?.idempotencyKey.hasSuffix(":r2") == true && served.results.first?.supersedes == "r1")
        standing.take(served)
        let reopened = try accepted(standing, .reopen(reason: "r"), path: two)
        #expect(reopened.state.review?.findings.map(\.ruleID) == ["R-2"])
        #expect(reopened.findings.map { $0.map(\.ruleID) } == [["R-2"]])
    }

    @Test func `a check that passed after rectification can pass again`() throws {
        var standing = try path.standing(at: .passedCured)
        #expect(standing.posted == 2)
        standing.take(try usual(standing, .reopen))
        let again = try usual(standing, .pass)
        #expect(again.results.first?.supersedes == "r2" && again.results.first?.check.outcome == .pass)
    }

    @Test(arguments: [(Place.passed, true), (.closedPassed, true), (.failedServed, false), (.closedFailed, false)])
    func `a reopened check is reviewed and decided anew, and the new result replaces the old`(
        place: Place, passed: Bool
    ) throws {
        var standing = try path.standing(at: place)
        standing.take(try usual(standing, .reopen))
        #expect(standing.check.state.name == .underReview && standing.posted == 1)
        let review = try accepted(standing, .review(passed ? [path.finding] : []))
        #expect(review.filed.map(\.kind) == [.dispositionOpinion] && review.findings == [passed ? [path.finding] : []])
        #expect(review.state.review?.basis == standing.check.state.review?.basis)
        standing.take(review)
        standing.take(try usual(standing, passed ? .fail : .pass))
        if passed { standing.take(try usual(standing, .serve)) }
        #expect(standing.posted == 2)
        #expect(standing.check.state.outcome == (passed ? .fail : .pass))
    }

    @Test func `revisions count what was posted`() throws {
        var standing = try path.standing(at: .reviewed)
        var keys: [String] = []
        for _ in 1...3 {
            let passed = try usual(standing, .pass)
            let result = try #require(passed.results.first)
            keys.append("\(result.idempotencyKey) \(result.supersedes ?? "-")")
            standing.take(passed)
            standing.take(try usual(standing, .reopen))
        }
        #expect(keys == ["check:C2021-00017:r1 -", "check:C2021-00017:r2 r1", "check:C2021-00017:r3 r2"])
    }

    @Test func `a result taken back leaves a tombstone with its reason`() throws {
        for place in [Place.passed, .failedServed, .closedPassed, .closedFailed] {
            let withdrawn = try usual(try path.standing(at: place), .withdraw)
            let tombstone = try #require(withdrawn.results.first)
            #expect(tombstone.check.outcome == .withdrawn && tombstone.supersedes == "r1")
            #expect(
                tombstone.withdrawalReason == "Posted for the wrong enterprise." && tombstone.check.findings.isEmpty)
            #expect(tombstone.rectification == nil && withdrawn.sent.map(\.kind) == [.withdrawalNote])
            #expect(withdrawn.state.withdrawal?.was == (place == .passed || place == .closedPassed ? .pass : .fail))
        }
    }

    @Test func `a withdrawn and closed result may be decided anew`() throws {
        var standing = try path.standing(at: .closedWithdrawn)
        standing.take(try usual(standing, .reopen))
        #expect(try usual(standing, .pass).results.first?.supersedes == "r2")
    }

    @Test func `a visit is ordered under its own number, and the result says so`() throws {
        for place in [Place.aborted, .noShow, .declined, .sealed, .reviewedFindings, .reviewedDesk] {
            let escalated = try usual(try path.standing(at: place), .escalate)
            #expect(
                escalated.onsite.map(\.id) == [path.onsite.id] && escalated.state.escalation?.onsite == path.onsite.id)
            #expect(escalated.results.map(\.check.outcome) == [.escalate])
            #expect(escalated.results.first?.check.findings.count == (place == .reviewedFindings ? 1 : 0))
            #expect(escalated.event.body["onsite_no"] == "C2021-00018")
        }
    }

    @Test func `a check on the file or on the spot rests on its record`() throws {
        for (place, mode, kind) in [
            (Place.approvedDesk, "desk", DocumentKind.deskRecord), (.approvedOnsite, "onsite", .onsiteRecord),
        ] {
            var standing = try path.standing(at: place)
            let reviewed = try accepted(standing, .recordReview(path.record([path.finding])))
            #expect(reviewed.filed.map(\.kind) == [kind] && reviewed.findings == [[path.finding]])
            #expect(reviewed.state.fileReview?.inspectorIDs == ["ins_a", "ins_c"])
            #expect(reviewed.state.booking == nil && reviewed.state.approval != nil)
            standing.take(reviewed)
            standing.take(try usual(standing, .fail))
            let result = try #require(try usual(standing, .serve).results.first)
            #expect(result.check.mode == mode && result.evidence.manifestSHA256 == nil)
        }
    }

    @Test func `absence and declining conclude nothing by themselves`() throws {
        for place in [Place.noShow, .declined] {
            let standing = try path.standing(at: place)
            for name in [CheckCommand.Name.pass, .fail] {
                let ruling = try path.ruling(standing.check, path.command(name, at: standing.at), at: standing.at)
                #expect(ruling.refusal?.guard == .wrongState)
            }
            let reviewed = try usual(standing, .review)
            #expect(reviewed.state.outcome == nil && reviewed.results.isEmpty)
        }
    }
}
