import Domain
import Foundation
import Store
import Testing

/// The clocks of filed cases as rows: started and stopped by events, said to be near and over, settled, counted anew.
@Suite struct CaseClockTests {
    private let cases = CaseTests()
    private static let day = 86_400.0

    private func clocks(_ centre: Centre, _ id: ID<LegalCase>) async throws -> [String] {
        try await centre.store.caseStory(id).clocks.map {
            "\($0.clock.name.rawValue) \($0.clock.due.day) \($0.clock.stopped?.by ?? "runs")"
        }
    }

    private func said(_ centre: Centre, _ one: LegalCase, _ days: Double) async throws -> [Alert] {
        try await centre.store.conditions(now: CaseTests.later.addingTimeInterval(days * Self.day)).filter {
            $0.subject.hasPrefix(one.id.description)
        }
    }

    private func letter(_ at: Date) -> CaseCommand {
        .serve(Service(arrivedAt: at, acknowledgedAt: nil, proof: .letterReceipt, note: "EMS 2"))
    }

    @Test func `an event of a case starts and stops its clocks in its own transaction`() async throws {
        try await Centre.with { centre in
            let one = try await cases.opened(centre, try await cases.failed(centre))
            // Friday 2026-03-06 and ninety days.
            #expect(try await clocks(centre, one.id) == ["penalty_decision 2026-06-04 runs"])
            try await cases.decided(centre, one, .penalties([.fine(fen: 3_000_000)]))
            let decided = [
                "penalty_decision 2026-06-04 decide", "hearing_request 2026-03-13 statement",
                "penalty_service 2026-03-17 serve",
            ]
            #expect(try await clocks(centre, one.id) == decided + ["penalty_publication 2026-03-17 runs"])
            try await cases.accept(centre, .execute(Execution(how: .paid, receiptNo: "JK", note: "")), one.id)
            #expect(try cases.fsck(centre).isEmpty)
            let ended = try centre.count(
                "legal_case", "ended_at = \(Int64(CaseTests.later.timeIntervalSince1970 * 1000))")
            let settle = CaseCommand.settleClock(SettleClock(clock: .penaltyPublication, note: "Portal"))
            let next = CaseTests.later.addingTimeInterval(3 * Self.day)
            let after = try await cases.accept(centre, settle, one.id, at: next)
            #expect(after.state.name == .executed)
            #expect(try await clocks(centre, one.id) == decided + ["penalty_publication 2026-03-17 settle-clock"])
            #expect(try centre.count("audit_leaf", "CAST(entry AS TEXT) LIKE '%case.settle-clock%'") == 1)
            let still = try centre.count(
                "legal_case", "ended_at = \(Int64(CaseTests.later.timeIntervalSince1970 * 1000))")
            #expect(ended == 1 && still == 1, "it ended when it was executed")
            let again = try await centre.store.apply(settle, to: one.id, by: Actor(.registrar, "x"), now: next)
            guard case .refused(let refusal) = again else { throw Fault(.internal, "settled twice") }
            #expect(refusal.guard == .term)
            #expect(try cases.fsck(centre).isEmpty)
        }
    }

    @Test func `a penalty's time is said to be near and over, by its case, until the decision`() async throws {
        try await Centre.with { centre in
            let one = try await cases.opened(centre, try await cases.failed(centre))
            #expect(try await said(centre, one, 75).isEmpty)
            let near = try await said(centre, one, 76)
            #expect(near.map(\.kind) == [.clockNear] && near.first?.subject == "\(one.id)/penalty_decision")
            #expect(near.first?.about == one.caseNo && near.first?.detail["check"] == .string(one.checkNo))
            #expect(near.first?.details(.en).contains("check: \(one.checkNo)") == true)
            #expect(try await said(centre, one, 90).map(\.kind) == [.clockNear], "the last day is in time")
            #expect(try await said(centre, one, 91).map(\.kind) == [.clockOverdue])
            #expect(try await said(centre, one, 0).map(\.kind) == [.clockOverdue], "what was said stays said")
            let page = try await centre.store.clocks(ClockFilter(), now: CaseTests.later).lines
            let line = try #require(page.first { $0.number == one.caseNo })
            #expect(line.enterprise == Centre.enterprise)
            guard case .legalCase(.filed) = line.about else { throw Fault(.internal, "\(line.about)") }
            try await cases.accept(centre, .dismiss(Dismissal(ground: .other, reason: "r")), one.id)
            #expect(try await said(centre, one, 92).isEmpty)
        }
    }

