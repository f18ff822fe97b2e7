/// The console's parts, in the order of its navigation: one case each, its address and its name.
enum ConsoleNavigation: CaseIterable, Sendable {
    case queue
    case schedule
    case recordings
    case incoming
    case deliveries

    var path: String {
        switch self {
        case .queue: "/"
        case .schedule: "/schedule"
        case .recordings: "/recordings"
        case .incoming: "/incoming"
        case .deliveries: "/deliveries"
        }
    }

    var name: Phrase {
        switch self {
        case .queue: Phrase("核查", "Checks")
        case .schedule: Phrase("日程", "Schedule")
        case .recordings: Phrase("录像", "Recordings")
        case .incoming: Phrase("待收文件", "Incoming")
        case .deliveries: Phrase("投递", "Deliveries")
        }
    }
}
