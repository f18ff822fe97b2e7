import Foundation

/// What the party is reminded of, once for each booked slot: its notice, while it has not confirmed it, and its session,
/// once it has.
public struct Reminder: Sendable, Equatable {
    public enum Kind: String, Choice {
        case notice, session
    }

    public let kind: Kind
    /// The notice's number: each booked slot has its own.
    public let notice: String
    public let at: Date

    /// What is due for a check as it stands; nil where the rules ask for none, nobody can be reached by a machine, or the
    /// time for it has passed before there was a reason.
    public static func due(for check: Check, _ rules: RuleSet) -> Reminder? {
        guard let hours = rules.reminderHours, !check.channels.isEmpty else { return nil }
        switch check.state {
        case .issued(let issued):
            let start = issued.scheduled.start
            guard start > issued.at else { return nil }
            let half = issued.at.addingTimeInterval(start.timeIntervalSince(issued.at) / 2)
            return Reminder(kind: .notice, notice: issued.noticeNo, at: half)
        case .served(let served):
            // Whoever confirmed it later than that has just read it.
            let at = served.issued.scheduled.start.addingTimeInterval(-Double(hours) * 3600)
            guard at > served.service.arrivedAt else { return nil }
            return Reminder(kind: .session, notice: served.issued.noticeNo, at: at)
        default: return nil
        }
    }
}
