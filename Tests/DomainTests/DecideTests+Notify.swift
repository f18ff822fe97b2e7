import Domain
import Foundation

extension DecideTests {
    func queueing() throws -> [Provocation] {
        [
            try provoke(.wrongState, "approved", at: .requested, .schedule),
            try provoke(.role, "head", at: .requested, .approve, by: .registrar),
            try provoke(.role, "registrar", at: .issued, usual: .serve, by: .timer),
            try provoke(.role, "party", at: .issued, usual: .acknowledge, by: .head),
            try provoke(.twoInspectors, "1 eligible", at: .requested, .approve) { $0.inspectors = ["ins_a"] },
            try provoke(.mode, "review on record", at: .approvedDesk, .schedule),
            try provoke(.mode, "after its session", at: .approved, usual: .recordReview),
            try provoke(.slot, "register", at: .approved, .schedule) { $0.planning = nil },
            try provoke(.slot, "station", at: .approved, .schedule) {
                $0.planning = try StraightPath.planning(path.inspectors, stations: [])
            },
            try provoke(.draw, "link", at: .approved, .schedule) {
                $0.planning = try StraightPath.planning(path.inspectors, foreignLink: true)
            },
            try provoke(.reason, "who of the party", at: .scheduled, .waiveLead(reason: "")),
            try provoke(.reason, "who of the party", at: .approved, .waiveLead(reason: "")),
            try provoke(.mode, "no session", at: .approvedDesk, usual: .waiveLead),
            try provoke(.reason, "reason", at: .approved, .cancel(Cancel(reason: "", replacement: nil))),
            try provoke(
                .replacement, "replacement", at: .approved, .cancel(Cancel(reason: "r", replacement: nil)),
                source: .doubleRandom),
            try provoke(
                .replacement, "replacement", at: .served, .cancel(Cancel(reason: "r", replacement: "")),
                source: .doubleRandom),
        ]
    }

    func notifying() throws -> [Provocation] {
        let (lateToIssue, over) = (path.session.addingTimeInterval(-3600), path.session.addingTimeInterval(3600))
        func serve(
            _ says: String, _ arrivedAt: Date, _ proof: Service.Proof = .letterReceipt, note: String? = "RR 1 CN"
        ) throws -> Provocation {
            let service = Service(arrivedAt: arrivedAt, acknowledgedAt: nil, proof: proof, note: note)
            return try provoke(.service, says, at: .issued, .serve(service))
        }
        let byStaff = Acknowledge(proof: .recordedCall, firstOpenedAt: path.opening)
        return [
            try provoke(.noticeLead, "waiver", at: .scheduled, .issue, now: lateToIssue),
            try provoke(.tooLate, "Reschedule", at: .scheduledWaived, .issue, now: over),
            // A full day must lie between, and on the day before none does.
            try provoke(
                .noticeLead, "1 full day", at: .scheduled, .issue, now: lateToIssue.addingTimeInterval(-86_400)),
            try provoke(.document, "check_notice", at: .scheduled, .issue) { $0.papers[.checkNotice] = nil },
            try serve("only it can give it", path.opening, .codeAcknowledged),
            try serve("note", path.opening, note: nil),
            try serve("note", path.opening, note: ""),
            try serve("arrived_at", path.opening.addingTimeInterval(-61)),
            try serve("arrived_at", path.opening.addingTimeInterval(1)),
            try provoke(.service, "registrar", at: .issued, .acknowledge(byStaff)),
            try provoke(.service, "registrar", at: .rectifying, .acknowledge(byStaff)),
            try provoke(.service, "registrar", at: .failed, .acknowledge(byStaff)),
            try provoke(.reason, "ways were tried", at: .issued, .failService(reason: "")),
            try provoke(.tooEarly, "confirmed until", at: .issued, usual: .failService, by: .timer),
            try provoke(.tooEarly, "confirmed until", at: .issued, usual: .failService, by: .timer) {
                $0.failedChannels = [.mail: "held (550)"]
            },
            try provoke(.tooLate, "too late", at: .served, .remind, now: path.session),
            try provoke(.reminded, "once for each slot", at: .issued, .remind) { $0.reminded = true },
        ]
    }

    func moving() throws -> [Provocation] {
        let rigid = try StraightPath(rules: ["max_party_moves": 0, "max_attempts": 1])
        let after = path.opening.addingTimeInterval(60 * 86_400)
        func reschedule(_ reason: String = "r", notBefore: Date? = nil) -> CheckCommand {
            .reschedule(Reschedule(reason: reason, notBefore: notBefore))
        }
        return [
            try provoke(.reason, "another time", at: .issued, .askReschedule(Reschedule(reason: "", notBefore: nil))),
            try provoke(.tooLate, "has come", at: .served, usual: .askReschedule, now: path.session),
            try provoke(.moves, "0 time(s)", at: .served, usual: .askReschedule, path: rigid),
            try provoke(.wish, "not asked", at: .served, usual: .keepSlot),
            try provoke(.wish, "not asked", at: .issued, usual: .keepSlot),
            try provoke(.reason, "needs a reason", at: .servedWish, .keepSlot(reason: "")),
            try provoke(.reason, "reason", at: .issued, reschedule("")),
            try provoke(.attempts, "escalate", at: .noShow, reschedule(), path: rigid),
            try provoke(.attempts, "escalate", at: .aborted, reschedule(), path: rigid),
            try provoke(.slot, "register", at: .issued, reschedule()) { $0.planning = nil },
            try provoke(.slot, "deadline", at: .issued, reschedule(notBefore: after)),
            try provoke(.slot, "2 inspectors are needed", at: .noShow, reschedule()) {
                $0.planning = try StraightPath.planning(Array(path.inspectors.prefix(1)))
            },
        ]
    }
}
