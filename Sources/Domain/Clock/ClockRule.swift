/// One clock as a rule set has it.
public struct ClockRule: Sendable, Equatable {
    public enum Unit: String, Choice {
        case workingDays = "working_days"
        case calendarDays = "calendar_days"
    }

    /// Where the length comes from: law, notice or norm, our own design.
    public enum Source: String, Choice {
        case law = "L"
        case notice = "N"
        case design = "D"
    }

    public let name: ClockName
    public let length: Int
    public let unit: Unit
    /// How many days (of its own unit) before its last one it is said to be near; 0: not before it is over.
    public let warnDays: Int
    public let source: Source
    public let title: Wording

    /// Its length, as a refusal says it.
    var span: String { "\(length) \(unit == .workingDays ? "working " : "")day\(length == 1 ? "" : "s")" }
}

extension ClockRule {
    /// What was usual before rule files named clocks, and still is for a clock that a file does not name: the one place
    /// of these values. The shipped file says the same, and a test holds the two together.
    /// - Parameter length: of a clock whose length stands in a key of its own.
    static func usual(_ length: (ClockName) -> Int?) -> [ClockName: ClockRule] {
        let table: [(ClockName, Int, Unit, Int, Source, String, String)] = [
            (.supplementNotice, 5, .workingDays, 2, .law, "申请材料补正告知", "Supplement notice on an application"),
            (.licenceDecision, 20, .workingDays, 2, .law, "许可决定", "Licence decision"),
            (.licenceExtension, 10, .workingDays, 2, .law, "许可决定（延期）", "Licence decision, extended"),
            (.orderedCheck, 20, .workingDays, 2, .design, "名单核查", "Check from a list or a draw"),
            (.licenceIssue, 10, .workingDays, 3, .law, "颁发、送达许可证", "Issue and serve the licence"),
            (.noticeLead, 1, .calendarDays, 0, .notice, "提前告知", "Notice before the session"),
            (.paperService, 3, .calendarDays, 1, .design, "文书送达", "Service of a decision or an order"),
            (.rectification, 30, .calendarDays, 3, .design, "整改", "Rectification"),
            (.publication, 20, .workingDays, 5, .notice, "结果公示", "Publication of a result"),
            (.penaltyPublication, 7, .workingDays, 2, .notice, "处罚公示", "Publication of a penalty"),
            (.publishedWithdrawal, 3, .workingDays, 1, .law, "撤下已公示的决定", "Withdrawal of a published decision"),
            (.penaltyDecision, 90, .calendarDays, 14, .law, "处罚决定", "Penalty decision"),
            (.penaltyService, 7, .workingDays, 2, .law, "处罚决定送达", "Service of a penalty"),
            (.hearingRequest, 5, .workingDays, 0, .law, "陈述申辩、申请听证", "Party's statement or wish for a hearing"),
            (.hearingNotice, 7, .workingDays, 2, .law, "听证通知", "Notice of a hearing"),
        ]
        return Dictionary(
            uniqueKeysWithValues: table.map { name, days, unit, warn, source, zh, en in
                let rule = ClockRule(
                    name: name, length: length(name) ?? days, unit: unit, warnDays: warn, source: source,
                    title: Wording(zh: zh, en: en))
                return (name, rule)
            })
    }

    /// What a clock is usually called.
    fileprivate static let titles = usual { _ in nil }.mapValues(\.title)

    /// The rule file's `clocks`: each `{name, starts, length, unit, warn_days, source, title {zh, en}}`. `length` is a
    /// number of days, or for the clocks whose length another rule needs too the name of the key that holds it, so that
    /// it is said once. A clock that the list leaves out is as usual.
    /// - Parameter length: of a clock whose length stands in a key of its own.
    static func read(
        _ table: StrictTable, _ length: (ClockName) -> Int?
    ) throws(Fault) -> [ClockName: ClockRule] {
        var rules = usual(length)
        guard table.has("clocks") else { return rules }
        var seen: Set<ClockName> = []
        let keys = ["name", "starts", "length", "unit", "warn_days", "source", "title"]
        for one in try table.tables("clocks", keys: keys) {
            guard let name = ClockName(rawValue: try one.string("name")) else {
                throw one.fault("name", "one of \(ClockName.allowed)")
            }
            guard seen.insert(name).inserted else {
                throw one.fault("name", "named once, and \(name.rawValue) is twice")
            }
            rules[name] = try read(one, name, length(name))
        }
        return rules
    }

    private static func read(_ one: StrictTable, _ name: ClockName, _ held: Int?) throws(Fault) -> ClockRule {
        guard try one.string("starts") == name.event.rawValue else {
            throw one.fault("starts", "\"\(name.event.rawValue)\", the event that starts \(name.rawValue)")
        }
        guard let unit = Unit(rawValue: try one.string("unit")) else {
            throw one.fault("unit", "one of \(Unit.allowed)")
        }
        guard let source = Source(rawValue: try one.string("source")) else {
            throw one.fault("source", "one of \(Source.allowed): law, notice, design")
        }
        let days: Int
        if let key = name.lengthKey, let held {
            guard case .string(key) = one.json("length") else {
                throw one.fault("length", "\"\(key)\": that key holds it")
            }
            days = held
        } else {
            days = try one.int("length", in: 1...730)
        }
        let title = try one.table("title", keys: ["zh", "en"])
        return ClockRule(
            name: name, length: days, unit: unit, warnDays: try one.int("warn_days", in: 0...60), source: source,
            title: Wording(zh: try title.string("zh"), en: try title.string("en")))
    }
}

extension ClockName {
    /// As it is usually called; a rule set may call it otherwise.
    public var title: Wording { ClockRule.titles[self] ?? Wording(zh: rawValue, en: rawValue) }
}
