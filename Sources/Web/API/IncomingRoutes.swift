import Domain
import Foundation
import Hummingbird
import Store

enum IncomingView {
    static func json(_ row: IncomingRow) -> JSONValue {
        .object([
            "id": .string(row.id.description), "path": .string(row.shown), "size": .int(row.identity.size),
            "modified_at": .time(Date(timeIntervalSince1970: Double(row.identity.modified) / 1e9)),
            "state": .string(row.state.rawValue), "reason": .text(row.reason?.words(.en)),
            "check": .text(row.check?.description),
            "check_no": .text(row.checkNo), "kind": .text(row.kind), "origin": .text(row.origin?.rawValue),
            "decided_by": .text(row.decidedBy), "recording": .text(row.recording?.description),
            "sha256": .text(row.sha256), "present": .bool(row.isPresent), "moved_to": .text(row.movedTo),
            "seen_at": .time(row.seenAt), "settled_at": .time(row.settledAt),
        ])
    }
}

/// `/incoming`: the watched folder's files, and what people decide about those that nobody can place.
struct IncomingRoutes: Sendable {
    let store: CheckStore

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("incoming") { request, _ in
            let limit = try Answer.limit(request)
            let rows = try await store.incoming(
                states: (request.choice("state") as IncomingState?).map { [$0] } ?? [],
                after: request.uri.queryParameters.get("cursor"), limit: limit)
            return Answer.list(
                rows.map(IncomingView.json), next: rows.count == limit ? rows.last?.id.description : nil)
        }
        group.get("incoming/{id}") { _, context in
            Answer.json(IncomingView.json(try await store.incoming(Self.id(context.parameters.require("id")))))
        }
        group.post("incoming/{id}/assign") { request, context in
            let form = try await Answer.form(AssignForm.self, request, of: "assignment")
            let row = try await store.assignIncoming(
                Self.id(context.parameters.require("id")), to: store.resolve(form.check),
                kind: (form.kind ?? .session).rawValue, by: Self.actor(form.by), now: Date())
            return Answer.json(IncomingView.json(row))
        }
        group.post("incoming/{id}/dismiss") { request, context in
            let form = try await Answer.form(DismissForm.self, request, of: "dismissal")
            let row = try await store.dismissIncoming(
                Self.id(context.parameters.require("id")), because: Application.text(form.reason, "reason"),
                by: Self.actor(form.by), now: Date())
            return Answer.json(IncomingView.json(row))
        }
    }

    private struct AssignForm: Decodable {
        let check: String
        let by: String
        let kind: IncomingKind?
    }

    private struct DismissForm: Decodable {
        let by: String
        let reason: String
    }

    private static func actor(_ by: String) throws -> Actor { Actor(.registrar, try Application.text(by, "by")) }

    static func id(_ name: String) throws -> ID<Incoming> {
        guard let id = ID<Incoming>(name) else {
            throw Fault(.notFound, "There is no file \"\(name.prefix(40))\" in the watched folder.", field: "id")
        }
        return id
    }
}
