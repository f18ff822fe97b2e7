/// The console's parts, in the order of its navigation: one case each, its address and its name.
enum ConsoleNavigation: CaseIterable, Sendable {
    case queue
    case schedule
    case recordings
    case deliveries
    case texts
    case alerts

    var path: String {
        switch self {
        case .queue: "/"
        case .schedule: "/schedule"
        case .recordings: "/recordings"
        case .deliveries: "/deliveries"
        case .texts: "/texts"
        case .alerts: "/alerts"
        }
    }

    var name: Phrase {
        switch self {
        case .queue: Phrase("核查", "Checks")
        case .schedule: Phrase("日程", "Schedule")
        case .recordings: Phrase("录像", "Recordings")
        case .deliveries: Phrase("投递", "Deliveries")
        case .texts: Phrase("短信", "Texts")
        case .alerts: Phrase("警报", "Alerts")
        }
    }
}
