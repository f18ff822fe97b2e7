import Domain
import Foundation
import Hummingbird
import Store

/// `GET /`: the checks by stage, what is late first. Filters: `stage`, `state`, `q`; paged by `cursor`.
struct QueuePage: Sendable {
    private static let pageSize = 50

    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_queue_mustache, frame: console.frame, part: .queue)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("/") { request, _ in try await show(request) }
    }

    private func show(_ request: Request) async throws -> Response {
        let language = request.consoleLanguage
        var filter = CheckFilter()
        filter.stage = try request.asked("stage").map { try CheckState.Stage(word: $0, field: "stage") }
        filter.state = try request.asked("state").map { try CheckState.Name(word: $0, field: "state") }
        filter.text = request.asked("q")
        filter.after = request.asked("cursor")
        filter.limit = Self.pageSize
        let done = filter.stage == .done || filter.state?.isOver == true
        let found = try await done ? console.store.closedChecks(filter) : console.store.queue(filter)
        let counts = try await console.store.checkCounts()
        let now = Date()
        var values: [String: Any] = [
            "tabs": tabs(filter, counts, language), "states": states(filter, language), "q": filter.text ?? "",
            "stage": filter.stage?.rawValue ?? "", "filtered": filter.text != nil || filter.state != nil,
            "checks": found.lines.map { line($0, language, now: now) }, "any": !found.lines.isEmpty,
        ]
        if let next = found.next { values["next"] = address(filter, cursor: next) }
        if filter.after != nil { values["first"] = address(filter) }
        return await page.response(
            to: request, title: Phrase("核查", "Checks")[language], values)
    }

    private func tabs(
        _ filter: CheckFilter, _ counts: [CheckState.Name: Int], _ language: Contact.Language
    ) -> [[String: Any]] {
        let open = counts.filter { !$0.key.isOver }.values.reduce(0, +)
        let all = ConsoleList.tab(
            Phrase("全部在办", "All open")[language], "/", count: open, current: filter.stage == nil)
        return [all]
            + CheckState.Stage.allCases.map { stage in
                let count = counts.filter { $0.key.stage == stage }.values.reduce(0, +)
                return ConsoleList.tab(
                    stage.words[language], "/?stage=\(stage.rawValue)", count: count, current: filter.stage == stage)
            }
    }

    /// States to filter by: those of the stage that is shown.
    private func states(_ filter: CheckFilter, _ language: Contact.Language) -> [[String: Any]] {
        CheckState.Name.allCases.filter { state in
            filter.stage.map { state.stage == $0 } ?? !state.isOver
        }.map {
            ["value": $0.rawValue, "name": $0.words[language], "chosen": $0 == filter.state]
        }
    }

    private func address(_ filter: CheckFilter, cursor: String = "") -> String {
        ConsoleList.address(
            "/",
            [
                ("stage", filter.stage?.rawValue ?? ""), ("state", filter.state?.rawValue ?? ""),
                ("q", filter.text ?? ""), ("cursor", cursor),
            ])
    }

    private func line(_ line: QueueLine, _ language: Contact.Language, now: Date) -> [String: Any] {
        let check = line.check
        let state = check.state.name
        var values: [String: Any] = [
            "check_no": check.checkNo, "enterprise": check.enterpriseName, "application": check.applicationNo ?? "",
            "people": check.people.map(\.name).joined(separator: language == .zh ? "、" : ", "),
            "state": state.words[language], "tone": line.blocked == nil ? (state.waitsForStaff ? "wait" : "") : "bad",
            "who": state.next[language], "blocked": "", "slot": "",
        ]
        if let blocked = line.blocked {
            values["blocked"] =
                blocked.guardName?.words[language]
                ?? Phrase("系统出错，暂时无法继续：", "Trouble here stands in the way: ")[language] + blocked.reason
        }
        if let slot = check.state.booking, state.stage == .notify || state == .served {
            values["slot"] = console.clock.slot(slot.start, slot.end)
        }
        values.merge(DeadlineView.values(check, console.clock, language, now: now)) { $1 }
        return values
    }
}

/// A check's deadline in words; after its end, only the day.
enum DeadlineView {
    static func values(
        _ check: Check, _ clock: ConsoleClock, _ language: Contact.Language, now: Date
    ) -> [String: Any] {
        var values: [String: Any] = [
            "deadline": check.deadline.day.description, "remaining": "", "deadline_tone": "quiet", "late": false,
            "provisional": check.deadline.provisional,
        ]
        guard !check.state.name.isOver else { return values }
        let days = check.deadline.day.ordinal - clock.day(now).ordinal
        values["remaining"] = clock.remaining(check.deadline, now: now)[language]
        values["late"] = check.deadline.instant <= now
        values["deadline_tone"] = check.deadline.instant <= now ? "bad" : days <= 2 ? "wait" : "quiet"
        return values
    }
}
