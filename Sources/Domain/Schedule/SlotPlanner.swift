import Foundation

/// Finds the earliest slot at which a station and enough inspectors are free; at the same start, the first
/// station by identifier.
///
/// Pure: the same request gives the same plan. The database's primary key on bookings decides a race.
public enum SlotPlanner {
    public static func plan(_ request: SlotRequest) -> SlotPlan {
        if let reason = hopeless(request) { return .none(reason) }
        let count = (request.durationMinutes + Quantum.minutes - 1) / Quantum.minutes
        let horizon = Day(request.now, in: request.timeZone)
            .adding(days: request.rules.planningHorizonDays).end(in: request.timeZone)
        let first = Quantum(notBefore: max(request.now, request.earliest))
        // The quarter after the last one in which a session may still be going on.
        let end = Quantum(containing: min(request.deadline, horizon))
        guard first.advanced(by: count) <= end else {
            return .none(
                .init(
                    code: .deadlineTooNear,
                    text:
                        "No session of \(request.durationMinutes) minutes fits between the end of the notice "
                        + "period and the deadline; record a waiver of the lead, extend the deadline, or "
                        + "escalate."))
        }
        let search = Search(request: request, first: first, end: end, count: count)
        if request.rules.allHours {
            return search.earliest(from: first, to: end) ?? .none(nothingFree(request, end: end))
        }
        return plan(byDay: search)
    }

    /// Day by day through the working hours. A session does not run over a break.
    private static func plan(byDay search: Search) -> SlotPlan {
        let request = search.request
        var day = Day(search.first.start, in: request.timeZone)
        while day.start(in: request.timeZone) < search.end.start {
            do {
                guard try request.calendar.isWorkingDay(day) else {
                    day = day.adding(days: 1)
                    continue
                }
            } catch {
                return .none(.init(code: .missingCalendarYear, text: error.message))
            }
            for hours in request.rules.workingHours {
                let opens = Quantum(notBefore: day.instant(minuteOfDay: hours.from, in: request.timeZone))
                let closes = Quantum(containing: day.instant(minuteOfDay: hours.to, in: request.timeZone))
                let from = max(opens, search.first)
                if let plan = search.earliest(from: from, to: min(closes, search.end)) { return plan }
            }
            day = day.adding(days: 1)
        }
        return .none(nothingFree(request, end: search.end))
    }

    /// What no search can mend.
    private static func hopeless(_ request: SlotRequest) -> SlotPlan.Reason? {
        if request.stations.isEmpty {
            return .init(code: .noStation, text: "No station is in service; add one or put one back.")
        }
        if request.inspectors.count < request.minInspectors {
            return .init(
                code: .tooFewInspectors,
                text:
                    "\(request.minInspectors) inspectors are needed and \(request.inspectors.count) can take "
                    + "this check; add inspectors or review their conflicts.")
        }
        let longest = request.rules.workingHours.map { $0.to - $0.from }.max() ?? 0
        if request.durationMinutes <= 0 || (!request.rules.allHours && request.durationMinutes > longest) {
            return .init(
                code: .tooLong,
                text: "A session of \(request.durationMinutes) minutes does not fit into the working hours, "
                    + "whose longest stretch is \(longest) minutes; shorten it or change the rules.")
        }
        return nil
    }

    private static func nothingFree(_ request: SlotRequest, end: Quantum) -> SlotPlan.Reason {
        let last = Day(end.start.addingTimeInterval(-1), in: request.timeZone)
        return .init(
            code: .noFreeSlot,
            text:
                "Until \(last) no time has a station and \(request.minInspectors) certified inspectors free "
                + "together; free some, or extend the deadline.")
    }
}

/// The window under search with each resource's obstacles laid out, so that a start costs a look at a number
/// rather than a question to every inspector.
private struct Search {
    let request: SlotRequest
    let first: Quantum
    let end: Quantum
    private let count: Int
    private let stations: [SlotRequest.Station]
    /// How many inspectors are free for the whole session if it starts at `first` + index.
    private let free: [Int]

    init(request: SlotRequest, first: Quantum, end: Quantum, count: Int) {
        self.request = request
        self.first = first
        self.end = end
        self.count = count
        self.stations = request.stations.sorted { $0.id < $1.id }
        let starts = Int(end.rawValue - first.rawValue) - count + 1
        // +1 where an inspector ceases to be free, −1 where it ends; running sums count those not free.
        var change = [Int](repeating: 0, count: starts + 1)
        for inspector in request.inspectors {
            var open = 0
            for (from, to) in Self.blockedStarts(inspector, request, first, count: count, starts: starts) {
                let begin = max(from, open)
                guard begin < to else { continue }
                change[begin] += 1
                change[to] -= 1
                open = to
            }
        }
        var blocked = 0
        self.free = change.prefix(starts).map {
            blocked += $0
            return request.inspectors.count - blocked
        }
    }

    /// Half-open ranges of starts, in order, at which the inspector cannot do the whole session.
    private static func blockedStarts(
        _ inspector: SlotRequest.Inspector, _ request: SlotRequest, _ first: Quantum, count: Int, starts: Int
    ) -> [(Int, Int)] {
        let clamp = { (offset: Int64) in Int(max(0, min(Int64(starts), offset))) }
        var ranges = inspector.busy.map { quantum in
            let offset = quantum.rawValue - first.rawValue
            return (clamp(offset - Int64(count) + 1), clamp(offset + 1))
        }
        if let expires = inspector.certificateExpires {
            let end = Quantum(containing: expires.end(in: request.timeZone)).rawValue - first.rawValue
            ranges.append((clamp(end - Int64(count) + 1), starts))
        }
        for leave in inspector.leave {
            let from = Quantum(containing: leave.from.start(in: request.timeZone)).rawValue - first.rawValue
            let to = Quantum(notBefore: leave.to.end(in: request.timeZone)).rawValue - first.rawValue
            ranges.append((clamp(from - Int64(count) + 1), clamp(to)))
        }
        return ranges.filter { $0.0 < $0.1 }.sorted { $0.0 < $1.0 }
    }

    /// The first start in `from`..<`to` that works with the session over by `to`; nil when none does.
    func earliest(from: Quantum, to: Quantum) -> SlotPlan? {
        var start = from
        while start.advanced(by: count) <= to {
            if free[Int(start.rawValue - first.rawValue)] >= request.minInspectors {
                if let station = stations.first(where: { isFree($0.busy, from: start) }) {
                    let slot = Slot(start: start, count: count)
                    return .found(slot: slot, stationID: station.id, eligibleInspectorIDs: eligible(slot))
                }
            }
            start = start.advanced(by: 1)
        }
        return nil
    }

    private func isFree(_ busy: Set<Quantum>, from start: Quantum) -> Bool {
        (0..<count).allSatisfy { !busy.contains(start.advanced(by: $0)) }
    }

    private func eligible(_ slot: Slot) -> [String] {
        request.inspectors.filter { inspector in
            let certified = inspector.certificateExpires.map {
                slot.endDate <= $0.end(in: request.timeZone)
            }
            let away = inspector.leave.contains {
                $0.from.start(in: request.timeZone) < slot.endDate && slot.startDate < $0.to.end(in: request.timeZone)
            }
            return certified ?? true && !away && isFree(inspector.busy, from: slot.start)
        }.map(\.id).sorted()
    }
}
