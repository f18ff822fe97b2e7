import Foundation

/// Where a check stands. Each case carries what is valid there and nothing else; a later case holds the earlier ones
/// inside it, so a `served` check without a booking cannot be written down.
public enum CheckState: Sendable, Equatable {
    case requested
    case approved(Approval)
    case scheduled(Scheduled)
    case issued(Issued)
    case serviceFailed(ServiceFailed)
    case served(Served)
    case inSession(InSession)
    case interrupted(Interrupted)
    case aborted(Aborted)
    case noShow(NoShow)
    case declined(Declined)
    case completed(Completed)
    case sealed(Sealed)
    case underReview(UnderReview)
    case rectifying(Rectifying)
    case rechecked(Rechecked)
    case passed(Decided)
    case failed(Decided)
    case escalated(Escalated)
    case withdrawn(Withdrawn)
    case cancelled(Cancelled)
    case closed(Closed)

    /// The three stages of the written procedure, with the queue before and the end after them.
    public enum Stage: String, Choice {
        case queue, notify, verify, dispose, done
    }

    public enum Name: String, Choice {
        case requested, approved, scheduled, issued
        case serviceFailed = "service_failed"
        case served
        case inSession = "in_session"
        case interrupted, aborted
        case noShow = "no_show"
        case declined, completed, sealed
        case underReview = "under_review"
        case rectifying, rechecked, passed, failed
        case escalated = "escalated_onsite"
        case withdrawn, cancelled, closed

        public var stage: Stage {
            switch self {
            case .requested, .approved: .queue
            case .scheduled, .issued, .serviceFailed: .notify
            case .served, .inSession, .interrupted, .aborted, .completed: .verify
            case .noShow, .declined, .sealed, .underReview, .rectifying, .rechecked, .passed, .failed, .escalated,
                .withdrawn:
                .dispose
            case .cancelled, .closed: .done
            }
        }

        /// Whether footage may still be brought to it: until it is sealed, or a review rests on what there is.
        public var takesFootage: Bool {
            switch self {
            case .requested, .approved, .scheduled, .issued, .serviceFailed, .served, .inSession, .interrupted,
                .aborted, .noShow, .declined, .completed:
                true
            case .sealed, .underReview, .rectifying, .rechecked, .passed, .failed, .escalated, .withdrawn, .cancelled,
                .closed:
                false
            }
        }

        /// Whether footage that turns up after the seal may still be added to it.
        public var takesAddenda: Bool {
            [.sealed, .underReview, .rectifying, .rechecked, .passed, .failed].contains(self)
        }

        /// Whether nothing more is to come of the check unless it is opened again.
        public var isOver: Bool { stage == .done }
    }

    public var name: Name {
        switch self {
        case .requested: .requested
        case .approved: .approved
        case .scheduled: .scheduled
        case .issued: .issued
        case .serviceFailed: .serviceFailed
        case .served: .served
        case .inSession: .inSession
        case .interrupted: .interrupted
        case .aborted: .aborted
        case .noShow: .noShow
        case .declined: .declined
        case .completed: .completed
        case .sealed: .sealed
        case .underReview: .underReview
        case .rectifying: .rectifying
        case .rechecked: .rechecked
        case .passed: .passed
        case .failed: .failed
        case .escalated: .escalated
        case .withdrawn: .withdrawn
        case .cancelled: .cancelled
        case .closed: .closed
        }
    }
}
