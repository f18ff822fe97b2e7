import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// `GET /checks/{id}/checklist`: the session's items, one tap for each answer; afterwards, what was answered, each a link
/// to its moment. `POST` puts one answer on record.
struct ChecklistPage: Sendable {
    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_checklist_mustache, frame: console.frame, part: .queue)
    }

    /// An answer that was sent in vain.
    struct Try {
        let position: Int?
        let reason: String
        let by: String
        let problem: Phrase
        var detail = ""
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("checks/{id}/checklist") { request, context in
            try await show(request, try await story(context.parameters.require("id")))
        }
        router.post("checks/{id}/checklist") { request, context in
            try await answer(request, try await story(context.parameters.require("id")))
        }
    }

    private func story(_ name: String) async throws -> CheckStory {
        let story = try await console.store.story(console.store.resolve(name))
        guard story.checklist != nil else {
            throw Fault(
                .notFound, "\(story.check.checkNo) has no checklist: its session began without one.", field: "id")
        }
        return story
    }

    private func show(
        _ request: Request, _ story: CheckStory, status: HTTPResponse.Status = .ok, tried: Try? = nil
    ) async throws -> Response {
        guard let checklist = story.checklist else { throw Fault(.notFound, "There is no checklist.") }
        let language = request.consoleLanguage
        let view = ChecklistView(story: story, checklist: checklist, clock: console.clock, language: language)
        var values = view.values(tried)
        values["by"] = tried?.by ?? ConsoleName.of(request)
        values["key"] = UUID().uuidString
        values["problem"] = tried?.problem[language] ?? ""
        values["detail"] = tried?.detail ?? ""
        return await page.response(
            to: request, status: status,
            title: "\(Phrase("核查清单", "Checklist")[language]) \(story.check.checkNo)",
            address: "/checks/\(story.check.checkNo)/checklist", values)
    }

    private func answer(_ request: Request, _ story: CheckStory) async throws -> Response {
        let sent = try await FormFields(request)
        let parts = sent["tap"].split(separator: ":").map(String.init)
        let items = story.checklist?.sheet.items ?? []
        guard parts.count == 2, let position = Int(parts[0]), items.indices.contains(position),
            let word = ChecklistAnswer(rawValue: parts[1])
        else { return try await show(request, story) }
        let (reason, by) = (sent["reason_\(position)"], sent["by"])
        func again(
            _ status: HTTPResponse.Status, _ problem: Phrase, detail: String = "", at position: Int? = nil
        ) async throws -> Response {
            try await show(
                request, self.story(story.check.checkNo), status: status,
                tried: Try(position: position, reason: reason, by: by, problem: problem, detail: detail))
        }
        guard (1...ConsoleName.longest).contains(by.count) else {
            return try await again(.unprocessableContent, Phrase("请填写姓名。", "Enter your name."))
        }
        guard reason.count <= Marker.longestReason else {
            return try await again(.unprocessableContent, Phrase("说明太长。", "The remark is too long."), at: position)
        }
        let (item, now) = (items[position], Date())
        let marker = Marker(
            kind: .answer, person: item.person, item: item.item, answer: word, reason: reason, recording: nil,
            from: nil, to: nil, at: now, by: Actor(.inspector, by))
        let key = sent["key"].isEmpty ? nil : "form:\(sent["key"]):\(position):\(word.rawValue)"
        switch try await console.store.mark(
            marker, on: story.check.id, key: key, request: "\(position)|\(word)|\(reason)|\(by)", now: now)
        {
        case .accepted, .repeated:
            let next = min(position + 1, items.count - 1)
            var response = Response(
                status: .seeOther, headers: [.location: "/checks/\(story.check.checkNo)/checklist#i\(next)"])
            response.setCookie(ConsoleName.remembering(by))
            return response
        case .refused(let refusal):
            let names = story.names
            let shown = Phrase(
                refusal.shown(.zh, console.clock, names: names), refusal.shown(.en, console.clock, names: names))
            return try await again(.conflict, shown, detail: refusal.text, at: position)
        }
    }
}
