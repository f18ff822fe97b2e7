import Domain
import Foundation
import Hummingbird
import Store

/// `/calendar`: the yearly tables of working days.
struct CalendarRoutes: Sendable {
    let store: CheckStore

    private struct Form: Decodable {
        let year: Int?
        let off: [String]?
        let work: [String]?
        let by: String?
    }

    /// A table as a calendar file has it.
    private struct Table: Encodable {
        let year: Int
        let off: [String]
        let work: [String]
    }

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("calendar") { _, _ in
            Answer.list(try await store.calendarYears().map(Self.json), next: nil)
        }
        group.post("calendar") { request, _ in try await take(request) }
    }

    private func take(_ request: Request) async throws -> Response {
        let form = try await Answer.form(Form.self, request, of: "calendar")
        guard let year = form.year else { throw Fault(.invalid, "\"year\" is missing: send 2027.", field: "year") }
        guard let off = form.off, let work = form.work else {
            throw Fault(
                .invalid, "\"off\" and \"work\" are lists of days: holidays, and weekend days that are worked.",
                field: form.off == nil ? "off" : "work")
        }
        let by = (form.by ?? "staff").trimmingCharacters(in: .whitespacesAndNewlines)
        let body = try CanonicalJSON.encode(Table(year: year, off: off, work: work))
        do {
            let done = try await store.addCalendar(year, body, by: Actor(.registrar, by), now: Date())
            guard case .object(var view) = Self.json(done.year) else { return Answer.json(.null) }
            view["recounted"] = .int(Int64(done.recounted))
            return Answer.json(.object(view), status: done.isNew ? .created : .ok)
        } catch let fault as Fault where fault.kind == .invalid && fault.field == nil {
            throw Fault(.invalid, fault.message, field: "off")
        }
    }

    private static func json(_ year: CalendarYear) -> JSONValue {
        .object([
            "year": .int(Int64(year.year)), "off": .texts(year.off.map(\.description)),
            "work": .texts(year.work.map(\.description)), "sent_by": .text(year.sent?.by),
            "sent_at": .time(year.sent?.at),
        ])
    }
}
