import Domain

extension CheckState {
    /// The booking, in every state that has one.
    var booked: Scheduled? {
        if case .scheduled(let scheduled) = self { scheduled } else { noticed?.scheduled }
    }

    /// The issued notice, in every state that has one.
    var noticed: Issued? {
        switch self {
        case .requested, .approved, .scheduled: nil
        case .issued(let issued): issued
        case .served(let served): served.issued
        case .inSession(let session): session.served.issued
        case .completed(let completed): completed.session.served.issued
        case .sealed(let sealed): sealed.completed.session.served.issued
        case .underReview(let review): review.sealed.completed.session.served.issued
        case .passed(let decided), .failed(let decided):
            decided.review.sealed.completed.session.served.issued
        case .closed(let closed): closed.decided.review.sealed.completed.session.served.issued
        }
    }
}
