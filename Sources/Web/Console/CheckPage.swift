import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Recordings
import Store

/// `GET /checks/{id or number}`: one check's whole story, with the forms for what its state allows;
/// `POST /checks/{id or number}/{command}` carries one out.
struct CheckPage: Sendable {
    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_check_mustache, frame: console.frame, part: .queue)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("checks/{id}") { request, context in
            let story = try await story(context.parameters.require("id"))
            return try await show(request, story)
        }
        // A form that was sent without effect stands at this address; asking for it again shows the check.
        router.get("checks/{id}/{command}") { _, context in
            let name = try context.parameters.require("id")
            return Response(status: .seeOther, headers: [.location: ConsoleLanguage.here("/checks/\(name)")])
        }
        router.post("checks/{id}/{command}") { request, context in
            try await act(
                request, on: story(context.parameters.require("id")), context.parameters.require("command"))
        }
    }

    func story(_ name: String) async throws -> CheckStory {
        try await console.store.story(console.store.resolve(name))
    }

    /// - Parameter tried: the form that was just sent and refused, to be shown as it was sent.
    func show(
        _ request: Request, _ story: CheckStory, status: HTTPResponse.Status = .ok, tried: CommandTry? = nil
    ) async throws -> Response {
        let check = story.check
        let language = request.consoleLanguage
        let now = Date()
        let fees = story.people.experts.isEmpty ? [] : try await console.store.expertFees(ofCheck: check.id)
        var values = try StoryView(story: story, console: console, language: language, now: now, fees: fees).values
        let today = console.clock.day(now)
        let roster = try await console.store.inspectors().filter {
            try console.store.mayTake($0, check, on: today, now: now)
        }
        let forms = CommandForms(
            story: story, roster: roster, request: request, clock: console.clock, now: now,
            asksCodes: try console.store.asksCodes(now: now))
        values["forms"] = forms.all(tried).map {
            [
                "html": $0.form.html(id: "do-\($0.name.rawValue)", template: console.formTemplate), "title": $0.title,
                "main": $0.isMain, "open": $0.isOpen,
            ] as [String: Any]
        }
        values["documents"] = story.documents.filter { $0.scanOf == nil }.map { line in
            var paper = StoryView.document(line, story, console.clock, language)
            paper["form"] =
                line.kind.isWritten
                ? ScanPage.form(line, request).html(id: "scan-\(line.id)", template: console.formTemplate) : ""
            return paper
        }
        return await page.response(
            to: request, status: status, title: "\(check.checkNo) \(check.enterpriseName)",
            address: "/checks/\(check.checkNo)", values)
    }

    private func act(_ request: Request, on story: CheckStory, _ word: String) async throws -> Response {
        guard let name = CheckCommand.Name(rawValue: word), name != .acknowledge else {
            throw Fault(.notFound, "There is no command \"\(word.prefix(40))\" for staff.", field: "command")
        }
        let language = request.consoleLanguage
        let sent = try await FormFields(request)
        if !sent["more"].isEmpty {
            return try await show(request, story, tried: CommandTry(name: name, sent: sent))
        }
        let reading = CommandReading(sent, language, console.clock)
        guard reading.isMeant(), let command = reading.command(name, people: story.check.people.map(\.id)) else {
            return try await show(
                request, story, status: .unprocessableContent,
                tried: CommandTry(name: name, sent: sent, errors: reading.errors))
        }
        let by = sent["by"]
        let usual = name.roles.first { $0 != .timer && $0 != .party } ?? name.usualRole
        let said = Actor.Role(rawValue: sent["role"])
        let role = said.map { name.roles.contains($0) && $0 != .party && $0 != .timer } == true ? said ?? usual : usual
        let key = sent["key"]
        let applied: CheckStore.Applied
        do {
            applied = try await console.store.apply(
                command, to: story.check.id, by: Actor(role, by), key: key.isEmpty ? nil : "form:" + key,
                revision: Int(sent["revision"]), codes: reading.codes(of: story.inspectors.map(\.id)), now: Date())
        } catch let fault as Fault where fault.kind == .outdated {
            return try await show(
                request, self.story(story.check.checkNo), status: .preconditionFailed,
                tried: CommandTry(name: name, sent: sent, isOutdated: true))
        }
        switch applied {
        case .accepted(let check), .repeated(let check):
            let done = Phrase(
                "\(name.done.zh)。现状态：\(check.state.name.words.zh)",
                "\(name.done.en). It is now: \(check.state.name.words.en)")
            var response = ConsoleNotice.seeOther("/checks/\(check.checkNo)", done[language])
            response.setCookie(ConsoleName.remembering(by))
            return response
        case .refused(let refusal):
            return try await show(
                request, self.story(story.check.checkNo), status: .conflict,
                tried: CommandTry(name: name, sent: sent, refusal: refusal))
        }
    }
}
