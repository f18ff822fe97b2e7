import Foundation

/// When a mail tells of alerts: at once for what is critical, else at most every ten minutes, and daily again while an
/// alert of weight stands that nobody has acknowledged.
public enum AlertRhythm {
    /// What the rhythm needs to know of an open alert.
    public struct Standing: Sendable {
        public let severity: Alert.Severity
        /// When a mail last told of it; nil: none has.
        public let toldAt: Date?
        public let isAcknowledged: Bool
        public init(severity: Alert.Severity, toldAt: Date?, isAcknowledged: Bool) {
            self.severity = severity
            self.toldAt = toldAt
            self.isAcknowledged = isAcknowledged
        }

        /// From when on a mail should tell of it; nil: it need not.
        func wanted() -> Date? {
            if isAcknowledged { return nil }
            guard let toldAt else { return .distantPast }
            return severity == .notice ? nil : toldAt.addingTimeInterval(AlertRhythm.repetition)
        }
    }

    public static let gap: TimeInterval = 600
    /// What flickers must not fill a mailbox.
    public static let criticalGap: TimeInterval = 60
    public static let repetition: TimeInterval = 86_400

    /// The instant at which the next mail is due, not before `lastMail` allows; nil: there is nothing to tell.
    public static func nextMail(of open: [Standing], lastMail: Date?) -> Date? {
        open.compactMap { alert -> Date? in
            guard let wanted = alert.wanted() else { return nil }
            let isNewAndCritical = alert.severity == .critical && alert.toldAt == nil
            let allowed = lastMail?.addingTimeInterval(isNewAndCritical ? criticalGap : gap)
            return max(wanted, allowed ?? .distantPast)
        }.min()
    }

    /// Whether a mail of `now` tells of it.
    public static func tells(of alert: Standing, now: Date) -> Bool {
        alert.wanted().map { $0 <= now } ?? false
    }
}
