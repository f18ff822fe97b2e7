import Domain
import Foundation
import Hummingbird
import Store

/// Clocks as the API shows them.
enum ClockView {
    static func json(_ clock: ClockRow, _ rule: ClockRule, now: Date) -> [String: JSONValue] {
        [
            "name": .string(clock.name.rawValue),
            "title": .object(["zh": .string(rule.title.zh), "en": .string(rule.title.en)]),
            "starts": .string(clock.name.event.rawValue), "started_on": .string(clock.startedOn.description),
            "length": .int(Int64(rule.length)), "unit": .string(rule.unit.rawValue),
            "source": .string(rule.source.rawValue), "due": .string(clock.due.day.description),
            "provisional": .bool(clock.due.provisional), "warn_at": .time(clock.warnAt),
            "standing": .string(clock.stopped == nil ? clock.standing(now: now).rawValue : "stopped"),
            "stopped_at": .time(clock.stopped?.at), "stopped_by": .text(clock.stopped?.by),
            "rules": .string(clock.rules.description),
        ]
    }

    static func json(_ line: ClockLine, now: Date) -> JSONValue {
        .object(
            json(line.clock, line.rule, now: now).merging([
                "subject": .string(line.clock.subject), "number": .string(line.number),
                "enterprise": .string(line.enterprise), "state": .text(line.about.state),
            ]) { $1 })
    }
}

extension ClockLine.About {
    fileprivate var state: String? {
        switch self {
        case .application: nil
        case .check(let state): state.rawValue
        case .legalCase(let state): state.rawValue
        }
    }
}

/// `GET /clocks`: what runs, the first to end first.
struct ClockRoutes: Sendable {
    let store: CheckStore

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("clocks") { request, _ in
            var filter = ClockFilter()
            filter.which = try request.choice("standing")
            filter.name = try request.choice("name")
            filter.after = request.uri.queryParameters.get("cursor")
            filter.limit = try Answer.limit(request)
            let now = Date()
            let found = try await store.clocks(filter, now: now)
            return Answer.list(found.lines.map { ClockView.json($0, now: now) }, next: found.next)
        }
    }
}
