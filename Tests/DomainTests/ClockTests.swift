import Domain
import Foundation
import Testing

@Suite struct ClockTests {
    private let path: StraightPath
    private let terms: ClockTerms

    init() throws {
        path = try StraightPath()
        terms = ClockTerms(book: try RepositoryFiles.ruleBook(), calendar: path.calendar, timeZone: path.zone)
    }

    @Test func `the shipped file names every clock, as what is usual says`() throws {
        let shipped = try RepositoryFiles.rules()
        let usual = try RepositoryFiles.rules(["clocks": nil])
        for name in ClockName.allCases { #expect(shipped.clock(name) == usual.clock(name), "\(name.rawValue)") }
        let named = try #require(try Self.shippedClocks())
        #expect(Set(named.compactMap { $0["name"] as? String }) == Set(ClockName.allCases.map(\.rawValue)))
    }

    @Test func `the lengths are those of the design`() throws {
        let rules = try RepositoryFiles.rules()
        let lengths: [(ClockName, Int, ClockRule.Unit)] = [
            (.supplementNotice, 5, .workingDays), (.licenceDecision, 20, .workingDays),
            (.licenceExtension, 10, .workingDays), (.licenceIssue, 10, .workingDays), (.noticeLead, 1, .calendarDays),
            (.penaltyDecision, 90, .calendarDays), (.penaltyService, 7, .workingDays),
            (.hearingRequest, 5, .workingDays),
            (.hearingNotice, 7, .workingDays), (.penaltyPublication, 7, .workingDays), (.publication, 20, .workingDays),
            (.publishedWithdrawal, 3, .workingDays), (.rectification, 30, .calendarDays),
        ]
        for (name, length, unit) in lengths {
            #expect(rules.clock(name).length == length && rules.clock(name).unit == unit, "\(name.rawValue)")
        }
    }

    @Test func `which clocks run follows from where a check stands`() throws {
        let wanted: [(Place, Set<ClockName>)] = [
            (.requested, [.licenceDecision]), (.scheduled, [.licenceDecision, .noticeLead]),
            (.scheduledWaived, [.licenceDecision]), (.served, [.licenceDecision]),
            (.rectifying, [.rectification, .paperService]), (.rectifyingServed, [.rectification]), (.recheckedOpen, []),
            (.failed, [.paperService]), (.failedServed, [.publication]), (.passed, [.licenceIssue]),
            (.closedPassed, []), (.closedFailed, [.publication]), (.withdrawnFail, []), (.cancelled, []),
        ]
        for (place, names) in wanted {
            let running = terms.running(try path.standing(at: place).check, settled: [:])
            #expect(Set(running.map(\.name)) == names, "\(place.rawValue)")
            for term in running {
                #expect(term.warnAt <= term.due.instant && term.due.day >= term.startedOn || term.name == .noticeLead)
            }
        }
    }

    @Test func `a clock warns its days before, and a provisional one stops at the last known day`() throws {
        let term = try #require(terms.running(try path.requested(), settled: [:]).first)
        #expect(term.startedOn.description == "2021-09-15" && term.due.day.description == "2021-10-19")
        #expect(Day(term.warnAt, in: path.zone).description == "2021-10-15")
        let late = try RepositoryFiles.instant("2026-12-20T09:00:00+08:00")
        let waiting = terms.awaitingTriage(receivedAt: late, acceptedAt: late)
        #expect(waiting.map(\.name) == [.supplementNotice, .licenceDecision])
        #expect(waiting.map(\.due.provisional) == [false, true])
        #expect(waiting[1].due.day.description == "2026-12-31")
    }

    @Test func `a published decision that is taken back has to be taken down, until somebody says so`() throws {
        let withdrawn = try path.standing(at: .withdrawnFail).check
        let day = Day(path.session, in: path.zone)
        #expect(terms.running(withdrawn, settled: [:]).isEmpty)
        let running = terms.running(withdrawn, settled: [.publication: day])
        #expect(running.map(\.name) == [.publishedWithdrawal])
        let done = [ClockName.publication: day, .publishedWithdrawal: running[0].startedOn]
        #expect(terms.running(withdrawn, settled: done).isEmpty)
        let failed = try path.standing(at: .failedServed).check
        let publication = try #require(terms.running(failed, settled: [:]).first)
        #expect(terms.running(failed, settled: [.publication: publication.startedOn]).isEmpty)
        #expect(terms.running(failed, settled: [.publication: publication.startedOn.adding(days: -1)]).count == 1)
    }

    @Test func `a bad clock is refused by name`() throws {
        let good: [String: Any] = [
            "name": "publication", "starts": "decision_served", "length": 20, "unit": "working_days", "warn_days": 5,
            "source": "N", "title": ["zh": "z", "en": "e"],
        ]
        func found(_ changes: [String: Any]) -> String {
            let one = good.merging(changes) { $1 }
            return fault { _ = try RepositoryFiles.rules(["clocks": [one]]) }?.message ?? "taken"
        }
        #expect(found([:]) == "taken")
        #expect(found(["name": "tea_time"]).contains("one of supplement_notice, licence_decision"))
        #expect(found(["unit": "weeks"]).contains("working_days, calendar_days"))
        #expect(found(["starts": "sunrise"]).contains("decision_served"))
        #expect(found(["starts": "case_filed"]).contains("decision_served"))
        #expect(found(["source": "X"]).contains("L, N, D"))
        #expect(found(["length": 0]).contains("from 1 to 730"))
        #expect(found(["warn_days": -1]).contains("from 0 to 60"))
        #expect(found(["title": ["zh": "z"]]).contains("title.en"))
        #expect(found(["hint": 1]).contains("hint"))
        let held: [String: Any] = ["name": "rectification", "starts": "rectification_ordered", "length": 20]
        #expect(found(held).contains("rectification_days"), "a length is said once")
        let twice = fault { _ = try RepositoryFiles.rules(["clocks": [good, good]]) }
        #expect(twice?.message.contains("twice") == true)
    }

    @Test func `rule files join without a gap and without an overlap`() throws {
        func file(_ from: String, until: String? = nil) throws -> (name: String, data: Data) {
            var object = try #require(
                try JSONSerialization.jsonObject(
                    with: Data(contentsOf: RepositoryFiles.root.appending(path: "config/rules/2021-01-01.json")))
                    as? [String: Any])
            object["effective_from"] = from
            object["effective_until"] = until
            return ("\(from).json", try JSONSerialization.data(withJSONObject: object))
        }
        let joined = try RuleBook(files: [
            file("2021-01-01", until: "2021-07-14"), file("2021-07-15", until: "2021-12-31"),
        ])
        #expect(try joined.rules(on: Day("2021-07-14")).effectiveFrom.description == "2021-01-01")
        #expect(try joined.rules(on: Day("2021-07-15")).effectiveFrom.description == "2021-07-15")
        let after = fault { _ = try joined.rules(on: Day("2022-01-01")) }
        #expect(after?.kind == .unavailable && after?.message.contains("config/rules/2022-01-01.json") == true)
        let gap = fault { _ = try RuleBook(files: [file("2021-01-01", until: "2021-06-30"), file("2021-07-15")]) }
        #expect(gap?.message.contains("no rules apply from 2021-07-01 to 2021-07-14") == true)
        let overlap = fault { _ = try RuleBook(files: [file("2021-01-01", until: "2021-07-15"), file("2021-07-15")]) }
        #expect(overlap?.message.contains("let it end on 2021-07-14") == true)
        let backwards = fault { _ = try RuleBook(files: [file("2021-01-01", until: "2020-12-31")]) }
        #expect(backwards?.field == "effective_until")
    }

