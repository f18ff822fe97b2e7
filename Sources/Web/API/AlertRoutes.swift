import Domain
import Foundation
import Hummingbird
import Store

enum AlertView {
    static func json(_ row: AlertRow) -> JSONValue {
        let kind = row.alert.kind
        func words(_ of: (Contact.Language) -> String) -> JSONValue {
            .object(["zh": .string(of(.zh)), "en": .string(of(.en))])
        }
        return .object([
            "id": .string(row.id.description), "kind": .string(kind.rawValue),
            "severity": .string(row.alert.severity.rawValue), "subject": .string(row.alert.subject),
            "detail": .object(row.alert.detail), "title": words(kind.title), "advice": words(kind.advice),
            "since": .time(row.since), "last_seen": .time(row.lastSeen), "count": .int(Int64(row.count)),
            "cleared_at": .time(row.clearedAt), "mailed_at": .time(row.mailedAt),
            "acknowledged": row.acknowledged.map {
                .object(["at": .time($0.at), "by": .string($0.by)])
            } ?? .null,
        ])
    }
}

/// `/alerts`: what a person should know of, and the mark that somebody does.
struct AlertRoutes: Sendable {
    let store: CheckStore

    private struct Acknowledgement: Decodable {
        let by: String?
    }

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("alerts") { request, _ in
            let limit = try Answer.limit(request)
            let query = request.uri.queryParameters
            let rows = try await store.alerts(
                open: Self.open(query.get("open")), after: query.get("cursor"), limit: limit)
            return Answer.list(rows.map(AlertView.json), next: rows.count == limit ? rows.last?.id.description : nil)
        }
        group.post("alerts/{id}/acknowledge") { request, context in
            let name = try context.parameters.require("id")
            guard let id = ID<Alert>(name) else {
                throw Fault(.notFound, "There is no alert \"\(name.prefix(40))\".", field: "id")
            }
            let form = try await Answer.form(Acknowledgement.self, request, of: "the acknowledgement")
            let by = (form.by ?? "staff").trimmingCharacters(in: .whitespacesAndNewlines)
            guard (1...100).contains(by.count) else {
                throw Fault(.invalid, "\"by\" names the person who knows of it, in 1 to 100 characters.", field: "by")
            }
            let row = try await store.acknowledgeAlert(id, by: Actor(.registrar, by), now: Date())
            return Answer.json(AlertView.json(row))
        }
    }

    private static func open(_ text: String?) throws -> Bool? {
        switch text {
        case nil: nil
        case "true": true
        case "false": false
        default: throw Fault(.invalid, "\"open\" takes true or false.", field: "open")
        }
    }
}
