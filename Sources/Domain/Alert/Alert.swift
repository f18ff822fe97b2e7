/// Something that a person at the centre should know of until it is over. One alert is open per kind and subject;
/// raising it again while it is open only says that it still stands.
public struct Alert: Sendable, Equatable, Identified {
    public static let idPrefix = "alt"

    public let kind: Kind
    /// What it is about, in one word that names it for ever: a delivery's id, a directory, a host, a year.
    public let subject: String
    /// Plain values for the person who looks: a reason, a count, a date. No names and numbers of people.
    public let detail: [String: JSONValue]

    public var severity: Severity { kind.severity }

    /// What it is about, as people call it: the case's or the check's number where there is one; empty where its title says it all.
    public var about: String {
        switch kind {
        case .mailFailing, .clockUnsynchronised, .backupFailed, .backupOverdue, .fsckProblems: return ""
        default: break
        }
        guard case .string(let number)? = detail["case"] ?? detail["check"] else { return subject }
        return number
    }

    public init(_ kind: Kind, subject: String, detail: [String: JSONValue] = [:]) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    /// An alert with its reason in words.
    public init(_ kind: Kind, subject: String, reason: String) {
        self.init(kind, subject: subject, detail: ["reason": .string(reason)])
    }

    /// How much it matters, the least first.
    public enum Severity: String, Choice, Comparable {
        /// For whoever passes by.
        case notice
        /// Work waits or will wait.
        case warning
        /// A deadline, footage or the service itself is at stake: mailed at once.
        case critical

        public static func < (one: Severity, other: Severity) -> Bool { one.rank < other.rank }

        private var rank: Int {
            switch self {
            case .notice: 0
            case .warning: 1
            case .critical: 2
            }
        }
    }

    /// Everything that is ever raised.
    public enum Kind: String, Choice {
        case incomingUnreachable = "incoming_unreachable"
        case incomingUnreadable = "incoming_unreadable"
        case incomingUnassigned = "incoming_unassigned"
        case recordingQuarantined = "recording_quarantined"
        case footageDamaged = "footage_damaged"
        case deliveryHeld = "delivery_held"
        case deliveryFailing = "delivery_failing"
        case mailFailing = "mail_failing"
        case textGatewayFailing = "text_gateway_failing"
        case textUndelivered = "text_undelivered"
        case textWaiting = "text_waiting"
        case clockNear = "clock_near"
        case clockOverdue = "clock_overdue"
        case checkBlocked = "check_blocked"
        case inspectorUnfit = "inspector_unfit"
        case recusalPending = "recusal_pending"
        case sessionMissed = "session_missed"
        case serviceNeeded = "service_needed"
        case calendarMissing = "calendar_missing"
        case clockUnsynchronised = "clock_unsynchronised"
        case diskLow = "disk_low"
        case diskMissing = "disk_missing"
        case loopLate = "loop_late"
        case backupFailed = "backup_failed"
        case backupOverdue = "backup_overdue"
        case fsckProblems = "fsck_problems"
        case auditForked = "audit_forked"
        case checkpointFailed = "checkpoint_failed"
        case certificateExpiring = "certificate_expiring"
        case configurationDegraded = "configuration_degraded"

        public var severity: Severity {
            switch self {
            case .incomingUnassigned, .clockNear, .configurationDegraded: .notice
            case .incomingUnreachable, .incomingUnreadable, .recordingQuarantined, .deliveryHeld, .mailFailing,
                .textGatewayFailing, .textUndelivered, .textWaiting, .checkBlocked, .inspectorUnfit, .recusalPending,
                .sessionMissed,
                .serviceNeeded, .calendarMissing, .clockUnsynchronised, .backupFailed, .backupOverdue,
                .certificateExpiring, .checkpointFailed:
                .warning
            case .deliveryFailing, .clockOverdue, .diskLow, .diskMissing, .loopLate, .fsckProblems,
                .footageDamaged, .auditForked:
                .critical
            }
        }

        /// What has happened and cannot be mended by itself: a person's acknowledgement ends it.
        public var endsWhenSeen: Bool {
            switch self {
            case .recordingQuarantined, .textUndelivered: true
            case .incomingUnreachable, .incomingUnreadable, .incomingUnassigned, .deliveryHeld, .deliveryFailing,
                .mailFailing, .textGatewayFailing, .textWaiting, .clockNear, .clockOverdue, .checkBlocked,
                .inspectorUnfit, .recusalPending,
                .sessionMissed, .serviceNeeded, .calendarMissing, .clockUnsynchronised, .diskLow, .diskMissing,
                .loopLate, .backupFailed, .backupOverdue, .fsckProblems, .footageDamaged, .auditForked,
                .checkpointFailed,
                .certificateExpiring, .configurationDegraded:
                false
            }
        }
    }
}
