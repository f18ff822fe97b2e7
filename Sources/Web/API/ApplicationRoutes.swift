import Domain
import Foundation
import Hummingbird
import Store

enum ApplicationView {
    static func json(_ line: ApplicationLine) -> JSONValue {
        .object([
            "id": .string(line.id.description), "application_no": .string(line.number),
            "kind": .string(line.kind.rawValue), "commitment": .bool(line.commitment),
            "enterprise": .object(["uscc": .string(line.uscc), "name": .string(line.enterprise)]),
            "accepted_at": .time(line.acceptedAt), "received_at": .time(line.receivedAt),
            "people": .int(Int64(line.people)),
            "triage": .object([
                "decision": .string(line.triage.decision.rawValue), "reason": .string(line.triage.reason),
                "by": .text(line.triaged?.by), "at": .time(line.triaged?.at),
            ]),
            "check": line.check.map {
                .object(["id": .string($0.id.description), "check_no": .string($0.number)])
            } ?? .null,
            "clocks": .array(
                line.clocks.map {
                    .object([
                        "name": .string($0.name.rawValue), "due": .string($0.due.day.description),
                        "provisional": .bool($0.due.provisional),
                    ])
                }),
        ])
    }
}

/// `/applications`: what came in, and a person's triage of it.
struct ApplicationRoutes: Sendable {
    let store: CheckStore

    /// The body of a triage.
    private struct Form: Decodable {
        let decision: RuleSet.Triage?
        let reason: String?
        let by: String?
        let role: Actor.Role?
    }

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("applications") { request, _ in
            let limit = try Answer.limit(request)
            let query = request.uri.queryParameters
            let found = try await store.applications(
                awaiting: try Self.awaiting(query.get("triage")), after: query.get("cursor"), limit: limit)
            return Answer.list(
                found.map(ApplicationView.json), next: found.count == limit ? found.last?.id.description : nil)
        }
        group.get("applications/{id}") { _, context in
            Answer.json(ApplicationView.json(try await store.application(context.parameters.require("id"))))
        }
        group.post("applications/{id}/triage") { request, context in
            try await triage(context.parameters.require("id"), request)
        }
    }

    private func triage(_ name: String, _ request: Request) async throws -> Response {
        let form = try await Answer.form(Form.self, request, of: "triage")
        guard let decision = form.decision else {
            throw Fault(
                .invalid, "\"decision\" is missing: send video_check, desk_check or none.", field: "decision")
        }
        let by = (form.by ?? "staff").trimmingCharacters(in: .whitespacesAndNewlines)
        let reason = (form.reason ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        let done = try await store.triage(
            name, Triage(decision: decision, reason: reason), by: Actor(form.role ?? .registrar, by), now: Date())
        switch done {
        case .done(let line): return Answer.json(ApplicationView.json(line))
        case .refused(let refusal): return FaultAnswer.response(refusal)
        }
    }

    private static func awaiting(_ text: String?) throws -> Bool {
        switch text {
        case nil: false
        case "awaiting": true
        default: throw Fault(.invalid, "\"triage\" takes awaiting.", field: "triage")
        }
    }
}
