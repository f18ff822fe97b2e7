import Domain
import Hummingbird
import Store

/// `/inspectors/{id}/recusals` and `/experts/fees`: what stands on record about people, over all checks.
struct PeopleRoutes: Sendable {
    let store: CheckStore

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("inspectors/{id}/recusals") { _, context in
            let found = try await store.recusals(ofInspector: context.parameters.require("id"))
            return Answer.list(found.map(Self.json), next: nil)
        }
        group.get("experts/fees") { request, _ in
            let year = try Self.year(request.uri.queryParameters.get("year"))
            return Answer.list(try await store.expertFees(year: year).map(Self.json), next: nil)
        }
    }

    private static func year(_ text: String?) throws -> Int? {
        guard let text else { return nil }
        guard let year = Int(text), (1900...9999).contains(year) else {
            throw Fault(.invalid, "\"year\" takes a year such as 2026.", field: "year")
        }
        return year
    }

    private static func json(_ one: CheckStore.InspectorRecusal) -> JSONValue {
        .object(
            CheckView.fields(one.recusal).merging([
                "check": .object(["id": .string(one.check.description), "check_no": .string(one.checkNo)])
            ]) { $1 })
    }

    private static func json(_ sum: CheckStore.ExpertFees) -> JSONValue {
        .object([
            "year": .int(Int64(sum.year)), "name": .string(sum.name), "organisation": .text(sum.organisation),
            "checks": .int(Int64(sum.checks)), "fees": .int(Int64(sum.fees)), "hours": .double(sum.hours),
            "amount_fen": .int(sum.amountFen),
        ])
    }
}
