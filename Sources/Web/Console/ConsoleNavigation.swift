/// The console's parts, in the order of its navigation: one case each, its address and its name.
enum ConsoleNavigation: CaseIterable, Sendable {
    case queue
    case search
    case deadlines
    case cases
    case schedule
    case recordings
    case incoming
    case deliveries
    case intake
    case triage
    case texts
    case alerts
    case inspectors
    case stations
    case enterprises

    var path: String {
        switch self {
        case .queue: "/"
        case .search: "/search"
        case .deadlines: "/deadlines"
        case .cases: "/cases"
        case .schedule: "/schedule"
        case .recordings: "/recordings"
        case .incoming: "/incoming"
        case .deliveries: "/deliveries"
        case .intake: "/intake"
        case .triage: "/triage"
        case .texts: "/texts"
        case .alerts: "/alerts"
        case .inspectors: "/inspectors"
        case .stations: "/stations"
        case .enterprises: "/enterprises"
        }
    }

    var name: Phrase {
        switch self {
        case .queue: Phrase("核查", "Checks")
        case .search: Phrase("查找", "Search")
        case .deadlines: Phrase("期限", "Deadlines")
        case .cases: Phrase("案件", "Cases")
        case .schedule: Phrase("日程", "Schedule")
        case .recordings: Phrase("录像", "Recordings")
        case .incoming: Phrase("待收文件", "Incoming")
        case .deliveries: Phrase("投递", "Deliveries")
        case .intake: Phrase("受理", "Intake")
        case .triage: Phrase("分流", "Triage")
        case .texts: Phrase("短信", "Texts")
        case .alerts: Phrase("警报", "Alerts")
        case .inspectors: Phrase("核查人员", "Inspectors")
        case .stations: Phrase("核查室", "Stations")
        case .enterprises: Phrase("企业", "Enterprises")
        }
    }
}
