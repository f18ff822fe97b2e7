import Domain
import Foundation

/// Writes what the daemon of a demonstration reads: configuration, secrets, rules.
struct DemoConfiguration: Sendable {
    struct Ports: Sendable {
        let staff: Int
        let party: Int
        let licensing: Int
        let mail: Int
        let text: Int
    }

    let directories: DemoDirectories
    let ports: Ports
    /// The project's `config` directory.
    let shipped: URL

    static let sender = "hecha@zhongxin.example"
    static let administrator = "guanli@zhongxin.example"

    func write(now: Date) throws {
        try Self.writeSecret(
            Data("k1 \(Self.randomKey.base64EncodedString())\n".utf8), to: directories.keys)
        try writeRules(now: now)
        try writeChecklists()
        try writeCalendar(now: now)
        try Data(toml.utf8).write(to: directories.configuration)
    }

    /// Made before the licensing stand-in starts, for it reads the same secret.
    static func writeWebhookSecret(in directories: DemoDirectories) throws {
        try writeSecret(
            Data("whsec_\(randomKey.base64EncodedString())\n".utf8), to: directories.webhookSecret)
    }

    private var toml: String {
        """
        # Written by videocheck-demo at each run.
        [http]
        staff = "127.0.0.1:\(ports.staff)"
        public = "127.0.0.1:\(ports.party)"
        public_url = "http://127.0.0.1:\(ports.party)"

        [state]
        directory = \(Self.quoted(directories.daemonState.path))

        [recordings]
        directory = \(Self.quoted(directories.footage.path))
        incoming = \(Self.quoted(directories.incoming.path))
        incoming_quiet = "2"
        incoming_rescan = "2"

        [licensing]
        url = "http://127.0.0.1:\(ports.licensing)/results"
        secret_file = \(Self.quoted(directories.webhookSecret.path))

        [credit]
        url = "http://127.0.0.1:\(ports.licensing)/penalties"
        secret_file = \(Self.quoted(directories.webhookSecret.path))

        [mail]
        url = "smtp://127.0.0.1:\(ports.mail)"
        from = "\(Self.sender)"

        [sms]
        url = "http://127.0.0.1:\(ports.text)/messages"
        template = "check_notice"

        [center]
        name = "东江电力业务资质管理中心（演示）"
        timezone = "Asia/Shanghai"
        alert_mail = "\(Self.administrator)"
        calendar_directory = "calendar"
        rules_directory = "rules"

        [checklists]
        directory = "checklists"

        [keys]
        file = \(Self.quoted(directories.keys.path))

        """
    }

    /// The newest shipped rules already in force, made quick enough to watch: no notice lead, all hours.
    private func writeRules(now: Date) throws {
        let today = Self.dayInShanghai(now)
        let source = shipped.appending(path: "rules")
        let names = try FileManager.default.contentsOfDirectory(atPath: source.path)
        let inForce = names.filter { $0.hasSuffix(".json") && $0.dropLast(5) <= today }.max()
        guard let inForce else {
            throw Fault(
                .invalid, "\(source.path) holds no rules in force on \(today), named YYYY-MM-DD.json.")
        }
        guard
            case .object(var rules) = try JSONValue(
                parsing: Data(contentsOf: source.appending(path: inForce)))
        else { throw Fault(.invalid, "\(inForce) must hold one JSON object.") }
        // What was accepted before today keeps the rules that the project ships.
        if inForce.dropLast(5) < today {
            try FileManager.default.copyItem(
                at: source.appending(path: inForce), to: directories.rules.appending(path: inForce))
        }
        rules["effective_from"] = .string(today)
        rules["name"] = "Demonstration rules"
        rules["notice_lead_days"] = 0
        rules["all_hours"] = true
        // The longest that a rule file may say: whatever slot is found, the session can begin at once.
        rules["begin_early_minutes"] = 240
        rules["session_minutes"] = 60
        try JSONValue.object(rules).bytes.write(to: directories.rules.appending(path: "\(today).json"))
    }

    /// The shipped checklists: the main job answers every item.
    private func writeChecklists() throws {
        let source = shipped.appending(path: "checklists")
        for name in try FileManager.default.contentsOfDirectory(atPath: source.path) where name.hasSuffix(".json") {
            try FileManager.default.copyItem(
                at: source.appending(path: name), to: directories.checklists.appending(path: name))
        }
    }

    /// The shipped tables, and invented ones for this year and the next where the State Council's are not shipped yet: a
    /// demonstration runs in every year. Their names say that they are invented.
    private func writeCalendar(now: Date) throws {
        let source = shipped.appending(path: "calendar")
        let names = try FileManager.default.contentsOfDirectory(atPath: source.path).filter { $0.hasSuffix(".json") }
        for name in names {
            try FileManager.default.copyItem(
                at: source.appending(path: name), to: directories.calendar.appending(path: name))
        }
        guard let thisYear = Int64(Self.dayInShanghai(now).prefix(4)) else { return }
        for year in [thisYear, thisYear + 1] where !names.contains("\(year).json") {
            let holidays = ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]
            let table = JSONValue.object([
                "year": .int(year), "off": .array(holidays.map { .string("\(year)-\($0)") }), "work": .array([]),
            ])
            try table.bytes.write(to: directories.calendar.appending(path: "\(year)-invented-for-demonstration.json"))
        }
    }

    /// `YYYY-MM-DD`: China keeps one offset all year.
    static func dayInShanghai(_ date: Date) -> String {
        String(date.addingTimeInterval(8 * 3600).formatted(.iso8601).prefix(10))
    }

    private static var randomKey: Data {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// Readable by its owner alone from its first byte on.
    private static func writeSecret(_ bytes: Data, to file: URL) throws {
        guard
            FileManager.default.createFile(
                atPath: file.path, contents: bytes, attributes: [.posixPermissions: 0o600])
        else { throw Fault(.internal, "Cannot write \(file.path).") }
    }

    /// A TOML basic string.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                quoted += String(format: "\\u%04X", scalar.value)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
