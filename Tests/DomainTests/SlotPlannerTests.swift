import Domain
import Foundation
import Testing

@Suite struct SlotPlannerTests {
    /// Wednesday 2021-09-15 10:00; the deadline of its application is 2021-10-19.
    private func request(
        now: String = "2021-09-15T10:00:00+08:00", rules: [String: Any?] = [:],
        stations: [SlotRequest.Station] = [.init(id: "s1", busy: [])],
        inspectors: [SlotRequest.Inspector] = ["a", "b", "c"].map {
            .init(id: $0, certificateExpires: nil, busy: [])
        }
    ) throws -> SlotRequest {
        let (rules, zone) = (try RepositoryFiles.rules(rules), try RepositoryFiles.shanghai)
        let instant = try RepositoryFiles.instant(now)
        return SlotRequest(
            now: instant,
            earliest: SlotRequest.earliest(now: instant, leadDays: rules.noticeLeadDays, timeZone: zone),
            deadline: try Day("2021-10-19").end(in: zone), rules: rules,
            calendar: try RepositoryFiles.calendar(), timeZone: zone, stations: stations,
            inspectors: inspectors)
    }

    private func busy(_ from: String, _ to: String) throws -> Set<Quantum> {
        let (start, end) = (try RepositoryFiles.instant(from), try RepositoryFiles.instant(to))
        let first = Quantum(containing: start)
        return Set((0..<Int(end.timeIntervalSince(start) / 900)).map { first.advanced(by: $0) })
    }

    private func start(_ plan: SlotPlan) -> Date? {
        if case .found(let slot, _, _) = plan { slot.startDate } else { nil }
    }

    private func code(_ plan: SlotPlan) -> SlotPlan.Reason.Code? {
        if case .none(let reason) = plan { reason.code } else { nil }
    }

