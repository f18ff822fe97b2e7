/// The clocks of the procedure (domain.md §5). What each is called, how long it is and when it warns is data of the
/// rule set; which event starts it is what this program does, and no file can change that.
public enum ClockName: String, Choice {
    /// An application whose triage waits: the law deems it accepted once this is over.
    case supplementNotice = "supplement_notice"
    case licenceDecision = "licence_decision"
    /// What the head of the bureau may add to the licence decision, once.
    case licenceExtension = "licence_extension"
    /// A check that was ordered from one of the centre's lists or draws.
    case orderedCheck = "ordered_check"
    /// To issue and serve the licence. That is the licensing office's own act: it ends here with the receipt of our result.
    case licenceIssue = "licence_issue"
    /// Counted back from the session: the last day on which its notice may go out.
    case noticeLead = "notice_lead"
    /// A decision or an order of ours has to reach the party.
    case paperService = "paper_service"
    case rectification
    case publication
    /// Of a served penalty: on the portals, which is done elsewhere.
    case penaltyPublication = "penalty_publication"
    case publishedWithdrawal = "published_withdrawal"
    /// From the filing of a case (行政处罚法 第六十条).
    case penaltyDecision = "penalty_decision"
    /// From the decision (第六十一条).
    case penaltyService = "penalty_service"
    /// The party's time to ask for a hearing, and to speak, from the notice's arrival (第六十四条).
    case hearingRequest = "hearing_request"
    /// Counted back from the hearing: the last day on which its notice may arrive.
    case hearingNotice = "hearing_notice"

    /// The event whose day is the start day, which is not counted.
    public var event: ClockEvent {
        switch self {
        case .supplementNotice: .applicationReceived
        case .licenceDecision: .applicationAccepted
        case .licenceExtension: .deadlineExtended
        case .orderedCheck: .checkOrdered
        case .licenceIssue: .concluded
        case .noticeLead: .sessionBooked
        case .paperService: .paperSent
        case .rectification: .rectificationOrdered
        case .publication: .decisionServed
        case .penaltyPublication: .penaltyServed
        case .publishedWithdrawal: .resultWithdrawn
        case .penaltyDecision: .caseFiled
        case .penaltyService: .penaltyDecided
        case .hearingRequest: .hearingOffered
        case .hearingNotice: .hearingSet
        }
    }

    /// Whose time it is.
    public enum Holder: Sendable {
        /// Somebody at the centre answers for it: it is said to be near, and late when it is over. An order's time is among
        /// these: when it is over, the centre has to act.
        case centre
        /// The party's, to use or to let pass: it ends, nobody is late, and what waited for it goes on.
        case party
    }

    public var holder: Holder {
        switch self {
        case .hearingRequest: .party
        case .supplementNotice, .licenceDecision, .licenceExtension, .orderedCheck, .licenceIssue, .noticeLead,
            .paperService, .rectification, .publication, .penaltyPublication, .publishedWithdrawal, .penaltyDecision,
            .penaltyService,
            .hearingNotice:
            .centre
        }
    }

    /// What it asks for is done outside this program: a person says when (`settle-clock`).
    public var isSettledByPeople: Bool {
        switch self {
        case .publication, .penaltyPublication, .publishedWithdrawal: true
        case .supplementNotice, .licenceDecision, .licenceExtension, .orderedCheck, .licenceIssue, .noticeLead,
            .paperService, .rectification, .penaltyDecision, .penaltyService, .hearingRequest, .hearingNotice:
            false
        }
    }

    /// The key of the rule file that holds its length, where another rule asks for the same number.
    var lengthKey: String? {
        switch self {
        case .licenceDecision: "decision_working_days"
        case .noticeLead: "notice_lead_days"
        case .rectification: "rectification_days"
        default: nil
        }
    }
}

/// What starts a clock.
public enum ClockEvent: String, Choice {
    case applicationReceived = "application_received"
    case applicationAccepted = "application_accepted"
    case deadlineExtended = "deadline_extended"
    case checkOrdered = "check_ordered"
    case concluded
    case sessionBooked = "session_booked"
    case paperSent = "paper_sent"
    case rectificationOrdered = "rectification_ordered"
    case decisionServed = "decision_served"
    case penaltyServed = "penalty_served"
    case resultWithdrawn = "result_withdrawn"
    case caseFiled = "case_filed"
    case penaltyDecided = "penalty_decided"
    case hearingOffered = "hearing_offered"
    case hearingSet = "hearing_set"
}
