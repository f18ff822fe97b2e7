import Domain
import Foundation
import Testing

@Suite struct RuleBookTests {
    @Test func `the shipped rules are those of the design`() throws {
        let book = try RepositoryFiles.ruleBook()
        let rules = try book.rules(on: try Day("2026-05-01"))
        #expect(rules.effectiveFrom.description == "2021-01-01")
        #expect(rules.noticeLeadDays == 1 && !rules.allHours && rules.sessionMinutes == 60)
        #expect(rules.workingHours == [.init(from: 540, to: 720), .init(from: 840, to: 1050)])
        #expect(rules.decisionWorkingDays == 20 && rules.beginEarlyMinutes == 15 && rules.ackLinkDays == 30)
        #expect(rules.triageDefault == .videoCheck)
        #expect(rules.minInspectors == 2 && rules.planningHorizonDays == 60)
    }

    @Test func `the day of the event chooses`() throws {
        let old = Data(contents(from: "2021-01-01", lead: 1).utf8)
        let new = Data(contents(from: "2021-07-15", lead: 3).utf8)
        let book = try RuleBook(files: [("2021-07-15.json", new), ("2021-01-01.json", old)])
        #expect(try book.rules(on: try Day("2021-01-01")).noticeLeadDays == 1)
        #expect(try book.rules(on: try Day("2021-07-14")).noticeLeadDays == 1)
        #expect(try book.rules(on: try Day("2021-07-15")).noticeLeadDays == 3)
        let found = fault { _ = try book.rules(on: try Day("2020-12-31")) }
        #expect(found?.message.contains("2021-01-01") == true)
        let twice = fault { _ = try RuleBook(files: [("a.json", old), ("b.json", old)]) }
        #expect(twice?.message.contains("a.json") == true)
        #expect(throws: Fault.self) { try RuleBook(files: []) }
    }

    private func contents(from day: String, lead: Int) -> String {
        """
        {"effective_from":"\(day)","name":"t","notice_lead_days":\(lead),"all_hours":false,
         "working_hours":[["09:00","12:00"]],"session_minutes":60,"decision_working_days":20,
         "begin_early_minutes":15,"ack_link_days":30,"triage":{"default":"none"},"min_inspectors":2,
         "planning_horizon_days":60}
        """
    }

    @Test func `an unknown or missing key is refused by name`() {
        let unknown = fault { _ = try RepositoryFiles.rules(["notice_days": 1]) }
        #expect(unknown?.message.contains("test.json: unknown key \"notice_days\"; allowed: eff") == true)
        let missing = fault { _ = try RepositoryFiles.rules(["all_hours": nil]) }
        #expect(missing?.message == "test.json: the key \"all_hours\" is missing.")
        let inner = fault { _ = try RepositoryFiles.rules(["triage": ["default": "none", "x": "y"]]) }
        #expect(inner?.field == "triage.x")
        let named = fault { _ = try RepositoryFiles.rules(file: "2022-01-01.json") }
        #expect(named?.field == "effective_from")
    }

    @Test func `a bad value is refused with what is allowed`() {
        let bad: [(String, Any, String)] = [
            ("notice_lead_days", -1, "from 0 to 30"), ("notice_lead_days", "1", "from 0 to 30"),
            ("notice_lead_days", 1.5, "from 0 to 30"), ("all_hours", 1, "true or false"),
            ("session_minutes", 50, "multiple of 15"), ("session_minutes", 225, "at most 210"),
            ("min_inspectors", 1, "from 2 to 10"), ("effective_from", "2021-02-30", "YYYY-MM-DD"),
            ("triage", ["default": "maybe"], "video_check, desk_check, none"),
            ("triage", "none", "an object"), ("working_hours", [String](), "at least one"),
            ("working_hours", [["09:00", "09:00"]], "each from before to"),
            ("working_hours", [["09:00", "12:00"], ["11:00", "13:00"]], "in order"),
            ("working_hours", [["09:10", "12:00"]], "quarter hours"),
            ("working_hours", [["09:00", "24:15"]], "quarter hours"),
            ("working_hours", [["09:00"]], "pairs"), ("name", "", "1 to 200"),
        ]
        for (key, value, expected) in bad {
            let found = fault { _ = try RepositoryFiles.rules([key: value]) }
            #expect(found?.message.contains("test.json") == true, "\(key) \(value)")
            #expect(found?.message.contains(expected) == true, "\(key) \(value): \(found?.message ?? "none")")
            #expect(found?.field?.hasPrefix(key) == true)
        }
    }

    @Test func `the decision is due after twenty working days, at the end of the day`() throws {
        let (rules, zone) = (try RepositoryFiles.rules(), try RepositoryFiles.shanghai)
        let deadline = try Deadline.decision(
            .licenceDecision, since: try RepositoryFiles.instant("2021-09-15T10:00:00+08:00"), rules: rules,
            calendar: try RepositoryFiles.calendar(), timeZone: zone)
        #expect(deadline.day.description == "2021-10-19")
        #expect(deadline.instant == (try RepositoryFiles.instant("2021-10-20T00:00:00+08:00")))
        #expect(!deadline.provisional)
    }

    @Test func `a deadline beyond the calendar is provisional and never guessed`() throws {
        let (rules, zone) = (try RepositoryFiles.rules(), try RepositoryFiles.shanghai)
        let calendar = try RepositoryFiles.calendar()
        let deadline = try Deadline.decision(
            .licenceDecision, since: try RepositoryFiles.instant("2026-12-20T10:00:00+08:00"), rules: rules,
            calendar: calendar, timeZone: zone)
        #expect(deadline.day.description == "2026-12-31")
        #expect(deadline.provisional)
        let later = try RepositoryFiles.instant("2027-02-01T10:00:00+08:00")
        let found = fault {
            _ = try Deadline.decision(.licenceDecision, since: later, rules: rules, calendar: calendar, timeZone: zone)
        }
        #expect(found?.message.contains("2027.json") == true)
    }
}