    @Test func `a full day lies between the notice and the session`() throws {
        let plan = SlotPlanner.plan(try request())
        let nine = try RepositoryFiles.instant("2021-09-17T09:00:00+08:00")
        #expect(
            plan
                == .found(
                    slot: Slot(start: Quantum(containing: nine), count: 4), stationID: "s1",
                    eligibleInspectorIDs: ["a", "b", "c"]))
    }

    @Test func `holidays are passed over and make-up days are used`() throws {
        let holiday = SlotPlanner.plan(try request(now: "2021-09-30T10:00:00+08:00"))
        #expect(start(holiday) == (try RepositoryFiles.instant("2021-10-08T09:00:00+08:00")))
        let makeUp = SlotPlanner.plan(try request(now: "2021-09-16T10:00:00+08:00"))
        #expect(start(makeUp) == (try RepositoryFiles.instant("2021-09-18T09:00:00+08:00")))
    }

    @Test func `a session does not run over the break or the end of the day`() throws {
        let morning = try busy("2021-09-17T09:00:00+08:00", "2021-09-17T11:15:00+08:00")
        let plan = SlotPlanner.plan(try request(stations: [.init(id: "s1", busy: morning)]))
        #expect(start(plan) == (try RepositoryFiles.instant("2021-09-17T14:00:00+08:00")))
        let day = try busy("2021-09-17T09:00:00+08:00", "2021-09-17T16:45:00+08:00")
        let next = SlotPlanner.plan(try request(stations: [.init(id: "s1", busy: day)]))
        #expect(start(next) == (try RepositoryFiles.instant("2021-09-18T09:00:00+08:00")))
        let fits = try busy("2021-09-17T09:00:00+08:00", "2021-09-17T16:30:00+08:00")
        let last = SlotPlanner.plan(try request(stations: [.init(id: "s1", busy: fits)]))
        #expect(start(last) == (try RepositoryFiles.instant("2021-09-17T16:30:00+08:00")))
    }

    @Test func `at one start the first free station by identifier is taken`() throws {
        let taken = try busy("2021-09-17T09:30:00+08:00", "2021-09-17T09:45:00+08:00")
        let plan = SlotPlanner.plan(
            try request(stations: [
                .init(id: "s3", busy: []), .init(id: "s1", busy: taken), .init(id: "s2", busy: []),
            ]))
        guard case .found(_, let station, _) = plan else {
            Issue.record("no slot")
            return
        }
        #expect(station == "s2")
    }

    @Test func `who is busy or uncertified that day is not eligible`() throws {
        let taken = try busy("2021-09-17T09:45:00+08:00", "2021-09-17T10:00:00+08:00")
        let plan = SlotPlanner.plan(
            try request(inspectors: [
                .init(id: "d", certificateExpires: try Day("2021-09-17"), busy: []),
                .init(id: "a", certificateExpires: try Day("2021-09-16"), busy: []),
                .init(id: "b", certificateExpires: nil, busy: taken),
                .init(id: "c", certificateExpires: nil, busy: []),
            ]))
        guard case .found(_, _, let eligible) = plan else {
            Issue.record("no slot")
            return
        }
        #expect(eligible == ["c", "d"])
    }

    @Test func `all hours ask no calendar and start at the next quarter`() throws {
        let now = "2031-02-01T23:50:00+08:00"  // a Saturday of a year without a table
        var request = try request(now: now, rules: ["all_hours": true, "notice_lead_days": 0])
        request.deadline = request.now.addingTimeInterval(86_400)
        #expect(
            start(SlotPlanner.plan(request)) == (try RepositoryFiles.instant("2031-02-02T00:00:00+08:00")))
    }

    @Test func `what cannot be is said with its reason`() throws {
        #expect(code(SlotPlanner.plan(try request(stations: []))) == .noStation)
        #expect(code(SlotPlanner.plan(try request(inspectors: []))) == .tooFewInspectors)
        #expect(code(SlotPlanner.plan(try request(now: "2021-10-18T10:00:00+08:00"))) == .deadlineTooNear)
        var long = try request()
        long.durationMinutes = 225
        #expect(code(SlotPlanner.plan(long)) == .tooLong)
        let expired = try (0..<3).map {
            SlotRequest.Inspector(id: "\($0)", certificateExpires: try Day("2021-09-16"), busy: [])
        }
        #expect(code(SlotPlanner.plan(try request(inspectors: expired))) == .noFreeSlot)
        var beyond = try request(now: "2026-12-30T10:00:00+08:00")
        beyond.deadline = beyond.now.addingTimeInterval(40 * 86_400)
        guard case .none(let reason) = SlotPlanner.plan(beyond) else {
            Issue.record("a slot in a year without a table")
            return
        }
        #expect(reason.code == .missingCalendarYear)
        #expect(reason.text.contains("2027.json"))
    }

    @Test func `random requests give what a plain search gives`() throws {
        var random = SeededRandom(state: 20_210_917)
        var found = 0
        for _ in 0..<60 {
            var request = try request(rules: ["all_hours": random.next(2) == 0])
            let first = Quantum(notBefore: request.earliest)
            let density = 1 + random.next(4)
            let noise = { (random: inout SeededRandom) in
                Set((0..<1500).filter { _ in random.next(12) < density }.map { first.advanced(by: $0) })
            }
            request.stations = (0..<3).map { .init(id: "s\($0)", busy: noise(&random)) }
            request.inspectors = (0..<5).map {
                .init(
                    id: "i\($0)",
                    certificateExpires: random.next(3) == 0
                        ? Day(request.earliest, in: request.timeZone).adding(days: random.next(10)) : nil,
                    busy: noise(&random))
            }
            request.durationMinutes = 15 * (1 + random.next(8))
            let plan = SlotPlanner.plan(request)
            if let expected = try plainSearch(request) {
                #expect(plan == expected)
                found += 1
            } else {
                #expect(code(plan) == .noFreeSlot)
            }
        }
        // Both answers must have been asked for, or the comparison says little.
        #expect((10..<60).contains(found))
    }

    /// The definition, quarter by quarter, without any of the planner's shortcuts.
    private func plainSearch(_ request: SlotRequest) throws -> SlotPlan? {
        let count = request.durationMinutes / 15
        var start = Quantum(notBefore: request.earliest)
        while start.advanced(by: count).start <= request.deadline {
            let slot = Slot(start: start, count: count)
            let day = Day(slot.startDate, in: request.timeZone)
            let last = Day(slot.endDate.addingTimeInterval(-1), in: request.timeZone)
            let midnight = day.start(in: request.timeZone)
            let from = Int(slot.startDate.timeIntervalSince(midnight) / 60)
            let open = request.rules.workingHours.contains {
                $0.from <= from && from + request.durationMinutes <= $0.to
            }
            let allowed = request.rules.allHours ? true : try open && request.calendar.isWorkingDay(day)
            let people = request.inspectors.filter {
                $0.busy.isDisjoint(with: slot.quanta) && ($0.certificateExpires.map { last <= $0 } ?? true)
            }
            let room = request.stations.sorted { $0.id < $1.id }.first {
                $0.busy.isDisjoint(with: slot.quanta)
            }
            if allowed, people.count >= request.minInspectors, let room {
                return .found(
                    slot: slot, stationID: room.id, eligibleInspectorIDs: people.map(\.id).sorted())
            }
            start = start.advanced(by: 1)
        }
        return nil
    }

    @Test func `bookings name every resource and quarter once`() {
        let slot = Slot(start: Quantum(rawValue: 100), count: 4)
        let rows = Booking.all(slot: slot, station: "s1", inspectors: ["a", "b"])
        #expect(rows.count == 12 && Set(rows).count == 12)
        #expect(rows.contains(Booking(resource: "inspector:b", quantum: Quantum(rawValue: 103))))
        #expect(rows.contains(Booking(resource: "station:s1", quantum: Quantum(rawValue: 100))))
    }
}
