/// What lies behind a check by now: each later state holds the earlier ones inside it.
extension CheckState {
    /// The conclusion, in every state from it on.
    public var decided: Decided? {
        switch self {
        case .requested, .approved, .scheduled, .issued, .served, .inSession, .completed, .sealed, .underReview: nil
        case .passed(let decided), .failed(let decided): decided
        case .closed(let closed): closed.decided
        }
    }

    /// How it ended, once it is decided.
    public var outcome: Outcome? {
        switch self {
        case .requested, .approved, .scheduled, .issued, .served, .inSession, .completed, .sealed, .underReview: nil
        case .passed: .pass
        case .failed: .fail
        case .closed(let closed): closed.outcome
        }
    }

    public var review: UnderReview? {
        if case .underReview(let review) = self { review } else { decided?.review }
    }

    public var sealing: Sealed? {
        if case .sealed(let sealed) = self { sealed } else { review?.sealed }
    }

    public var completion: Completed? {
        if case .completed(let completed) = self { completed } else { sealing?.completed }
    }

    public var session: InSession? {
        if case .inSession(let session) = self { session } else { completion?.session }
    }

    public var service: Served? {
        if case .served(let served) = self { served } else { session?.served }
    }

    /// The issued notice, in every state that has one.
    public var notice: Issued? {
        if case .issued(let issued) = self { issued } else { service?.issued }
    }

    /// The booking, in every state that has one.
    public var booking: Scheduled? {
        if case .scheduled(let scheduled) = self { scheduled } else { notice?.scheduled }
    }

    public var approval: Approval? {
        if case .approved(let approval) = self { approval } else { booking?.approval }
    }
}
