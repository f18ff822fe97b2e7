import Documents
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
        group.post("checks") { request, _ in try await order(request) }
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
        group.get("documents/{id}/pdf") { _, context in try await print(context.parameters.require("id")) }
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

    /// The body of `POST /checks`.
    private struct OrderForm: Decodable {
        let source: Check.Source?
        let mode: Check.Mode?
        let application: String?
        let reason: String?
        let by: String?
        let role: Actor.Role?
    }

    private func order(_ request: Request) async throws -> Response {
        let form = try await Answer.form(OrderForm.self, request, of: "order")
        guard let source = form.source else {
            let sources = Check.Source.allCases.filter(\.isOrdered).map(\.rawValue).joined(separator: ", ")
            throw Fault(.invalid, "\"source\" is missing: send one of \(sources).", field: "source")
        }
        let trimmed = { (text: String?) in (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines) }
        guard let name = form.application.map(trimmed), !name.isEmpty else {
            throw Fault(
                .invalid,
                "\"application\" is missing: send the application's number, or the enterprise's unified social credit code.",
                field: "application")
        }
        let order = CheckOrder(source: source, mode: form.mode ?? .videoCheck, reason: trimmed(form.reason))
        let by = trimmed(form.by)
        let actor = Actor(form.role ?? .registrar, by.isEmpty ? "staff" : by)
        switch try await store.order(
            order, on: name, by: actor, key: request.headers[.idempotencyKey], now: Date())
        {
        case .refused(let refusal): return FaultAnswer.response(refusal)
        case .done(let id, let isNew):
            var response = try await show(id)
            if isNew { response.status = .created }
            return response
        }
    }

    private func list(_ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        var filter = CheckFilter()
        filter.stage = try request.choice("stage")
        filter.state = try request.choice("state")
        filter.source = try request.choice("source")
        filter.inspector = query.get("inspector")
        filter.text = request.words("q")
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

    /// The entity tag is the check's revision: what it says changes with every command, and with nothing else that
    /// `If-Match` should guard against.
    private func show(_ id: ID<Check>) async throws -> Response {
        let story = try await store.story(id)
        let recordings = try story.recordings.map { RecordingView.json(try footage.describe($0)) }
        var response = Answer.json(try CheckView.whole(story, footage: recordings))
        response.headers[.eTag] = Self.tag(story.check.revision)
        return response
    }

    private static func tag(_ revision: Int) -> String { "\"r\(revision)\"" }

    /// Whether the caller has no use for the check as it stands after a command (RFC 7240, `return=minimal`).
    private static func asksLittle(_ request: Request) -> Bool {
        request.headers[values: .prefer].joined(separator: ",").split(whereSeparator: { ",;".contains($0) })
            .contains { $0.filter { $0 != " " }.lowercased() == "return=minimal" }
    }

    /// The revision that the caller saw, by `If-Match`; nil: it does not say, or takes any.
    static func seen(_ request: Request) throws -> Int? {
        guard let text = request.headers[.ifMatch]?.trimmingCharacters(in: .whitespaces), text != "*" else {
            return nil
        }
        guard text.hasPrefix("\"r"), text.hasSuffix("\""), let revision = Int(text.dropFirst(2).dropLast()) else {
            throw Fault(
                .invalid, "\"If-Match\" takes the ETag of the check as it was shown, such as \"r7\".", field: "If-Match"
            )
        }
        return revision
    }

    private func command(_ word: String, on name: String, _ request: Request) async throws -> Response {
        guard let command = CheckCommand.Name(rawValue: word) else {
            let known = CheckCommand.Name.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(.notFound, "There is no command \"\(word.prefix(40))\"; there are: \(known).", field: "command")
        }
        let id = try await store.resolve(name)
        let form = try await Answer.form(CommandForm.self, request, of: "command")
        let applied = try await store.apply(
            form.command(command), to: id, by: form.actor(for: command), key: request.headers[.idempotencyKey],
            revision: try Self.seen(request), codes: form.oneTimeCodes, now: Date())
        switch applied {
        case .accepted(let check), .repeated(let check):
            guard Self.asksLittle(request) else { return try await show(id) }
            return Response(
                status: .noContent, headers: [.eTag: Self.tag(check.revision), .preferenceApplied: "return=minimal"])
        case .refused(let refusal): return FaultAnswer.response(refusal)
        }
    }

    private func document(_ name: String) async throws -> Response {
        let document = try await find(name)
        var headers: HTTPFields = [
            .contentType: document.mediaType, .eTag: "\"\(document.sha256)\"",
            .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        ]
        // What somebody brought is saved, never shown on this site's own ground.
        if document.kind == .sealedScan {
            let type = document.mediaType.split(separator: "/").last ?? "bin"
            headers[.contentDisposition] = "attachment; filename=\"sealed_scan-\(document.id).\(type)\""
            headers[.xContentTypeOptions] = "nosniff"
        }
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: document.bytes)))
    }

    /// The PDF is for paper; the record is what is filed.
    private func print(_ name: String) async throws -> Response {
        let document = try await find(name)
        guard document.mediaType.hasPrefix("text/html") else {
            throw Fault(
                .unsupported, "\(document.number) is no text for paper: read it at /documents/\(document.id).",
                field: "id")
        }
        let pdf = try await PDFPrinter().pdf(of: document.bytes)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/pdf",
                .contentDisposition: "inline; filename=\"\(document.kind.rawValue)-\(document.id).pdf\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: pdf)))
    }

    private func find(_ name: String) async throws -> DocumentRow {
        guard let id = ID<Document>(name) else {
            throw Fault(.notFound, "There is no document \"\(name.prefix(40))\".", field: "id")
        }
        return try await store.document(id)
    }
}

extension HTTPField.Name {
    static var prefer: Self { Self("Prefer") ?? .expect }
    static var preferenceApplied: Self { Self("Preference-Applied") ?? .expect }
}
