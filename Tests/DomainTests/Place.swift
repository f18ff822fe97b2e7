import Domain

/// Where a check may stand, more finely than its state's name: each is reached by `decide` along its own way.
enum Place: String, CaseIterable {
    case requested, approved, approvedDesk, approvedOnsite
    case scheduled, scheduledWaived, issued, issuedWish, serviceFailed, served, servedWish
    case inSession, interrupted, aborted, noShow, declined, declinedInSession, declinedInterrupted, completed, sealed
    case sealedUnjudged, noShowUnjudged, declinedUnjudged
    case reviewed, reviewedFindings, reviewedAbsence, reviewedDeclining, reviewedDesk, reviewedOnsite
    case rectifying, rectifyingReported, rectifyingServed, rectifyingServedReported, recheckedCured, recheckedOpen
    case passed, passedCured, failed, failedServed, failedOpen
    case escalatedAborted, escalatedNoShow, escalatedReview, withdrawnPass, withdrawnFail, cancelled
    case closedPassed, closedFailed, closedEscalated, closedWithdrawn

    var mode: Check.Mode {
        switch self {
        case .approvedDesk, .reviewedDesk: .deskCheck
        case .approvedOnsite, .reviewedOnsite: .onsiteCheck
        default: .videoCheck
        }
    }

    /// Whether something was found.
    var hasFindings: Bool {
        switch self {
        case .reviewedFindings, .reviewedDeclining, .rectifying, .rectifyingReported, .rectifyingServed,
            .rectifyingServedReported, .recheckedCured, .recheckedOpen, .passedCured, .failed, .failedServed,
            .failedOpen,
            .escalatedReview, .withdrawnFail, .closedFailed:
            true
        default: false
        }
    }

    /// Whether a recheck finds nothing cured.
    var leavesOpen: Bool { self == .recheckedOpen || self == .failedOpen }

    /// The commands that lead there, from the request on.
    var steps: [CheckCommand.Name] {
        let verified: [CheckCommand.Name] = [
            .approve, .schedule, .issue, .acknowledge, .begin, .complete, .seal, .review,
        ]
        let served = Array(verified.prefix(4))
        let interrupted = served + [.begin, .interrupt]
        return switch self {
        case .requested: []
        case .approved, .approvedDesk, .approvedOnsite: [.approve]
        case .scheduled: Array(verified.prefix(2))
        case .scheduledWaived: Array(verified.prefix(2)) + [.waiveLead]
        case .issued: Array(verified.prefix(3))
        case .issuedWish: Array(verified.prefix(3)) + [.askReschedule]
        case .serviceFailed: Array(verified.prefix(3)) + [.failService]
        case .served: served
        case .servedWish: served + [.askReschedule]
        case .inSession: Array(verified.prefix(5))
        case .interrupted: interrupted
        case .aborted: interrupted + [.abort]
        case .noShow, .noShowUnjudged: served + [.noShow]
        case .declined, .declinedUnjudged: served + [.decline]
        case .declinedInSession: served + [.begin, .decline]
        case .declinedInterrupted: interrupted + [.decline]
        case .completed: Array(verified.prefix(6))
        case .sealed, .sealedUnjudged: Array(verified.prefix(7))
        case .reviewed, .reviewedFindings: verified
        case .reviewedAbsence: served + [.noShow, .review]
        case .reviewedDeclining: served + [.decline, .review]
        case .reviewedDesk, .reviewedOnsite: [.approve, .recordReview]
        case .rectifying: verified + [.rectify]
        case .rectifyingReported: verified + [.rectify, .report]
        case .rectifyingServed: verified + [.rectify, .acknowledge]
        case .rectifyingServedReported: verified + [.rectify, .acknowledge, .report]
        case .recheckedCured, .recheckedOpen: verified + [.rectify, .serve, .report, .recheck]
        case .passed: verified + [.pass]
        case .passedCured: verified + [.rectify, .serve, .report, .recheck, .pass]
        case .failed: verified + [.fail]
        case .failedServed: verified + [.fail, .serve]
        case .failedOpen: verified + [.rectify, .serve, .report, .recheck, .fail]
        case .escalatedAborted: interrupted + [.abort, .escalate]
        case .escalatedNoShow: served + [.noShow, .escalate]
        case .escalatedReview: verified + [.escalate]
        case .withdrawnPass: verified + [.pass, .withdraw]
        case .withdrawnFail: verified + [.fail, .acknowledge, .withdraw]
        case .cancelled: [.approve, .cancel]
        case .closedPassed: verified + [.pass, .close]
        case .closedFailed: verified + [.fail, .acknowledge, .close]
        case .closedEscalated: interrupted + [.abort, .escalate, .close]
        case .closedWithdrawn: verified + [.pass, .withdraw, .close]
        }
    }

    /// Whether none of the inspectors has given a verdict there.
    var isUnjudged: Bool { self == .sealedUnjudged || self == .noShowUnjudged || self == .declinedUnjudged }

    /// What tells it from other places of the same state, for a reader of the matrix.
    var words: String {
        switch self {
        case .approved: "a check by video"
        case .approvedDesk: "a check on the file"
        case .approvedOnsite: "a check on the spot"
        case .scheduled, .issued, .served: "as usual"
        case .scheduledWaived: "notice period waived"
        case .issuedWish, .servedWish: "the party wishes another time"
        case .noShow, .sealed: "one verdict missing"
        case .noShowUnjudged, .sealedUnjudged: "no verdict yet"
        case .declined: "before the session, one verdict missing"
        case .declinedUnjudged: "before the session, no verdict yet"
        case .declinedInSession: "in the session"
        case .declinedInterrupted: "while it was interrupted"
        case .reviewed: "after a session, nothing found"
        case .reviewedFindings: "after a session, something found"
        case .reviewedAbsence: "after an absence, nothing found"
        case .reviewedDeclining: "after declining, something found"
        case .reviewedDesk: "on the file, nothing found"
        case .reviewedOnsite: "on the spot, nothing found"
        case .rectifying: "order not served"
        case .rectifyingReported: "order not served, party reported"
        case .rectifyingServed: "order served, in its time"
        case .rectifyingServedReported: "order served, party reported"
        case .recheckedCured: "all cured"
        case .recheckedOpen: "something not cured"
        case .passed: "at once"
        case .passedCured: "after rectification"
        case .failed: "decision not served"
        case .failedServed: "decision served"
        case .failedOpen: "after rectification, decision not served"
        case .escalatedAborted: "after a session broken off"
        case .escalatedNoShow: "after an absence"
        case .escalatedReview: "under review"
        case .withdrawnPass: "had passed"
        case .withdrawnFail: "had failed"
        case .closedPassed: "as passed"
        case .closedFailed: "as failed"
        case .closedEscalated: "as escalated"
        case .closedWithdrawn: "as withdrawn"
        case .requested, .serviceFailed, .inSession, .interrupted, .aborted, .completed, .cancelled:
            ""
        }
    }
}
