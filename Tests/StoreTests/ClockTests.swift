import Domain
import Foundation
import Store
import Testing

@Suite struct ClockTests {
    private static let now = Centre.opening
    private static let day = 86_400.0

    private func problems(_ centre: Centre) throws -> [String] {
        var report = Fsck()
        try centre.store.fsckDatabase(&report)
        return report.problems
    }

    @Test func `an event starts and stops its clocks in its own transaction, and fsck asks after them`() async throws {
        try await Centre.with { centre in
            let id = try await centre.requested()
            #expect(try centre.count("clock", "stopped_at IS NULL AND name = 'licence_decision'") == 1)
            try await centre.accept(.approve, id)
            try await centre.accept(.schedule, id)
            #expect(try centre.count("clock", "stopped_at IS NULL AND name = 'notice_lead'") == 1)
            try await centre.accept(.issue, id)
            #expect(try centre.count("clock", "stopped_by = 'issue' AND name = 'notice_lead'") == 1)
            #expect(try problems(centre) == [])
            try await centre.execute("DELETE FROM clock WHERE stopped_at IS NULL")
            #expect(try problems(centre).contains { $0.contains("licence_decision since 2026-03-04 does not run") })
        }
    }

    @Test func `a refused command starts and stops nothing`() async throws {
        try await Centre.with { centre in
            let id = try await centre.requested()
            let before = try centre.count("clock")
            let refused = try await centre.store.apply(
                .extendDeadline(reason: ""), to: id, by: Actor(.bureauHead, "x"), now: Self.now)
            guard case .refused = refused else {
                Issue.record("accepted without a reason")
                return
            }
            #expect(try centre.count("clock") == before && centre.count("document") == 0)
        }
    }

    @Test func `what was said to be near or over stays said when the wall clock is set back`() async throws {
        try await Centre.with { centre in
            _ = try await centre.requested()
            func kinds(_ days: Double) async throws -> [Alert.Kind] {
                try await centre.store.conditions(now: Self.now.addingTimeInterval(days * Self.day)).map(\.kind).filter
                {
                    [.clockNear, .clockOverdue].contains($0)
                }
            }
            // Twenty working days from Wednesday 4 March 2026 end on 1 April.
            #expect(try await kinds(0) == [])
            #expect(try await kinds(27) == [.clockNear])
            #expect(try await kinds(0) == [.clockNear])
            #expect(try await kinds(29) == [.clockOverdue])
            #expect(try await kinds(0) == [.clockOverdue])
        }
    }

