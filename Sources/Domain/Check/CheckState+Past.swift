/// What lies behind a check by now: each later state holds the earlier ones inside it.
extension CheckState {
    /// The conclusion, in every state from it on.
    public var decided: Decided? {
        switch self {
        case .passed(let decided), .failed(let decided): decided
        case .withdrawn(let withdrawn): withdrawn.decided
        case .closed(let closed): closed.ending.decided
        case .requested, .approved, .scheduled, .issued, .serviceFailed, .served, .inSession, .interrupted, .aborted,
            .noShow, .declined, .completed, .sealed, .underReview, .rectifying, .rechecked, .escalated, .cancelled:
            nil
        }
    }

    /// How it ended, once it is decided.
    public var outcome: Outcome? {
        switch self {
        case .passed: .pass
        case .failed: .fail
        case .rectifying, .rechecked: .rectify
        case .escalated: .escalate
        case .withdrawn: .withdrawn
        case .closed(let closed): closed.ending.outcome
        case .requested, .approved, .scheduled, .issued, .serviceFailed, .served, .inSession, .interrupted, .aborted,
            .noShow, .declined, .completed, .sealed, .underReview, .cancelled:
            nil
        }
    }

    public var escalation: Escalated? {
        switch self {
        case .escalated(let escalated): escalated
        case .closed(let closed): if case .escalated(let escalated) = closed.ending { escalated } else { nil }
        default: nil
        }
    }

    public var withdrawal: Withdrawn? {
        switch self {
        case .withdrawn(let withdrawn): withdrawn
        case .closed(let closed): if case .withdrawn(let withdrawn) = closed.ending { withdrawn } else { nil }
        default: nil
        }
    }

    public var recheck: Rechecked? {
        if case .rechecked(let rechecked) = self { rechecked } else { decided?.rechecked }
    }

    public var rectification: Rectifying? {
        if case .rectifying(let rectifying) = self { rectifying } else { recheck?.rectifying }
    }

    public var review: UnderReview? {
        if case .underReview(let review) = self { return review }
        if case .review(let review)? = escalation?.origin { return review }
        return rectification?.review ?? decided?.review
    }

    /// The file review that it rests on, where there was no session.
    public var fileReview: FileReview? {
        if case .record(let record)? = review?.basis { record } else { nil }
    }

    public var sealing: Sealed? {
        if case .sealed(let sealed) = self { return sealed }
        if case .sealed(let sealed)? = escalation?.origin { return sealed }
        if case .session(let sealed)? = review?.basis { return sealed }
        return nil
    }

    public var absence: NoShow? {
        if case .noShow(let absence) = self { return absence }
        if case .noShow(let absence)? = escalation?.origin { return absence }
        if case .noShow(let absence)? = review?.basis { return absence }
        return nil
    }

    public var declining: Declined? {
        if case .declined(let declining) = self { return declining }
        if case .declined(let declining)? = escalation?.origin { return declining }
        if case .declined(let declining)? = review?.basis { return declining }
        return nil
    }

    public var abortion: Aborted? {
        if case .aborted(let aborted) = self { return aborted }
        if case .aborted(let aborted)? = escalation?.origin { return aborted }
        return nil
    }

    public var interruption: Interrupted? {
        if case .interrupted(let interrupted) = self { interrupted } else { abortion?.interrupted }
    }

    public var completion: Completed? {
        if case .completed(let completed) = self { completed } else { sealing?.completed }
    }

    public var session: InSession? {
        if case .inSession(let session) = self { return session }
        return completion?.session ?? interruption?.session ?? declining?.session
    }

    public var service: Served? {
        if case .served(let served) = self { return served }
        return session?.served ?? absence?.served ?? declining?.served
    }

    public var serviceFailure: ServiceFailed? {
        if case .serviceFailed(let failed) = self { failed } else { nil }
    }

    /// The issued notice, in every state that has one.
    public var notice: Issued? {
        if case .issued(let issued) = self { return issued }
        return serviceFailure?.issued ?? service?.issued
    }

    /// The paper whose arrival at the party is still to be proved.
    public var unserved: ID<Document>? {
        switch self {
        case .issued(let issued): issued.notice
        case .serviceFailed(let failed): failed.issued.notice
        case .rectifying(let rectifying): rectifying.service == nil ? rectifying.order.document : nil
        case .failed(let decided): decided.service == nil ? decided.decision.document : nil
        case .requested, .approved, .scheduled, .served, .inSession, .interrupted, .aborted, .noShow, .declined,
            .completed, .sealed, .underReview, .rechecked, .passed, .escalated, .withdrawn, .cancelled, .closed:
            nil
        }
    }

    /// The booking, in every state that has one.
    public var booking: Scheduled? {
        if case .scheduled(let scheduled) = self { scheduled } else { notice?.scheduled }
    }

    public var approval: Approval? {
        if case .approved(let approval) = self { return approval }
        return booking?.approval ?? fileReview?.approval
    }
}

extension Closed.Ending {
    public var outcome: Outcome {
        switch self {
        case .passed: .pass
        case .failed: .fail
        case .escalated: .escalate
        case .withdrawn: .withdrawn
        }
    }

    public var decided: Decided? {
        switch self {
        case .passed(let decided), .failed(let decided): decided
        case .withdrawn(let withdrawn): withdrawn.decided
        case .escalated: nil
        }
    }
}