    @Test func `a reminder is due once there is something to remind of`() throws {
        let rules = try RepositoryFiles.rules(["reminder_hours": 24])
        let issued = try path.standing(at: .issued)
        let half = issued.at.addingTimeInterval(path.session.timeIntervalSince(issued.at) / 2)
        #expect(Reminder.due(for: issued.check, rules)?.at == half)
        let served = try path.standing(at: .served).check
        let due = try #require(Reminder.due(for: served, rules))
        #expect(due.kind == .session && due.at == path.session.addingTimeInterval(-86_400))
        #expect(Reminder.due(for: served, try RepositoryFiles.rules(["reminder_hours": nil])) == nil)
        // Whoever has just confirmed it needs no reminder.
        #expect(Reminder.due(for: served, try RepositoryFiles.rules(["reminder_hours": 72])) == nil)
        #expect(Reminder.due(for: try path.standing(at: .issued, channels: []).check, rules) == nil)
        #expect(Reminder.due(for: try path.standing(at: .inSession).check, rules) == nil)
    }

    private static func shippedClocks() throws -> [[String: Any]]? {
        let data = try Data(contentsOf: RepositoryFiles.root.appending(path: "config/rules/2021-01-01.json"))
        return (try JSONSerialization.jsonObject(with: data) as? [String: Any])?["clocks"] as? [[String: Any]]
    }
}

@Suite struct TriageTests {
    private typealias Standing = TriageDesk.Standing

    private func ruling(
        _ wanted: RuleSet.Triage, by role: Actor.Role = .registrar, _ standing: TriageDesk.Standing,
        reason: String = "r"
    ) -> String {
        switch TriageDesk.decide(wanted, reason: reason, by: Actor(role, "x"), standing) {
        case .opens(let mode): "opens \(mode.rawValue)"
        case .changes(let mode): "changes \(mode.rawValue)"
        case .needsNoCheck: "none"
        case .refused(let refusal): "refused \(refusal.guard.rawValue)"
        }
    }

    @Test func `a person triages what waits, and only the head changes it, while nobody has approved`() {
        let waits = Standing(decision: .ask, check: nil)
        #expect(ruling(.videoCheck, waits) == "opens video_check")
        #expect(ruling(.deskCheck, waits) == "opens desk_check")
        #expect(ruling(.noCheck, waits) == "none")
        #expect(ruling(.ask, waits) == "refused triage")
        #expect(ruling(.deskCheck, waits, reason: "") == "refused reason")
        #expect(ruling(.deskCheck, by: .inspector, waits) == "refused role")
        let none = Standing(decision: .noCheck, check: nil)
        #expect(ruling(.videoCheck, none) == "refused role")
        #expect(ruling(.videoCheck, by: .head, none) == "opens video_check")
        #expect(ruling(.noCheck, by: .head, none) == "refused triage")
        let open = Standing(decision: .videoCheck, check: ("C1", .requested))
        #expect(ruling(.deskCheck, open) == "refused role")
        #expect(ruling(.deskCheck, by: .head, open) == "changes desk_check")
        #expect(ruling(.videoCheck, by: .head, open) == "refused triage")
        #expect(ruling(.noCheck, by: .head, open) == "refused triage")
        let approved = Standing(decision: .videoCheck, check: ("C1", .approved))
        #expect(ruling(.deskCheck, by: .head, approved) == "refused triage")
    }
}
