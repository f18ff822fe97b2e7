import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// `/checks/{id}/markers`: notes and checklist answers at a time of the footage; `/documents/{id}/scan`.
struct MarkerRoutes: Sendable {
    let store: CheckStore

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("checks/{id}/markers") { request, context in
            try await list(request, store.resolve(context.parameters.require("id")))
        }
        group.post("checks/{id}/markers") { request, context in
            let id = try await store.resolve(context.parameters.require("id"))
            let form = try await Answer.form(MarkerForm.self, request, of: "the marker")
            let now = Date()
            let marked = try await store.mark(
                form.marker(now: now), on: id, key: request.headers[.idempotencyKey], request: "\(form)",
                now: now)
            switch marked {
            case .accepted(let row): return Answer.json(DossierView.marker(row), status: .created)
            case .repeated(let row): return Answer.json(DossierView.marker(row))
            case .refused(let refusal): return FaultAnswer.response(refusal)
            }
        }
        group.post("documents/{id}/scan") { request, context in
            try await scan(request, context.parameters.require("id"))
        }
    }

    private func list(_ request: Request, _ id: ID<Check>) async throws -> Response {
        let limit = try Answer.limit(request, usual: 100)
        let query = request.uri.queryParameters
        var after: Int64?
        if let text = query.get("cursor") {
            guard let leaf = Int64(text), leaf >= 0 else {
                throw Fault(.invalid, "\"cursor\" takes the \"next_cursor\" of the page before.", field: "cursor")
            }
            after = leaf
        }
        let rows = try await store.markers(of: id, kind: try request.choice("kind"), after: after, limit: limit)
        return Answer.list(
            rows.map(DossierView.marker), next: rows.count == limit ? rows.last.map { String($0.leaf) } : nil)
    }

    /// The bytes alone, with `by` and `reason` in the query, or a form with `scan`, `by` and `reason`.
    private func scan(_ request: Request, _ name: String) async throws -> Response {
        let sent = try await ScanForm(request)
        guard let id = ID<Document>(name) else {
            throw Fault(.notFound, "There is no document \"\(name.prefix(40))\".", field: "id")
        }
        let original = try await store.document(id)
        let command = CheckCommand.fileScan(try FileScan(document: id, bytes: sent.bytes, reason: sent.reason))
        let applied = try await store.apply(
            command, to: original.check, by: Actor(.registrar, sent.by), key: request.headers[.idempotencyKey],
            now: Date())
        switch applied {
        case .refused(let refusal): return FaultAnswer.response(refusal)
        case .accepted, .repeated:
            let story = try await store.story(original.check)
            guard let line = story.documents.last(where: { $0.scanOf == id }) else {
                throw Fault(.internal, "The scan of \(original.number) is not on file.")
            }
            return Answer.json(CheckView.document(line), status: .created)
        }
    }
}

/// A scan as it was sent.
struct ScanForm: Sendable {
    let bytes: Data
    let by: String
    let reason: String

    init(_ request: Request) async throws {
        let bound = FileScan.mostBytes + (64 << 10)
        let kind = (request.headers[.contentType] ?? "").lowercased()
        var (by, reason) = ("", "")
        if kind.hasPrefix("multipart/form-data") {
            let form = try await Multipart(request, bound: bound)
            bytes = form["scan"]
            (by, reason) = (form.text("by"), form.text("reason"))
        } else {
            bytes = try await Answer.body(request, upTo: bound, otherwise: "scan it in grey, or at 200 dpi")
            let query = request.uri.queryParameters
            (by, reason) = (query.get("by") ?? "", query.get("reason") ?? "")
        }
        self.by = by.isEmpty ? "staff" : try Application.text(by, "by")
        self.reason = reason.isEmpty ? "" : try Application.text(reason, "reason")
    }
}

/// The body of `POST /checks/{id}/markers`.
struct MarkerForm: Decodable {
    var kind: Marker.Kind?
    var person: ID<Check.Person>?
    var item: String?
    var answer: ChecklistAnswer?
    var reason: String?
    var recording: ID<Recording>?
    var from: Double?
    var to: Double?
    var at: String?
    var by: String?
    var role: Actor.Role?

    /// - Throws: `Fault(.invalid)` naming the field, and the item and person that it is about.
    func marker(now: Date) throws -> Marker {
        guard let kind else {
            throw Fault(.invalid, "\"kind\" is missing: send \(Marker.Kind.allowed).", field: "kind")
        }
        if kind == .answer {
            if (item ?? "").isEmpty { throw fault("item", "names the item of the checklist that is answered") }
            if answer == nil { throw fault("answer", "takes \(ChecklistAnswer.allowed)") }
        }
        if kind == .note, item != nil || answer != nil {
            throw Fault(.invalid, "A note answers nothing: leave \"item\" and \"answer\" out.", field: "item")
        }
        let reason = (reason ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard reason.count <= Marker.longestReason else {
            throw fault("reason", "has at most \(Marker.longestReason) characters")
        }
        var seen = now
        if let at {
            guard let date = Date(iso8601: at) else {
                throw fault("at", "takes an instant such as 2026-03-02T09:00:00+08:00")
            }
            seen = date
        }
        try demandInterval()
        return Marker(
            kind: kind, person: person, item: item, answer: answer, reason: reason, recording: recording, from: from,
            to: to ?? from, at: seen, by: Actor(role ?? .inspector, by ?? "staff"))
    }

    private func demandInterval() throws {
        if from == nil, to != nil { throw fault("from", "is needed beside \"to\"") }
        if from == nil, recording != nil { throw fault("from", "is needed beside \"recording\"") }
        guard let from else { return }
        let end = to ?? from
        guard from >= 0, end >= from, end <= Finding.Evidence.latest else {
            throw fault("from", "and \"to\" must have 0 ≤ from ≤ to, in seconds, within a year")
        }
    }

    private func fault(_ field: String, _ allowed: String) -> Fault {
        let about = [item, person?.description].compactMap(\.self).joined(separator: ", ")
        return Fault(.invalid, "\"\(field)\" \(allowed)\(about.isEmpty ? "" : " (\(about))").", field: field)
    }
}
