import Domain
import Foundation
import Hummingbird
import Store

/// `GET /cases`: filed cases, the newest first. Filters: `state`, `q`, `ended=1`; paged by `cursor`.
struct CasesPage: Sendable {
    private static let pageSize = 50

    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_cases_mustache, frame: console.frame, part: .cases)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("cases") { request, _ in try await show(request) }
    }

    private func show(_ request: Request) async throws -> Response {
        let language = request.consoleLanguage
        var filter = CaseFilter()
        filter.state = try request.asked("state").map { try CaseState.Name(word: $0, field: "state") }
        let ended = request.asked("ended") != nil || filter.state?.isOver == true
        filter.open = !ended
        filter.text = request.asked("q")
        filter.after = request.asked("cursor")
        filter.order = .newest
        filter.limit = Self.pageSize + 1
        let found = try await console.store.cases(filter)
        let shown = found.prefix(Self.pageSize)
        let clocks = try await console.store.clocks(of: Array(shown))
        let counts = try await console.store.caseCounts()
        let open = counts.filter { !$0.key.isOver }.values.reduce(0, +)
        let over = counts.filter(\.key.isOver).values.reduce(0, +)
        let now = Date()
        var values: [String: Any] = [
            "tabs": [
                ConsoleList.tab(Phrase("在办", "Open")[language], "/cases", count: open, current: !ended),
                ConsoleList.tab(Phrase("已结案", "Ended")[language], "/cases?ended=1", count: over, current: ended),
            ],
            "states": CaseState.Name.allCases.filter { $0.isOver == ended }.map {
                ["value": $0.rawValue, "name": $0.words[language], "chosen": $0 == filter.state] as [String: Any]
            },
            "q": filter.text ?? "", "ended": ended, "filtered": filter.text != nil || filter.state != nil,
            "cases": shown.map { line($0, clocks[$0.id] ?? [], language, now: now) }, "any": !shown.isEmpty,
        ]
        if found.count > Self.pageSize, let last = shown.last {
            values["next"] = address(filter, ended: ended, cursor: last.id.description)
        }
        if filter.after != nil { values["first"] = address(filter, ended: ended) }
        return await page.response(to: request, title: Phrase("案件", "Cases")[language], values)
    }

    private func address(_ filter: CaseFilter, ended: Bool, cursor: String = "") -> String {
        ConsoleList.address(
            "/cases",
            [
                ("ended", ended ? "1" : ""), ("state", filter.state?.rawValue ?? ""), ("q", filter.text ?? ""),
                ("cursor", cursor),
            ])
    }

    private func line(
        _ one: LegalCase, _ clocks: [RuledClock], _ language: Contact.Language, now: Date
    ) -> [String: Any] {
        var values = CaseLine.values(one, language)
        values["who"] = one.state.name.next(one.kind)[language]
        values["clocks"] = clocks.map {
            ClockLineView.values($0.clock, $0.rule, console.clock, language, now: now)
        }
        return values
    }
}

/// A case in one line, wherever it is listed.
enum CaseLine {
    static func values(_ one: LegalCase, _ language: Contact.Language) -> [String: Any] {
        [
            "case_no": one.caseNo, "check_no": one.checkNo, "enterprise": one.enterpriseName,
            "kind": one.kind.words[language], "cause": one.filing.cause.words[language],
            "state": one.state.name.words[language], "tone": one.state.name.isOver ? "" : "wait",
        ]
    }
}
