import Foundation

/// One mail that tells of several alerts, in Chinese and in English.
public struct AlertDigest: Sendable {
    /// An open alert with its beginning.
    public typealias Item = (alert: Alert, since: Date)

    public let centerName: String
    public let timeZone: TimeZone
    public let items: [Item]

    public init(centerName: String, timeZone: TimeZone, items: [Item]) {
        self.centerName = centerName
        self.timeZone = timeZone
        self.items = items
    }

    public func mail(to address: String) -> OutboundMessage.Mail {
        let worst = items.max { $0.alert.severity < $1.alert.severity }
        let kind = worst?.alert.kind ?? .configurationDegraded
        let more = items.count > 1 ? " (+\(items.count - 1))" : ""
        return OutboundMessage.Mail(
            to: address,
            subject: "[\(Self.oneLine(centerName))] \(kind.title(.zh)) / \(kind.title(.en))\(more)",
            text: text(.zh) + "\n----\n\n" + text(.en), html: nil)
    }

    private func text(_ language: Contact.Language) -> String {
        let opening =
            language == .zh
            ? "\(centerName)：以下 \(items.count) 项需要您知悉或处理。"
            : "\(centerName): \(items.count) matter(s) for you to know of or to act on."
        let closing =
            language == .zh
            ? "未确认的警报每天提醒一次；在控制台的“警报”页面可以查看和确认。"
            : "What nobody acknowledges is repeated daily; see and acknowledge it on the console's page of alerts."
        return ([opening, ""] + items.flatMap { lines($0, language) } + [closing, ""]).joined(separator: "\n")
    }

    private func lines(_ item: Item, _ language: Contact.Language) -> [String] {
        let alert = item.alert
        let style = Date.ISO8601FormatStyle(timeZone: timeZone).year().month().day()
            .dateTimeSeparator(.space).time(includingFractionalSeconds: false)
        let since = item.since.formatted(style)
        return [
            "[\(alert.severity.word(language))] \(alert.kind.title(language))",
            "  \(Self.subject(alert)) · \(language == .zh ? "自" : "since") \(since)",
        ] + alert.details(language).map { "  \($0)" } + ["  → \(alert.kind.advice(language))", ""]
    }

    /// With our own identifier beside it, which the command line takes.
    private static func subject(_ alert: Alert) -> String {
        [alert.subject, ""].contains(alert.about) ? alert.subject : "\(alert.about) (\(alert.subject))"
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

extension Alert {
    /// The detail as lines for a person: the reason as it stands, anything else with its name. What it is about stands
    /// elsewhere.
    /// - Parameter words: of a value that is a word of ours, by its key; nil shows it as it is.
    public func details(
        _ language: Contact.Language, words: (_ key: String, _ value: String) -> String? = { _, _ in nil }
    ) -> [String] {
        let subject = detail["case"] == nil ? "check" : "case"
        let shown = detail.filter { $0.key != subject }
        return shown.sorted { ($0.key != "reason", $0.key) < ($1.key != "reason", $1.key) }.compactMap { key, value in
            guard let text = value.plain else { return nil }
            let plain = text.split(whereSeparator: \.isNewline).joined(separator: " ")
            let line = key == "clock" ? ClockName(rawValue: plain)?.title[language] ?? plain : plain
            if key == "reason" { return line }
            return Self.name(key, language) + (language == .zh ? "：" : ": ") + (words(key, line) ?? line)
        }
    }

    /// Of one of the detail's values.
    private static func name(_ key: String, _ language: Contact.Language) -> String {
        guard language == .zh else { return key.replacing("_", with: " ") }
        return switch key {
        case "check": "核查"
        case "delivery": "投递"
        case "state": "状态"
        case "deadline": "期限"
        case "clock": "事项"
        case "provisional": "暂定"
        case "provisional_deadlines": "暂定的期限数"
        case "since": "自"
        case "problems": "问题数"
        case "last_good_backup": "上次成功备份"
        default: key
        }
    }
}

extension Alert.Severity {
    public func word(_ language: Contact.Language) -> String {
        switch (self, language) {
        case (.notice, .zh): "提示"
        case (.warning, .zh): "警告"
        case (.critical, .zh): "严重"
        case (.notice, .en): "notice"
        case (.warning, .en): "warning"
        case (.critical, .en): "critical"
        }
    }
}

extension JSONValue {
    /// A plain value as text; nil for null, lists and objects.
    fileprivate var plain: String? {
        switch self {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .bool(let truth): String(truth)
        case .null, .array, .object: nil
        }
    }
}

private func < (one: (Bool, String), other: (Bool, String)) -> Bool {
    one.0 == other.0 ? one.1 < other.1 : !one.0
}
