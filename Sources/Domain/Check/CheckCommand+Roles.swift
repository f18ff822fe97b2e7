/// Who may give which command: the one place that says so. The access issue binds roles to people.
extension CheckCommand.Name {
    /// Roles that may give it, the usual one first. Source: the procedure's table of stages, "who".
    public var roles: [Actor.Role] {
        switch self {
        case .approve: [.head]
        case .schedule, .issue, .close: [.timer, .registrar, .head]
        case .waiveLead: [.registrar]
        case .acknowledge: [.party]
        case .serve: [.registrar]
        case .failService: [.registrar, .timer]
        case .askReschedule: [.party, .registrar]
        case .reschedule, .keepSlot: [.head]
        case .begin, .resume, .decline, .complete: [.inspector]
        case .interrupt, .noShow: [.inspector, .timer]
        case .abort: [.inspector, .timer]
        case .seal: [.inspector]
        case .review: [.inspector, .head, .timer]
        case .recordReview, .recheck: [.inspector]
        case .rectify, .pass, .fail, .escalate, .cancel: [.head]
        case .report: [.party, .registrar]
        case .verdict: [.inspector]
        case .addend: [.inspector, .registrar]
        case .fileScan: [.registrar]
        case .askRecusal: [.inspector, .registrar, .head, .party]
        case .decideRecusal, .replaceInspector: [.head]
        case .inviteExpert: [.head, .registrar]
        case .recordExpertFee: [.registrar, .head]
        case .extendDeadline: [.bureauHead]
        case .settleClock: [.registrar, .head]
        case .reopen, .withdraw, .fileCase: [.bureauHead]
        case .remind: [.registrar, .timer]
        }
    }

    /// The role that gives this command when the caller names none.
    public var usualRole: Actor.Role { roles[0] }

    /// Whether staff give it themselves: the party's and the system's own steps are not theirs.
    public var isForStaff: Bool { roles.contains { $0 != .party && $0 != .timer } }

    /// The states that this command leads out of; `decide` and the golden matrix agree on it by test.
    public var takenFrom: [CheckState.Name] {
        switch self {
        case .approve: [.requested]
        case .schedule: [.approved]
        case .waiveLead: [.approved, .scheduled]
        case .issue: [.scheduled]
        case .acknowledge, .serve: [.issued, .serviceFailed, .rectifying, .failed]
        case .failService: [.issued]
        case .askReschedule: [.issued, .served]
        case .keepSlot: [.issued, .served]
        case .reschedule: [.scheduled, .issued, .serviceFailed, .served, .aborted, .noShow]
        case .begin: [.served]
        case .interrupt: [.inSession]
        case .resume, .abort: [.interrupted]
        case .noShow: [.served]
        case .decline: [.served, .inSession, .interrupted]
        case .complete: [.inSession]
        case .seal: [.completed]
        case .review: [.noShow, .declined, .sealed, .underReview]
        case .recordReview: [.approved]
        case .rectify: [.underReview]
        case .report, .recheck: [.rectifying]
        case .pass, .fail: [.underReview, .rechecked]
        case .escalate: [.aborted, .noShow, .declined, .sealed, .underReview]
        case .reopen, .withdraw: [.passed, .failed, .closed]
        case .cancel: [.requested, .approved, .scheduled, .issued, .serviceFailed, .served]
        case .fileCase: [.underReview, .rechecked, .failed]
        case .close: [.passed, .failed, .escalated, .withdrawn]
        case .verdict: [.noShow, .declined, .sealed]
        case .addend: CheckState.Name.allCases.filter(\.takesAddenda)
        case .fileScan: CheckState.Name.allCases
        case .askRecusal:
            [.scheduled, .issued, .serviceFailed, .served, .inSession, .interrupted, .aborted, .noShow]
        case .decideRecusal, .replaceInspector:
            [.scheduled, .issued, .serviceFailed, .served, .interrupted, .aborted, .noShow]
        case .inviteExpert: [.approved, .scheduled, .issued, .serviceFailed, .served, .inSession, .interrupted]
        case .recordExpertFee:
            [
                .approved, .scheduled, .issued, .serviceFailed, .served, .inSession, .interrupted, .aborted, .noShow,
                .declined, .completed, .sealed, .underReview, .rectifying, .rechecked, .passed, .failed, .escalated,
                .withdrawn,
            ]
        case .extendDeadline: CheckState.Name.allCases.filter(\.awaitsDecision)
        case .settleClock: [.failed, .withdrawn, .closed]
        case .remind: [.issued, .served]
        }
    }
}
