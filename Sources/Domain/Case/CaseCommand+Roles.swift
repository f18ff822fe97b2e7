/// Who may give which command to a case, in which states, and what it leaves behind: the one place that says so.
extension CaseCommand.Name {
    /// Roles that may give it, the usual one first.
    public var roles: [Actor.Role] {
        switch self {
        case .notify: [.head, .bureauHead]
        case .acknowledge: [.party]
        case .serve: [.registrar]
        case .statement, .askHearing: [.party, .registrar]
        case .setHearing: [.head]
        case .holdHearing: [.head, .registrar]
        case .legalReview: [.legalReviewer]
        case .decide, .dismiss: [.bureauHead]
        case .execute: [.registrar, .head]
        case .settleClock: [.registrar, .head]
        case .deregister: [.head]
        }
    }

    public var usualRole: Actor.Role { roles[0] }

    /// Whether staff give it themselves.
    public var isForStaff: Bool { roles.contains { $0 != .party && $0 != .timer } }

    /// The states that this command leads out of; `decide` and the golden matrix agree on it by test.
    public var takenFrom: [CaseState.Name] {
        switch self {
        case .notify: [.filed, .notified, .noticeServed, .hearingHeld, .returned, .legallyReviewed]
        case .acknowledge, .serve: [.notified, .hearingSet, .decided]
        case .statement:
            [.noticeServed, .hearingAsked, .hearingSet, .hearingHeld, .returned, .legallyReviewed]
        case .askHearing: [.noticeServed]
        case .setHearing: [.hearingAsked, .hearingSet]
        case .holdHearing: [.hearingSet]
        case .legalReview: [.noticeServed, .hearingHeld, .returned]
        case .decide: [.legallyReviewed]
        case .execute, .deregister: [.decisionServed]
        case .settleClock: [.decisionServed, .executed]
        case .dismiss:
            [
                .filed, .notified, .noticeServed, .hearingAsked, .hearingSet, .hearingHeld, .returned,
                .legallyReviewed,
            ]
        }
    }

    /// The papers that an accepted command files, each exactly once.
    public func papers(of kind: LegalCase.Kind) -> [DocumentKind] {
        switch self {
        case .notify: [kind == .penalty ? .penaltyNotice : .revocationNotice]
        case .acknowledge, .serve: [.serviceReceipt]
        case .statement: [.statementRecord]
        case .askHearing: [.hearingRequest]
        case .settleClock: []
        case .setHearing: [.hearingNotice]
        case .holdHearing: [.hearingRecord]
        case .legalReview: [.legalOpinion]
        case .decide: [kind == .penalty ? .penaltyDecision : .revocationDecision]
        case .execute: [.executionRecord]
        case .deregister: [.deregistrationNote]
        case .dismiss: [.caseDismissal]
        }
    }
}
