import Domain
import Foundation
import Hummingbird
import Store

/// `GET /deadlines`: the clocks that run, the first to end first. Filter: `standing`; paged by `cursor`.
struct DeadlinesPage: Sendable {
    private static let pageSize = 50

    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_deadlines_mustache, frame: console.frame, part: .deadlines)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("deadlines") { request, _ in try await show(request) }
    }

    private func show(_ request: Request) async throws -> Response {
        let language = request.consoleLanguage
        let now = Date()
        var filter = ClockFilter()
        filter.which = try request.asked("standing").map { try ClockFilter.Which(word: $0, field: "standing") }
        filter.after = request.asked("cursor")
        filter.limit = Self.pageSize
        let found = try await console.store.clocks(filter, now: now)
        let counts = try await console.store.clockCounts(now: now)
        let all = ConsoleList.tab(
            Phrase("全部", "All")[language], "/deadlines", count: counts.all, current: filter.which == nil)
        let tabs = [ClockFilter.Which.late, .near, .provisional].map { which in
            ConsoleList.tab(
                which.words[language], "/deadlines?standing=\(which.rawValue)", count: counts.of[which],
                current: filter.which == which)
        }
        var values: [String: Any] = [
            "tabs": [all] + tabs, "any": !found.lines.isEmpty, "filtered": filter.which != nil,
            "clocks": found.lines.map { line in
                var values = ClockLineView.values(line.clock, line.rule, console.clock, language, now: now)
                values["number"] = line.number
                values["path"] = Self.path(line)
                values["enterprise"] = line.enterprise
                values["state"] = Self.state(line)[language]
                return values
            },
        ]
        if let next = found.next {
            values["next"] = ConsoleList.address(
                "/deadlines", [("standing", filter.which?.rawValue ?? ""), ("cursor", next)])
        }
        if filter.after != nil {
            values["first"] = ConsoleList.address("/deadlines", [("standing", filter.which?.rawValue ?? "")])
        }
        return await page.response(to: request, title: ConsoleNavigation.deadlines.name[language], values)
    }

    /// Where one can act on it.
    private static func path(_ line: ClockLine) -> String {
        switch line.about {
        case .application: ConsoleNavigation.triage.path
        case .check: "/checks/\(line.number)"
        case .legalCase: "/cases/\(line.number)"
        }
    }

    private static func state(_ line: ClockLine) -> Phrase {
        switch line.about {
        case .application: Phrase("待分流", "To be triaged")
        case .check(let state): state.words
        case .legalCase(let state): state.words
        }
    }
}

/// A clock in words: what it is, since when it runs, how long it has.
enum ClockLineView {
    static func values(
        _ clock: ClockRow, _ rule: ClockRule, _ time: ConsoleClock, _ language: Contact.Language, now: Date
    ) -> [String: Any] {
        let standing = clock.standing(now: now)
        let tone =
            switch standing {
            case .late: "bad"
            case .near: "wait"
            case .running, .over: "quiet"
            }
        let remaining = standing == .over ? Phrase("已届满", "over") : time.remaining(clock.due, now: now)
        return [
            "title": rule.title[language], "since": clock.startedOn.description,
            "length": length(rule)[language], "due": clock.due.day.description,
            "remaining": remaining[language], "tone": tone,
            "provisional": clock.due.provisional, "source": rule.source.words[language],
        ]
    }

    private static func length(_ rule: ClockRule) -> Phrase {
        let one = rule.length == 1
        return switch rule.unit {
        case .workingDays: Phrase("\(rule.length) 个工作日", "\(rule.length) working day\(one ? "" : "s")")
        case .calendarDays: Phrase("\(rule.length) 日", "\(rule.length) day\(one ? "" : "s")")
        }
    }
}

extension ClockFilter.Which {
    var words: Phrase {
        switch self {
        case .late: Phrase("已逾期", "Late")
        case .near: Phrase("即将届满", "Near")
        case .provisional: Phrase("暂定", "Provisional")
        }
    }
}

extension ClockRule.Source {
    var words: Phrase {
        switch self {
        case .law: Phrase("法律规定", "by law")
        case .notice: Phrase("公开的规范", "by public notice")
        case .design: Phrase("本中心规定", "by the centre's own rule")
        }
    }
}
