import Domain
import Foundation
import Testing

/// Who may order a check, of what, and what its own time is.
@Suite struct OrderTests {
    private func refusal(
        _ source: Check.Source = .listComplaint, _ mode: Check.Mode = .videoCheck, reason: String = "TS-42",
        by role: Actor.Role = .registrar, commitment: Bool = false, open: String? = nil
    ) -> Refusal? {
        OrderDesk.refusal(
            of: CheckOrder(source: source, mode: mode, reason: reason), by: Actor(role, "Zhao"),
            .init(applicationNo: "SQ-1", isCommitment: commitment, open: open))
    }

    @Test func `a check is ordered from a list or a draw, once at a time`() {
        for source in Check.Source.allCases {
            #expect((refusal(source, commitment: true) == nil) == source.isOrdered, "\(source)")
            #expect(refusal(source, .deskCheck, by: .head, commitment: true) == nil || !source.isOrdered)
        }
        #expect(refusal(.licenceReview)?.guard == .source && refusal(.licenceReview)?.text.contains("triage") == true)
        #expect(refusal(.recheck)?.text.contains("rectification") == true)
        #expect(refusal(.commitmentFull)?.guard == .source)
        let open = refusal(open: "C2026-00007")
        #expect(open?.guard == .source && open?.text.contains("C2026-00007") == true && open?.liftedBy == [.head])
        #expect(refusal(reason: "")?.guard == .reason)
        #expect(refusal(.listComplaint, .onsiteCheck)?.guard == .mode)
        for role in [Actor.Role.inspector, .party, .timer, .legalReviewer] {
            #expect(refusal(by: role)?.guard == .role)
        }
    }

    @Test func `its time is its own, and no licence waits for it`() throws {
        let path = try StraightPath()
        let terms = ClockTerms(book: try RepositoryFiles.ruleBook(), calendar: path.calendar, timeZone: path.zone)
        for (source, deciding, then) in [
            (Check.Source.licenceReview, ClockName.licenceDecision, [ClockName.licenceIssue]),
            (.listComplaint, .orderedCheck, []),
        ] {
            let served = try path.standing(at: .served, source: source)
            #expect(terms.running(served.check, settled: [:]).map(\.name) == [deciding])
            let passed = try path.standing(at: .passed, source: source)
            #expect(terms.running(passed.check, settled: [:]).map(\.name) == then)
        }
    }
}
