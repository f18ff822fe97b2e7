/// What lies behind a case by now: each later state holds the earlier ones inside it.
extension CaseState {
    public var execution: Executed? { if case .executed(let one) = self { one } else { nil } }
    public var deregistration: Deregistered? { if case .deregistered(let one) = self { one } else { nil } }
    public var dismissal: Dismissed? { if case .dismissed(let one) = self { one } else { nil } }

    public var decisionService: DecisionServed? {
        if case .decisionServed(let served) = self { return served }
        return execution?.served ?? deregistration?.served
    }

    public var decision: CaseDecided? {
        if case .decided(let decided) = self { decided } else { decisionService?.decided }
    }

    /// The last opinion of the legal review on the proposal that stands.
    public var legalReview: LegallyReviewed? {
        switch self {
        case .returned(let reviewed), .legallyReviewed(let reviewed): reviewed
        default: decision?.reviewed
        }
    }

    public var hearingHeld: HearingHeld? {
        if case .hearingHeld(let held) = self { return held }
        if case .hearing(let held)? = legalReview?.basis { return held }
        return nil
    }

    public var hearingSet: HearingSet? {
        if case .hearingSet(let set) = self { set } else { hearingHeld?.set }
    }

    public var hearingAsked: HearingAsked? {
        if case .hearingAsked(let asked) = self { asked } else { hearingSet?.asked }
    }

    public var noticeServed: NoticeServed? {
        if case .noticeServed(let served) = self { return served }
        return hearingAsked?.served ?? legalReview?.basis.served
    }

    public var notified: Notified? {
        if case .notified(let notified) = self { notified } else { noticeServed?.notified }
    }

    /// The paper whose arrival at the party is still to be proved.
    public var unserved: ID<Document>? {
        switch self {
        case .notified(let notified): notified.document
        case .hearingSet(let set): set.service == nil ? set.document : nil
        case .decided(let decided): decided.document
        case .filed, .noticeServed, .hearingAsked, .hearingHeld, .returned, .legallyReviewed, .decisionServed,
            .executed, .deregistered, .dismissed:
            nil
        }
    }
}
