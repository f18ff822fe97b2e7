/// Everything that somebody can do here, by what it does to which kind of thing. Each route is one of them; what no route
/// names cannot be done.
public enum Deed: String, Choice {
    case seeApplications = "see_applications"
    case takeApplications = "take_applications"
    case triageApplications = "triage_applications"
    case orderChecks = "order_checks"
    case seeChecks = "see_checks"
    /// Give a command to a check; which of them, the procedure itself decides by the capacity.
    case commandChecks = "command_checks"
    case seePapers = "see_papers"
    case fileScans = "file_scans"
    case seeCases = "see_cases"
    case commandCases = "command_cases"
    case search
    /// Names, lengths and digests of recordings; no picture.
    case seeRecordings = "see_recordings"
    /// Pictures and sound: faces.
    case viewFootage = "view_footage"
    case uploadFootage = "upload_footage"
    case seeMarkers = "see_markers"
    case markFootage = "mark_footage"
    case seeIncoming = "see_incoming"
    case assignIncoming = "assign_incoming"
    case seeDeliveries = "see_deliveries"
    case retryDeliveries = "retry_deliveries"
    case seeTexts = "see_texts"
    case sendTexts = "send_texts"
    case seeRoster = "see_roster"
    case keepRoster = "keep_roster"
    case enrolInspectors = "enrol_inspectors"
    case seeEnterprises = "see_enterprises"
    case keepEnterprises = "keep_enterprises"
    case seeClocks = "see_clocks"
    case keepCalendar = "keep_calendar"
    case seeAlerts = "see_alerts"
    case acknowledgeAlerts = "acknowledge_alerts"
    case seeStatus = "see_status"
    case seeAudit = "see_audit"
    case seeAccounts = "see_accounts"
    case keepAccounts = "keep_accounts"
    case seeGrants = "see_grants"
    case giveGrants = "give_grants"
    /// One's own password, telephone and sessions.
    case keepOwnAccount = "keep_own_account"
}

/// How far somebody may.
public enum Reach: Int, Sendable, Comparable {
    case none
    /// What a viewing grant names, while it lasts.
    case granted
    /// Checks that one is drawn for or invited to, and what hangs on them.
    case own
    case all

    public static func < (one: Reach, other: Reach) -> Bool { one.rawValue < other.rawValue }
}
