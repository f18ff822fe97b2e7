import Domain
import Foundation
import Hummingbird
import Store

enum DeliveryView {
    static func json(_ row: DeliveryRow) -> JSONValue {
        .object([
            "id": .string(row.id.description), "check": .string(row.check.description),
            "kind": .string(row.kind.rawValue), "state": .string(row.state.rawValue),
            "attempts": .int(Int64(row.attempts)), "message_id": .string(row.messageID),
            "idempotency_key": .string(row.idempotencyKey), "body_sha256": .string(row.bodySHA256),
            "receipt_id": .text(row.receipt), "due_at": .time(row.dueAt), "made_at": .time(row.madeAt),
            "settled_at": .time(row.settledAt), "last_reason": .text(row.lastReason),
            "last_answer": row.lastAnswer.map {
                .object(["status": .int(Int64($0.status)), "body": .string($0.body)])
            } ?? .null,
            "arrival": row.kind == .noticeText ? arrival(row.arrival) : .null,
        ])
    }

    static func arrival(_ arrival: DeliveryRow.Arrival) -> JSONValue {
        .object([
            "state": .string(arrival.state.rawValue), "at": .time(arrival.at), "code": .text(arrival.code),
            "text": .text(arrival.words),
        ])
    }
}

/// `/deliveries`: what was posted, with receipts; what is held, with the answer.
struct DeliveryRoutes: Sendable {
    let store: CheckStore

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("deliveries") { request, _ in
            let query = request.uri.queryParameters
            let check: ID<Check>?
            if let name = query.get("check") { check = try await store.resolve(name) } else { check = nil }
            let limit = try Answer.limit(request)
            let rows = try await store.deliveries(
                check: check, state: request.choice("state"), after: query.get("cursor"),
                order: request.choice("order") ?? .oldest, limit: limit)
            return Answer.list(
                rows.map(DeliveryView.json), next: rows.count == limit ? rows.last?.id.description : nil)
        }
        group.post("deliveries/{id}/retry") { _, context in
            let name = try context.parameters.require("id")
            guard let id = ID<Delivery>(name) else {
                throw Fault(.notFound, "There is no delivery \"\(name.prefix(40))\".", field: "id")
            }
            let row = try await store.retryDelivery(id, by: Actor(.registrar, "staff"), now: Date())
            return Answer.json(DeliveryView.json(row))
        }
    }
}
