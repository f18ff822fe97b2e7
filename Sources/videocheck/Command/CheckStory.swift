import Domain
import Foundation

/// One check's whole story, for reading.
struct CheckStory {
    private let desk: Desk
    private let words: Glossary
    private var say: Language { desk.say }

    init(_ desk: Desk) {
        self.desk = desk
        words = Glossary(say: desk.say)
    }

    func print(_ check: JSONValue) {
        facts(check)
        let open = (check["clocks"]?.list ?? []).filter { $0["standing"]?.text != "stopped" }
        section(say("Deadlines", "期限"), open, [say("Due", "期限"), say("What", "事项"), say("Name", "名称")]) {
            [$0.cell("due"), $0["title"]?.cell(say.rawValue) ?? "–", $0.cell("name")]
        }
        people(check)
        footage(check["recordings"]?.list ?? [])
        findings(check["findings"]?.list ?? [])
        deliveries(check["deliveries"]?.list ?? [])
        section(say("Events", "经过"), check["events"]?.list ?? [], []) { _ in [] }
        for event in check["events"]?.list ?? [] { desk.out.line("  " + Self.line(event, words)) }
    }

    /// `2026-03-02 09:00:07  approved  approve  head 周敏`
    static func line(_ event: JSONValue, _ words: Glossary) -> String {
        let actor = event["actor"].map { "\(words.role($0["role"]?.text)) \($0.cell("name"))" } ?? ""
        return [
            Figures.time(event["at"]?.text, seconds: true), words.state(event["name"]?.text),
            words.command(event["command"]?.text), actor,
        ].joined(separator: "  ")
    }

    private func facts(_ check: JSONValue) {
        var pairs: [(String, String?)] = [
            (say("Check", "核查编号"), check["check_no"]?.text.map { "\($0)  \(check.cell("id"))" }),
            (
                say("State", "状态"),
                "\(words.state(check["state"]?.text)) (\(words.stage(check["stage"]?.text)))"
            ),
            (
                say("Enterprise", "企业"),
                check["enterprise"].map { "\($0.cell("name"))  \($0.cell("uscc"))" }
            ),
            (say("Application", "申请编号"), check["application_no"]?.text),
            (say("Source", "来源"), words.source(check["source"]?.text)),
            (
                say("Deadline", "期限"),
                check.cell("deadline")
                    + (check["deadline_provisional"]?.flag == true ? say(" (provisional)", "（暂定）") : "")
            ),
        ]
        if let blocked = check["blocked"] {
            pairs.append((say("Blocked", "受阻"), blocked.cell("reason")))
        }
        pairs += [
            (
                say("Session", "核查时间"),
                check["slot"].map { "\(Figures.time($0["start"]?.text)) – \(Figures.time($0["end"]?.text))" }
            ),
            (say("Station", "核查室"), check["station"]?["name"]?.text),
            (
                say("Notice", "告知书"),
                check["notice"].map {
                    "\($0.cell("number"))  \(Figures.time($0["issued_at"]?.text))  \($0.cell("document"))"
                }
            ),
            (
                say("Served", "送达"),
                check["service"].map { "\(Figures.time($0["arrived_at"]?.text))  \($0.cell("proof"))" }
            ),
            (
                say("Decision", "结论"),
                check["decision"].map {
                    "\(words.outcome($0["outcome"]?.text))  \($0.cell("by"))  \($0.cell("reason"))"
                }
            ),
        ]
        let shown = pairs.compactMap { name, value in value.map { (name, $0) } }
        let width = shown.map(\.0.displayWidth).max() ?? 0
        for (name, value) in shown { desk.out.line("\(name.padded(toWidth: width))  \(value)") }
    }

    private func people(_ check: JSONValue) {
        section(
            say("People", "人员"), check["people"]?.list ?? [],
            [say("Id", "标识"), say("Name", "姓名"), say("Number", "证件号"), say("Posts", "职务")]
        ) { [$0.cell("id"), $0.cell("name"), $0.cell("id_masked"), words.posts($0["posts"]?.list ?? [])] }
        section(
            say("Inspectors", "核查员"), check["inspectors"]?.list ?? [],
            [say("Id", "标识"), say("Name", "姓名"), say("Certificate", "执法证号")]
        ) { [$0.cell("id"), $0.cell("name"), $0.cell("certificate_no")] }
        section(
            say("Replaced", "更换"), check["replacements"]?.list ?? [],
            [say("Drawn", "原抽中"), say("By", "接替"), say("Rank", "顺序"), say("Cause", "原因")]
        ) {
            [
                $0["original"]?.cell("name") ?? "–", $0["replacement"]?.cell("name") ?? "–", $0.cell("rank"),
                $0.cell("cause"),
            ]
        }
        section(
            say("Recusals", "回避申请"), check["recusals"]?.list ?? [],
            [say("Inspector", "核查员"), say("Asked by", "提出人"), say("Granted", "准许"), say("Reason", "理由")]
        ) {
            [
                $0["inspector"]?.cell("name") ?? "–", words.role($0["asked_by"]?["role"]?.text),
                $0["decision"]?.cell("granted") ?? "–", $0.cell("reason"),
            ]
        }
        section(
            say("Experts", "专家"), check["experts"]?.list ?? [],
            [say("Id", "标识"), say("Name", "姓名"), say("Field", "专业")]
        ) { [$0.cell("id"), $0.cell("name"), $0.cell("field")] }
    }

    private func footage(_ items: [JSONValue]) {
        guard !items.isEmpty else { return }
        desk.out.line()
        desk.out.line(say("Recordings", "录像"))
        RecordingTable(desk).print(items, withCheck: false)
    }

    private func findings(_ items: [JSONValue]) {
        section(
            say("Findings", "发现的问题"), items, [say("Rule", "规则"), say("Severity", "程度"), say("Text", "内容")]
        ) { [$0.cell("rule_id"), words.severity($0["severity"]?.text), $0.cell("text")] }
    }

    private func deliveries(_ items: [JSONValue]) {
        section(
            say("Deliveries", "投递"), items,
            [say("Id", "标识"), say("Kind", "种类"), say("State", "状态"), say("Receipt", "回执"), say("Last answer", "最近原因")]
        ) {
            [
                $0.cell("id"), words.deliveryKind($0["kind"]?.text), words.delivery($0["state"]?.text),
                $0.cell("receipt_id"), $0.cell("last_reason"),
            ]
        }
    }

    private func section(
        _ title: String, _ items: [JSONValue], _ headings: [String], _ cells: (JSONValue) -> [String]
    ) {
        guard !items.isEmpty else { return }
        desk.out.line()
        desk.out.line(title)
        guard !headings.isEmpty else { return }
        var table = Table(
            headings.enumerated().map { Table.Column(heading: $1, flexible: $0 == headings.count - 1) })
        for item in items { table.add(cells(item)) }
        desk.out.table(table)
    }
}