    @Test func `the party's own time is shown, ends, and is late for nobody`() async throws {
        try await Centre.with { centre in
            let one = try await cases.opened(centre, try await cases.failed(centre))
            try await cases.accept(centre, .notify(Notify(measures: .penalties([.fine(fen: 20_000_000)]))), one.id)
            try await cases.accept(centre, letter(CaseTests.later), one.id)
            func listed(_ days: Double, _ which: ClockFilter.Which? = nil) async throws -> Int {
                var filter = ClockFilter()
                filter.name = .hearingRequest
                filter.which = which
                return try await centre.store.clocks(
                    filter, now: CaseTests.later.addingTimeInterval(days * Self.day)
                ).lines.count
            }
            func row() async throws -> ClockRow {
                try #require(
                    try await centre.store.caseStory(one.id).clocks.map(\.clock).first { $0.name == .hearingRequest })
            }
            for days in [6.0, 20] { #expect(try await said(centre, one, days).isEmpty) }
            #expect(try await [listed(6), listed(20), listed(6, .near), listed(20, .late)] == [1, 0, 0, 0])
            let clock = try await row()
            #expect(clock.warnedAt == nil && clock.lateAt == nil && clock.stopped == nil)
            #expect(clock.standing(now: clock.due.instant - 1) == .running)
            #expect(clock.standing(now: clock.due.instant) == .over)
            #expect(try cases.fsck(centre).isEmpty)
            // The case goes on.
            let opinion = CaseCommand.legalReview(LegalReview(opinion: .approve, text: "t"))
            try await cases.accept(centre, opinion, one.id, by: "Zheng", at: clock.due.instant)
            #expect(try await row().stopped?.by == "legal-review")
        }
    }

    @Test func `a hearing that is set anew moves the day of its notice`() async throws {
        try await Centre.with { centre in
            let one = try await cases.opened(centre, try await cases.failed(centre))
            try await cases.accept(centre, .notify(Notify(measures: .penalties([.fine(fen: 20_000_000)]))), one.id)
            try await cases.accept(centre, letter(CaseTests.later), one.id)
            try await cases.accept(centre, .askHearing(reason: ""), one.id)
            func set(_ text: String) async throws {
                let at = try Date(text, strategy: .iso8601)
                try await cases.accept(centre, .setHearing(SetHearing(at: at, place: "p", chair: "Wu")), one.id)
            }
            try await set("2026-03-24T10:00:00+08:00")
            #expect(try await clocks(centre, one.id).last == "hearing_notice 2026-03-15 runs")
            try await set("2026-03-26T10:00:00+08:00")
            #expect(try await clocks(centre, one.id).last == "hearing_notice 2026-03-17 runs")
            #expect(try centre.count("clock", "name = 'hearing_notice'") == 1)
            try await cases.accept(centre, letter(CaseTests.later), one.id)
            #expect(try await clocks(centre, one.id).last == "hearing_notice 2026-03-17 serve")
            #expect(try cases.fsck(centre).isEmpty)
        }
    }

    @Test func `a year that comes counts a case's clocks anew, on record`() async throws {
        try await Centre.with { centre in
            let one = try await cases.opened(centre, try await cases.failed(centre))
            let late = try Date("2026-12-28T10:00:00+08:00", strategy: .iso8601)
            try await cases.accept(centre, .notify(Notify(measures: .penalties([.warning]))), one.id, at: late)
            try await cases.accept(centre, letter(late), one.id, at: late)
            let before = try await centre.store.caseStory(one.id)
            // 2027 is shipped by now: nothing waits for it.
            guard before.clocks.last?.clock.due.provisional == true else { return }
            let far = late.addingTimeInterval(40 * Self.day)
            #expect(before.clocks.last?.clock.standing(now: far) == .running, "it ends later than it says")
            let table = Data(#"{"off":["2027-01-01"],"work":[],"year":2027}"#.utf8)
            let done = try await centre.store.addCalendar(2027, table, by: Actor(.registrar, "x"), now: late)
            #expect(done.recounted == 1)
            #expect(try await clocks(centre, one.id).last == "hearing_request 2027-01-05 runs")
            #expect(try await centre.store.caseStory(one.id).legalCase.revision == before.legalCase.revision)
            #expect(try centre.count("audit_leaf", "CAST(entry AS TEXT) LIKE '%case.recounted%'") == 1)
            #expect(try cases.fsck(centre).isEmpty)
        }
    }

    @Test func `fsck asks after the clocks of a case`() async throws {
        try await Centre.with { centre in
            let one = try await cases.opened(centre, try await cases.failed(centre))
            try await centre.execute(
                "UPDATE clock SET stopped_at = 1, stopped_by = 'x' WHERE subject = '\(one.id)'")
            #expect(
                try cases.fsck(centre) == ["\(one.caseNo): the clock penalty_decision since 2026-03-06 does not run"])
            try await centre.execute(
                "UPDATE clock SET stopped_at = NULL, stopped_by = NULL, name = 'penalty_service' WHERE subject = '\(one.id)'"
            )
            #expect(
                try cases.fsck(centre).contains { $0.contains("penalty_service since 2026-03-06 runs for no reason") })
            for subject in ["pty_1", "cas"] {
                await #expect(throws: (any Error).self) {
                    try await centre.execute("UPDATE clock SET subject = '\(subject)' WHERE subject = '\(one.id)'")
                }
            }
        }
    }
}
