import Domain

/// What one look of the doctor found: one line, and what to do about it where something is to be done.
struct Finding: Sendable {
    enum Verdict: String, Sendable {
        case ok, warn, fail

        var mark: String {
            switch self {
            case .ok: "✓"
            case .warn: "!"
            case .fail: "✗"
            }
        }
    }

    /// The same words in Chinese and in English.
    struct Words: Sendable {
        let zh: String
        let en: String

        init(_ zh: String, _ en: String) {
            self.zh = zh
            self.en = en
        }

        subscript(_ language: Contact.Language) -> String {
            switch language {
            case .zh: zh
            case .en: en
            }
        }
    }

    let area: Area
    let verdict: Verdict
    let found: Words
    /// Nil when nothing is to be done.
    let advice: Words?

    static func ok(_ area: Area, _ zh: String, _ en: String) -> Finding {
        Finding(area: area, verdict: .ok, found: Words(zh, en), advice: nil)
    }

    static func warn(_ area: Area, _ found: Words, _ advice: Words) -> Finding {
        Finding(area: area, verdict: .warn, found: found, advice: advice)
    }

    static func fail(_ area: Area, _ found: Words, _ advice: Words) -> Finding {
        Finding(area: area, verdict: .fail, found: found, advice: advice)
    }

    /// What is looked at, in the order of the report.
    enum Area: String, CaseIterable, Comparable, Sendable {
        case configuration, service, unit, listeners, clock
        case timeZone = "time_zone"
        case calendar, rules, disk, keys, licensing, mail, text, certificates
        case mediaWorker = "media_worker"
        case tools, backup, fsck, alerts

        var name: Words {
            switch self {
            case .configuration: Words("配置", "configuration")
            case .service: Words("服务", "service")
            case .unit: Words("系统服务单元", "systemd unit")
            case .listeners: Words("监听地址", "listeners")
            case .clock: Words("时钟", "clock")
            case .timeZone: Words("时区", "time zone")
            case .calendar: Words("工作日历", "calendar")
            case .rules: Words("规则", "rules")
            case .disk: Words("磁盘", "disk")
            case .keys: Words("密钥", "keys")
            case .licensing: Words("许可后台", "licensing backend")
            case .mail: Words("邮件", "mail")
            case .text: Words("短信网关", "text gateway")
            case .certificates: Words("证书", "certificates")
            case .mediaWorker: Words("媒体程序", "media worker")
            case .tools: Words("辅助工具", "tools")
            case .backup: Words("备份", "backup")
            case .fsck: Words("一致性检查", "consistency check")
            case .alerts: Words("警报", "alerts")
            }
        }

        static func < (one: Area, other: Area) -> Bool { one.place < other.place }

        private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }
}
