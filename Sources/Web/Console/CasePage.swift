import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// A case's form as it was sent, and why it was not carried out.
struct CaseTry: Sendable {
    let name: CaseCommand.Name
    let sent: FormFields
    /// By the field's name.
    var errors: [String: String] = [:]
    var refusal: Refusal?
    /// The case had moved on since the form was drawn.
    var isOutdated = false
}

/// `GET /cases/{id or number}`: one case's whole story, with the forms for what its state allows;
/// `POST /cases/{id or number}/{command}` carries one out.
struct CasePage: Sendable {
    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_case_mustache, frame: console.frame, part: .cases)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("cases/{id}") { request, context in
            try await show(request, story(context.parameters.require("id")))
        }
        // A form that was sent without effect stands at this address; asking for it again shows the case.
        router.get("cases/{id}/{command}") { _, context in
            let name = try context.parameters.require("id")
            return Response(status: .seeOther, headers: [.location: ConsoleLanguage.here("/cases/\(name)")])
        }
        router.post("cases/{id}/{command}") { request, context in
            try await act(
                request, on: story(context.parameters.require("id")), context.parameters.require("command"))
        }
    }

    private func story(_ name: String) async throws -> CaseStory {
        try await console.store.caseStory(console.store.resolveCase(name))
    }

    /// - Parameter tried: the form that was just sent and refused, to be shown as it was sent.
    private func show(
        _ request: Request, _ story: CaseStory, status: HTTPResponse.Status = .ok, tried: CaseTry? = nil
    ) async throws -> Response {
        let now = Date()
        let one = story.legalCase
        var values = CaseStoryView(story: story, console: console, language: request.consoleLanguage, now: now).values
        let forms = CaseForms(story: story, request: request, clock: console.clock, now: now)
        values["forms"] = forms.all(tried).map {
            [
                "html": $0.form.html(id: "do-\($0.name.rawValue)", template: console.formTemplate),
                "title": $0.name.deed[request.consoleLanguage], "main": $0.isMain, "open": $0.isOpen,
            ] as [String: Any]
        }
        return await page.response(
            to: request, status: status, title: "\(one.caseNo) \(one.enterpriseName)",
            address: "/cases/\(one.caseNo)", values)
    }

    private func act(_ request: Request, on story: CaseStory, _ word: String) async throws -> Response {
        guard let name = CaseCommand.Name(rawValue: word), name != .acknowledge else {
            throw Fault(.notFound, "There is no command \"\(word.prefix(40))\" for staff.", field: "command")
        }
        let language = request.consoleLanguage
        let one = story.legalCase
        let sent = try await FormFields(request)
        let reading = CaseReading(sent, language, console.clock)
        guard let command = reading.command(name, kind: one.kind) else {
            return try await show(
                request, story, status: .unprocessableContent,
                tried: CaseTry(name: name, sent: sent, errors: reading.errors))
        }
        let by = sent["by"]
        let role = name.roles.first { $0 != .timer && $0 != .party } ?? name.usualRole
        let key = sent["key"]
        let applied: CheckStore.CaseApplied
        do {
            applied = try await console.store.apply(
                command, to: one.id, by: Actor(role, by), key: key.isEmpty ? nil : "form:" + key,
                revision: Int(sent["revision"]), now: Date())
        } catch let fault as Fault where fault.kind == .outdated {
            return try await show(
                request, self.story(one.caseNo), status: .preconditionFailed,
                tried: CaseTry(name: name, sent: sent, isOutdated: true))
        }
        switch applied {
        case .accepted(let now), .repeated(let now):
            let done = Phrase(
                "\(name.done.zh)。现状态：\(now.state.name.words.zh)",
                "\(name.done.en). It is now: \(now.state.name.words.en)")
            var response = ConsoleNotice.seeOther("/cases/\(now.caseNo)", done[language])
            response.setCookie(ConsoleName.remembering(by))
            return response
        case .refused(let refusal):
            return try await show(
                request, self.story(one.caseNo), status: .conflict,
                tried: CaseTry(name: name, sent: sent, refusal: refusal))
        }
    }
}