    @Test func `an extension replaces the clock, and its warning`() async throws {
        try await Centre.with { centre in
            let id = try await centre.requested()
            _ = try await centre.store.conditions(now: Self.now.addingTimeInterval(29 * Self.day))
            let check = try await centre.accept(
                .extendDeadline(reason: "r"), id, at: Self.now.addingTimeInterval(29 * Self.day))
            #expect(check.extendedFrom?.description == "2026-04-01")
            let found = try await centre.store.story(id)
            #expect(
                found.check.deadline == check.deadline
                    && found.clocks.map(\.clock.name) == [.licenceDecision, .licenceExtension])
            #expect(
                found.clocks[1].clock.startedOn.description == "2026-04-01" && found.clocks[1].clock.warnedAt == nil)
            #expect(try problems(centre) == [])
        }
    }

    @Test func `a reminder is put into the outbox once for each slot`() async throws {
        try await Centre.with { centre in
            let id = try await centre.issued()
            let half = try #require(try await centre.store.nextReminder())
            #expect(try await centre.store.dueReminders(limit: 9, now: half.addingTimeInterval(-1)).isEmpty)
            #expect(try await centre.store.dueReminders(limit: 9, now: half) == [id])
            try await centre.accept(.remind, id, at: half)
            #expect(try centre.count("delivery", "idempotency_key LIKE 'reminder:notice:%'") == 2)
            #expect(try await centre.store.dueReminders(limit: 9, now: half).isEmpty)
            let again = try await centre.store.apply(.remind, to: id, by: .timer, now: half)
            guard case .refused(let refusal) = again else {
                Issue.record("reminded twice")
                return
            }
            #expect(refusal.guard == .reminded)
            #expect(try centre.count("delivery", "idempotency_key LIKE 'reminder:%'") == 2)
            // The check still waits for the end of its session.
            #expect(try centre.count("check", "due_at = slot_end") == 1)
        }
    }

    @Test func `events of one check are never timed backwards by a few seconds, and say so when it is more`()
        async throws
    {
        try await Centre.with { centre in
            let id = try await centre.requested()
            try await centre.accept(.approve, id, at: Self.now.addingTimeInterval(-2))
            var events = try await centre.store.story(id).events
            #expect(events[1].at == events[0].at && events[1].body["clock_set_back_seconds"] == nil)
            try await centre.accept(.schedule, id, at: Self.now.addingTimeInterval(-3600))
            events = try await centre.store.story(id).events
            #expect(events[2].body["clock_set_back_seconds"] == .int(3600))
            #expect(events[2].at == Self.now.addingTimeInterval(-3600))
        }
    }

    @Test func `claims of a later clock are freed when it is set back`() async throws {
        try await Centre.with { centre in
            let id = try await centre.issued()
            let later = Self.now.addingTimeInterval(400 * Self.day)
            _ = try await centre.store.claimDeliveries(of: [.noticeMail], limit: 9, lease: .seconds(60), now: later)
            #expect(try await centre.store.nextDelivery(of: [.noticeMail]) ?? Self.now > later)
            try await centre.store.mendClock(now: Self.now)
            #expect(try await centre.store.nextDelivery(of: [.noticeMail]) == Self.now)
            // Dates that the procedure means stay.
            #expect(try await centre.store.nextDueCheck() == centre.store.story(id).check.state.booking?.end)
        }
    }

    @Test func `a year that comes over the API counts anew what waited for it, once, on record`() async throws {
        try await Centre.with { centre in
            let late = try Date("2026-12-20T09:00:00+08:00", strategy: .iso8601)
            let json = """
                {"application_no": "SQ-L", "kind": "new", "commitment": true, "accepted_at": "2026-12-20T09:00:00+08:00",
                 "enterprise": {"uscc": "91350100M000100Y43", "name": "\(Centre.enterprise)"},
                 "contact": {"name": "Li"}, "service_confirmation": null,
                 "people": [{"name": "Wang Wei", "id_type": "resident_id", "id_number": "\(Centre.idNumber)",
                             "posts": ["technical_lead"], "certificates": []}]}
                """
            let received = try await centre.store.receive(try Application(json: Data(json.utf8)), now: late)
            let id = try #require(received.check?.id)
            let before = try await centre.store.story(id).check
            guard before.deadline.provisional else { return }  // 2027 is shipped by now: nothing waits for it.
            let table = Data(#"{"off":["2027-01-01"],"work":[],"year":2027}"#.utf8)
            let actor = Actor(.registrar, "x")
            let done = try await centre.store.addCalendar(2027, table, by: actor, now: late)
            #expect(done.isNew && done.recounted == 1)
            let after = try await centre.store.story(id)
            #expect(!after.check.deadline.provisional && after.check.deadline.day.description == "2027-01-18")
            #expect(after.events.last?.command == "recount" && after.check.revision == before.revision + 1)
            let again = try await centre.store.addCalendar(2027, table, by: actor, now: late)
            #expect(!again.isNew && again.recounted == 0)
            let other = Data(#"{"off":["2027-01-04"],"work":[],"year":2027}"#.utf8)
            let conflict = await fault { _ = try await centre.store.addCalendar(2027, other, by: actor, now: late) }
            #expect(conflict?.kind == .conflict)
            #expect(try problems(centre) == [])
        }
    }
}
