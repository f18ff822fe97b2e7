import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// `/cases`: filed cases, and every command they take.
struct CaseRoutes: Sendable {
    let store: CheckStore

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("cases") { request, _ in try await list(request) }
        group.get("cases/{id}") { _, context in
            try await show(store.resolveCase(context.parameters.require("id")))
        }
        group.post("cases/{id}/{command}") { request, context in
            try await command(
                context.parameters.require("command"), on: context.parameters.require("id"), request)
        }
    }

    private func list(_ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        var filter = CaseFilter()
        filter.state = try request.choice("state")
        filter.kind = try request.choice("kind")
        if let name = query.get("check") { filter.check = try await store.resolve(name) }
        filter.text = request.words("q")
        filter.after = query.get("cursor")
        filter.order = try request.choice("order") ?? .oldest
        filter.limit = try Answer.limit(request)
        let found = try await store.cases(filter)
        return Answer.list(
            found.map { .object(CaseView.summary($0)) },
            next: found.count == filter.limit ? found.last?.id.description : nil)
    }

    private func show(_ id: ID<LegalCase>) async throws -> Response {
        let story = try await store.caseStory(id)
        var response = Answer.json(CaseView.whole(story))
        response.headers[.eTag] = "\"r\(story.legalCase.revision)\""
        return response
    }

    private func command(_ word: String, on name: String, _ request: Request) async throws -> Response {
        guard let command = CaseCommand.Name(rawValue: word) else {
            let known = CaseCommand.Name.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(.notFound, "There is no command \"\(word.prefix(40))\"; there are: \(known).", field: "command")
        }
        let id = try await store.resolveCase(name)
        let form = try await Answer.form(CaseForm.self, request, of: "command")
        let kind = try await store.caseStory(id).legalCase.kind
        let applied = try await store.apply(
            form.command(command, kind: kind), to: id, by: form.actor(for: command),
            key: request.headers[.idempotencyKey], revision: try CheckRoutes.seen(request), now: Date())
        switch applied {
        case .accepted, .repeated: return try await show(id)
        case .refused(let refusal): return FaultAnswer.response(refusal)
        }
    }
}
