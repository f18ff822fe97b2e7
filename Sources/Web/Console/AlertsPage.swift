import Documents
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// `/alerts`: what a person should know of, what to do about it, who has said that they know, and what is over.
struct AlertsPage: Sendable {
    private let store: CheckStore
    private let clock: LocalClock
    private let page: ConsolePage
    /// What is over is shown from the newest on, this many.
    private static let overShown = 50
    private static let pageSize = 25

    /// - Throws: `Fault(.internal)` when the template does not parse.
    init(store: CheckStore, frame: ConsoleFrame, clock: LocalClock) throws {
        self.store = store
        self.clock = clock
        page = try ConsolePage(PackageResources.console_alerts_mustache, frame: frame, part: .alerts)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("alerts") { request, _ in try await show(request) }
        router.post("alerts/{id}/acknowledge") { request, context in
            try await acknowledge(context.parameters.require("id"), request)
        }
    }

    private func acknowledge(_ name: String, _ request: Request) async throws -> Response {
        let sent = try await FormFields(request)
        guard let id = ID<Alert>(name) else {
            throw Fault(.notFound, "There is no alert \"\(name.prefix(40))\".", field: "id")
        }
        let by = sent["by"]
        guard (1...100).contains(by.count) else {
            let problem = Phrase("请填写您的姓名（最多 100 字）。", "Write your name, at most 100 characters.")
            return try await show(request, status: .unprocessableContent, problem: (id, problem))
        }
        let row = try await store.acknowledgeAlert(id, by: Actor(.registrar, by), now: Date())
        let title = Phrase(row.alert.kind.title(.zh), row.alert.kind.title(.en))
        var response = ConsoleNotice.seeOther(
            ConsoleNavigation.alerts.path,
            Phrase("已确认：\(title.zh)", "Acknowledged: \(title.en)")[request.consoleLanguage])
        response.setCookie(ConsoleName.remembering(by))
        return response
    }

    private func show(
        _ request: Request, status: HTTPResponse.Status = .ok, problem: (id: ID<Alert>, text: Phrase)? = nil
    ) async throws -> Response {
        let language = request.consoleLanguage
        let path = ConsoleNavigation.alerts.path
        let number = request.method == .get ? max(1, min(request.asked("page").flatMap { Int($0) } ?? 1, 1000)) : 1
        var open = try await store.openAlerts(skipping: (number - 1) * Self.pageSize, limit: Self.pageSize)
        if let problem, !open.rows.contains(where: { $0.id == problem.id }), let row = try await store.alert(problem.id)
        {
            // It stood on another page: what was refused is shown again with the rest.
            open.rows.insert(row, at: 0)
        }
        let over = number == 1 ? try await store.recentlyClearedAlerts(limit: Self.overShown) : []
        var values: [String: Any] = [
            "open": open.rows.map { row in
                self.values(row, language, problem?.id == row.id ? problem?.text[language] : nil)
            }, "over": over.map { self.values($0, language, nil) }, "none": open.count == 0, "any_over": !over.isEmpty,
            "by": ConsoleName.of(request), "count": open.count > Self.pageSize ? "\(open.count)" : "",
        ]
        if number * Self.pageSize < open.count { values["next"] = "\(path)?page=\(number + 1)" }
        if number > 1 { values["first"] = path }
        return await page.response(
            to: request, status: status, title: ConsoleNavigation.alerts.name[language],
            address: request.method == .get ? nil : path, values)
    }

    /// What its detail calls by a word of ours.
    private static func words(_ key: String, _ value: String, _ language: Contact.Language) -> String? {
        switch key {
        case "delivery": DeliveryKind(rawValue: value)?.words[language]
        case "clock": ClockName(rawValue: value)?.title[language]
        case "provisional": Phrase("是", "yes")[language]
        case "state": (CheckState.Name(rawValue: value)?.words ?? CaseState.Name(rawValue: value)?.words)?[language]
        default: nil
        }
    }

    private func values(_ row: AlertRow, _ language: Contact.Language, _ problem: String?) -> [String: Any] {
        let alert = row.alert
        let details = alert.details(language) { key, value in
            key == "since" ? Date(iso8601: value).map(clock.minute) : Self.words(key, value, language)
        }
        var values: [String: Any] = [
            "id": row.id.description, "title": alert.kind.title(language), "advice": alert.kind.advice(language),
            "severity": alert.severity.word(language), "urgent": alert.severity == .critical,
            "subject": alert.about, "details": details, "path": ConsoleFrame.Alert.path(alert),
            "elsewhere": ConsoleFrame.Alert.path(alert) != ConsoleNavigation.alerts.path,
            "since": clock.minute(row.since), "seen": clock.minute(row.lastSeen), "known": row.acknowledged != nil,
        ]
        // A section stands for a value that is there, be it empty: what is not there gets no value.
        values["cleared"] = row.clearedAt.map { clock.minute($0) }
        values["mailed"] = row.mailedAt.map { clock.minute($0) }
        values["known_at"] = row.acknowledged.map { clock.minute($0.at) }
        values["known_by"] = row.acknowledged?.by
        values["problem"] = problem
        return values
    }
}
