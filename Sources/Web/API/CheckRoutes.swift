import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Recordings
import Store

/// `/applications` and `/checks`.
struct CheckRoutes: Sendable {
    let store: CheckStore
    let footage: Footage

    func add(to group: RouterGroup<some RequestContext>) {
        group.post("applications") { request, _ in try await receive(request) }
        group.get("checks") { request, _ in try await list(request) }
        group.get("checks/{id}") { _, context in
            try await show(store.resolve(context.parameters.require("id")))
        }
        group.post("checks/{id}/{command}") { request, context in
            try await command(
                context.parameters.require("command"), on: context.parameters.require("id"), request)
        }
        addDocuments(to: group)
    }

    /// The documents' bytes: for the API, and for the console's links beside it.
    func addDocuments(to group: some RouterMethods<some RequestContext>) {
        group.get("documents/{id}") { _, context in try await document(context.parameters.require("id")) }
    }

    private func receive(_ request: Request) async throws -> Response {
        let application = try Application(json: try await Answer.body(request))
        let received = try await store.receive(application, now: Date())
        var view: [String: JSONValue] = [
            "id": .string(received.id.description), "application_no": .string(received.applicationNo),
            "triage": .object([
                "decision": .string(received.triage.decision.rawValue), "reason": .string(received.triage.reason),
            ]), "check": .null,
        ]
        if let check = received.check {
            view["check"] = .object(["id": .string(check.id.description), "check_no": .string(check.number)])
        }
        return Answer.json(.object(view), status: received.isNew ? .created : .ok)
    }

    private func list(_ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        var filter = CheckFilter()
        filter.stage = try request.choice("stage")
        filter.state = try request.choice("state")
        filter.source = try request.choice("source")
        filter.inspector = query.get("inspector")
        filter.text = query.get("q")
        filter.after = query.get("cursor")
        filter.order = try request.choice("order") ?? .oldest
        filter.limit = try Answer.limit(request)
        if let text = query.get("due_before") {
            guard let date = Date(iso8601: text) else {
                throw Fault(
                    .invalid, "\"due_before\" takes an instant such as 2026-03-02T09:00:00Z.", field: "due_before")
            }
            filter.dueBefore = date
        }
        let checks = try await store.checks(filter)
        return Answer.list(
            checks.map { .object(CheckView.summary($0)) },
            next: checks.count == filter.limit ? checks.last?.id.description : nil)
    }

    private func show(_ id: ID<Check>) async throws -> Response {
        let story = try await store.story(id)
        let recordings = try story.recordings.map { RecordingView.json(try footage.describe($0)) }
        return Answer.json(try CheckView.whole(story, footage: recordings))
    }

    private func command(_ word: String, on name: String, _ request: Request) async throws -> Response {
        guard let command = CheckCommand.Name(rawValue: word) else {
            let known = CheckCommand.Name.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(.notFound, "There is no command \"\(word.prefix(40))\"; there are: \(known).", field: "command")
        }
        let id = try await store.resolve(name)
        let form = try await Answer.form(CommandForm.self, request, of: "command")
        let key = request.headers[.idempotencyKey]
        let applied = try await store.apply(
            form.command(command), to: id, by: form.actor(for: command), key: key, now: Date())
        switch applied {
        case .accepted, .repeated: return try await show(id)
        case .refused(let refusal): return FaultAnswer.response(refusal)
        }
    }

    private func document(_ name: String) async throws -> Response {
        guard let id = ID<Document>(name) else {
            throw Fault(.notFound, "There is no document \"\(name.prefix(40))\".", field: "id")
        }
        let document = try await store.document(id)
        return Response(
            status: .ok,
            headers: [
                .contentType: document.mediaType, .eTag: "\"\(document.sha256)\"",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: document.bytes)))
    }
}
