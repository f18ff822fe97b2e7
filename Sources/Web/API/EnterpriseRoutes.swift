// The wire's own names stand in the forms below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Domain
import Foundation
import Hummingbird
import Store

/// `/enterprises`: what the centre knows of those it checks.
struct EnterpriseRoutes: Sendable {
    let store: CheckStore

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("enterprises") { request, _ in
            let query = request.uri.queryParameters
            let limit = try Answer.limit(request)
            let rows = try await store.enterprises(text: request.words("q"), after: query.get("cursor"), limit: limit)
            return Answer.list(
                rows.map(Self.json), next: rows.count == limit ? rows.last?.enterprise.uscc.text : nil)
        }
        group.get("enterprises/{uscc}") { _, context in
            let name = try context.parameters.require("uscc")
            guard let uscc = try? USCC(name) else {
                throw Fault(.notFound, "\"\(name.prefix(40))\" is no unified social credit code.", field: "uscc")
            }
            return Answer.json(Self.json(try await store.enterprise(uscc)))
        }
        group.post("enterprises") { request, _ in
            let form = try await Answer.form(Form.self, request, of: "enterprise")
            let enterprise = try Enterprise(
                uscc: form.uscc, name: form.name, legalRep: form.legal_rep, address: form.address,
                region: form.region, creditClass: form.credit_class)
            let (row, taken) = try await store.put(enterprise, now: Date())
            return Answer.json(Self.json(row), status: taken == .new ? .created : .ok)
        }
    }

    private struct Form: Decodable {
        let uscc: String
        let name: String
        let legal_rep: String?
        let address: String?
        let region: String?
        let credit_class: Enterprise.CreditClass?
    }

    static func json(_ row: EnterpriseRow) -> JSONValue {
        let enterprise = row.enterprise
        return .object([
            "uscc": .string(enterprise.uscc.text), "name": .string(enterprise.name),
            "legal_rep": .text(enterprise.legalRep), "address": .text(enterprise.address),
            "region": .text(enterprise.region), "credit_class": .text(enterprise.creditClass?.rawValue),
            "revision": .int(Int64(row.revision)), "changed_at": .time(row.changedAt),
        ])
    }
}
