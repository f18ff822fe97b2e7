import Foundation

/// Where a case stands. Each state carries what is valid there; a later one holds the earlier ones inside it, so that a
/// decision without its legal review cannot be written down.
public enum CaseState: Sendable, Equatable, Codable {
    /// Opened; nothing was told to the party yet.
    case filed
    /// What is proposed was announced to the party; that it has arrived is still to be proved.
    case notified(Notified)
    /// The party has the announcement: it may speak, and where the measure entitles it, ask for a hearing.
    case noticeServed(NoticeServed)
    case hearingAsked(HearingAsked)
    case hearingSet(HearingSet)
    case hearingHeld(HearingHeld)
    /// The legal reviewer sent it back.
    case returned(LegallyReviewed)
    case legallyReviewed(LegallyReviewed)
    case decided(CaseDecided)
    case decisionServed(DecisionServed)
    case executed(Executed)
    case deregistered(Deregistered)
    case dismissed(Dismissed)

    public enum Name: String, Choice {
        case filed, notified
        case noticeServed = "notice_served"
        case hearingAsked = "hearing_asked"
        case hearingSet = "hearing_set"
        case hearingHeld = "hearing_held"
        case returned
        case legallyReviewed = "legally_reviewed"
        case decided
        case decisionServed = "decision_served"
        case executed, deregistered, dismissed

        /// Whether the case has ended: then it no longer keeps its check from closing.
        public var isOver: Bool {
            switch self {
            case .executed, .deregistered, .dismissed: true
            case .filed, .notified, .noticeServed, .hearingAsked, .hearingSet, .hearingHeld, .returned,
                .legallyReviewed, .decided, .decisionServed:
                false
            }
        }
    }

    public var name: Name {
        switch self {
        case .filed: .filed
        case .notified: .notified
        case .noticeServed: .noticeServed
        case .hearingAsked: .hearingAsked
        case .hearingSet: .hearingSet
        case .hearingHeld: .hearingHeld
        case .returned: .returned
        case .legallyReviewed: .legallyReviewed
        case .decided: .decided
        case .decisionServed: .decisionServed
        case .executed: .executed
        case .deregistered: .deregistered
        case .dismissed: .dismissed
        }
    }
}
