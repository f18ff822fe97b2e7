import Domain
import Foundation
import Hummingbird
import Store

/// `GET /search`: everything that holds what was asked for, the newest first, each with the moment that it points at.
struct SearchRoutes: Sendable {
    let store: CheckStore
    let zone: TimeZone

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("search") { request, _ in
            var filter = try Self.filter(request, zone)
            filter.limit = try Answer.limit(request)
            let hits = try await store.search(request.words("q") ?? "", filter)
            let next = hits.count == filter.limit ? hits.last.map { String($0.entry) } : nil
            return Answer.list(hits.map(Self.json), next: next)
        }
    }

    /// Days are the centre's own, both included.
    static func filter(_ request: Request, _ zone: TimeZone) throws -> SearchFilter {
        let query = request.uri.queryParameters
        // A form sends what was left open as an empty word.
        func choice<T: Choice>(_ name: String) throws -> T? {
            try asked(query.get(name)).map { try T(word: $0, field: name) }
        }
        var filter = SearchFilter()
        filter.from = try day(query.get("from"), "from").map { $0.start(in: zone) }
        filter.until = try day(query.get("to"), "to").map { $0.end(in: zone) }
        filter.source = try choice("source")
        filter.state = try choice("state")
        filter.outcome = try choice("outcome")
        filter.inspector = asked(query.get("inspector"))
        filter.station = asked(query.get("station"))
        if let cursor = asked(query.get("cursor")) {
            guard let entry = Int64(cursor), entry > 0 else {
                throw Fault(.invalid, "\"cursor\" takes the \"next_cursor\" of the page before.", field: "cursor")
            }
            filter.after = entry
        }
        return filter
    }

    private static func asked(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

    private static func day(_ text: String?, _ field: String) throws -> Day? {
        guard let text = asked(text) else { return nil }
        do {
            return try Day(text)
        } catch {
            throw Fault(.invalid, "\"\(field)\" takes a day such as 2026-03-31.", field: field)
        }
    }

    static func json(_ hit: SearchHit) -> JSONValue {
        .object([
            "kind": .string(hit.kind), "subject": .string(hit.subject), "text": .string(hit.text),
            "check": .object([
                "id": .string(hit.check.description), "check_no": .string(hit.checkNo),
                "enterprise_name": .string(hit.enterpriseName), "state": .string(hit.state.rawValue),
                "source": .string(hit.source.rawValue), "requested_at": .time(hit.requestedAt),
            ]),
            "recording": .text(hit.recording?.description), "at": .number(hit.seconds),
        ])
    }
}
