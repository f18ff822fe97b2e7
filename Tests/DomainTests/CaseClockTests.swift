import Domain
import Foundation
import Testing

/// Which clocks run for a filed case, until when, and how one of them is settled.
@Suite struct CaseClockTests {
    let path: CasePath

    init() throws { path = try CasePath() }

    private func terms(_ place: CasePlace, settled: [ClockName: Day] = [:]) throws -> [String] {
        path.terms.running(try path.standing(at: place).one, settled: settled).map {
            "\($0.name.rawValue) \($0.startedOn) \($0.due.day)"
        }
    }

    @Test func `the clocks of a case run from the days that start them`() throws {
        let decision = "penalty_decision 2021-09-17 2021-12-16"
        #expect(try terms(.filed) == [decision])
        #expect(try terms(.served) == [decision, "hearing_request 2021-09-17 2021-09-26"])
        #expect(try terms(.servedWaived) == [decision])
        // Seven working days end on the day of the hearing, 2021-10-11: 27, 28, 29, 30, then 8, 9 and 11 October.
        #expect(try terms(.hearingSet) == [decision, "hearing_notice 2021-09-17 2021-09-26"])
        #expect(try terms(.hearingTold) == [decision])
        #expect(try terms(.decided) == ["penalty_service 2021-09-17 2021-09-28"])
        let publication = "penalty_publication 2021-09-17 2021-09-28"
        #expect(try terms(.decisionServed) == [publication] && terms(.executed) == [publication])
        #expect(try terms(.dismissed).isEmpty && terms(.revocationFiled).isEmpty)
        #expect(try terms(.revocationServedDecision).isEmpty && terms(.deregistered).isEmpty)
    }

    @Test func `a publication runs until somebody has said of it that it is done`() throws {
        let day = try Day("2021-09-17")
        #expect(try terms(.executed, settled: [.penaltyPublication: day]).isEmpty)
        #expect(try terms(.executed, settled: [.penaltyPublication: day.adding(days: -1)]).count == 1)
        #expect(try terms(.executed, settled: [.publication: day]).count == 1)
    }

    @Test func `each clock runs by the rules of its own first day, and so does what refuses`() throws {
        let short: [String: Any] = [
            "name": "hearing_request", "starts": "hearing_offered", "length": 3, "unit": "working_days", "warn_days": 1,
            "source": "L", "title": ["zh": "z", "en": "e"],
        ]
        let path = try CasePath(later: ["effective_from": "2021-09-20", "clocks": [short]])
        var (one, _) = try path.standing(at: .notified)
        let arrival = try path.instant("2021-09-22T10:00:00+08:00")
        one.state = try #require(
            path.ruling(one, try path.command(.serve, at: arrival, in: .served), at: arrival).transition
        ).state
        let running = path.terms.running(one, settled: [:])
        #expect(running.map(\.rules.description) == ["2021-01-01", "2021-09-20"])
        // 23 and 24, and Sunday the 26th, which is worked.
        #expect(running[1].due.day.description == "2021-09-26")
        let late = path.ruling(one, .askHearing(reason: ""), at: try path.instant("2021-09-27T09:00:00+08:00"))
        #expect(late.refusal?.guard == .tooLate && late.refusal?.text.contains("3 working days") == true)
    }

    @Test func `the party's own time is said to be near to nobody`() throws {
        #expect(ClockName.allCases.filter { $0.holder == .party } == [.hearingRequest])
        let short: [String: Any] = [
            "name": "hearing_request", "starts": "hearing_offered", "length": 5, "unit": "working_days", "warn_days": 3,
            "source": "L", "title": ["zh": "z", "en": "e"],
        ]
        let path = try CasePath(later: ["effective_from": "2021-09-01", "clocks": [short]])
        let running = path.terms.running(try path.standing(at: .served).one, settled: [:])
        #expect(running[1].warnAt == running[1].due.instant)
        #expect(Day(running[0].warnAt, in: path.path.zone).description == "2021-12-02", "fourteen days before")
    }

    @Test func `a hearing in a year without a table has its notice rather too early than too late`() throws {
        let (one, _) = try path.standing(at: .hearingAsked)
        let hearing = SetHearing(at: try path.instant("2027-01-20T10:00:00+08:00"), place: "p", chair: "Wu")
        let now = try path.instant("2026-12-01T10:00:00+08:00")
        var set = one
        set.state = try #require(path.ruling(one, .setHearing(hearing), at: now).transition).state
        let term = try #require(path.terms.running(set, settled: [:]).last)
        // Of January nothing counts; 31, 30, 29, 28, 25, 24 and 23 December do.
        #expect(term.name == .hearingNotice && term.due.provisional && term.due.day.description == "2026-12-22")
    }

    @Test func `only a clock that runs and that people settle is settled, with a note`() throws {
        func settle(_ clock: ClockName, _ note: String = "n") -> CaseCommand {
            .settleClock(SettleClock(clock: clock, note: note))
        }
        func refused(_ guardName: Refusal.Guard, _ says: String, _ place: CasePlace, _ command: CaseCommand) throws {
            let (one, at) = try path.standing(at: place)
            let refusal = path.ruling(one, command, at: at).refusal
            #expect(refusal?.guard == guardName && refusal?.text.contains(says) == true, "\(refusal?.text ?? "taken")")
        }
        try refused(.wrongState, "decision_served or executed", .decided, settle(.penaltyPublication))
        try refused(.term, "there is: penalty_publication", .decisionServed, settle(.penaltyService))
        try refused(.term, "none is", .revocationServedDecision, settle(.penaltyPublication))
        try refused(.reason, "note", .executed, settle(.penaltyPublication, ""))
        let (one, at) = try path.standing(at: .executed)
        let done = try #require(path.ruling(one, settle(.penaltyPublication), at: at).transition)
        #expect(done.state == one.state && done.event.body["clock"] == "penalty_publication")
        #expect(path.ruling(one, settle(.penaltyPublication), at: at) { $0.clocks = [] }.refusal?.guard == .term)
    }
}
