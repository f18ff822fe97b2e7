import ArgumentParser
import Domain

struct InspectorRecusalsCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "recusals", abstract: "Recusals of an inspector over all checks (回避), the newest first.")

    @OptionGroup var whom: RosterInspector
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let found = try await desk.api.list(["inspectors", whom.found(desk).cell("id"), "recusals"], [], paged: false)
        if desk.out.json { return desk.out.document(found.document) }
        let say = desk.say
        guard !found.items.isEmpty else { return desk.out.note(say("None.", "无。")) }
        var table = Table([
            .init(heading: say("Check", "核查编号")), .init(heading: say("Asked", "申请时间")),
            .init(heading: say("By", "申请人")), .init(heading: say("Why", "理由"), flexible: true),
            .init(heading: say("Decision", "决定")), .init(heading: say("Reasons", "决定理由"), flexible: true),
        ])
        for one in found.items {
            let decision = one["decision"]
            let granted: Bool? = if case .bool(let granted)? = decision?["granted"] { granted } else { nil }
            let word =
                switch granted {
                case nil: say("to be decided", "等待决定")
                case true?: say("recused", "准许回避")
                case false?: say("not recused", "不予回避")
                }
            table.add([
                one["check"]?.cell("check_no") ?? "–", Figures.time(one["asked_at"]?.text),
                one["asked_by"]?.cell("name") ?? "–", one.cell("reason"), word, decision?["reason"]?.text ?? "–",
            ])
        }
        desk.out.table(table)
    }
}

struct ExpertGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expert", abstract: "Experts who were invited (专家).", subcommands: [ExpertFeesCommand.self])
}

struct ExpertFeesCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "fees", abstract: "What experts were paid on record: a sum for each expert and year.")

    @Option(help: "Only that year, by the centre's calendar.")
    var year: Int?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let found = try await desk.api.list(["experts", "fees"], [("year", year.map(String.init))], paged: false)
        if desk.out.json { return desk.out.document(found.document) }
        let say = desk.say
        guard !found.items.isEmpty else { return desk.out.note(say("None.", "无。")) }
        var table = Table([
            .init(heading: say("Year", "年度")), .init(heading: say("Expert", "专家"), flexible: true),
            .init(heading: say("Organisation", "工作单位"), flexible: true), .init(heading: say("Checks", "核查数")),
            .init(heading: say("Hours", "小时")), .init(heading: say("Yuan", "金额（元）")),
        ])
        for one in found.items {
            table.add([
                one.cell("year"), one.cell("name"), one["organisation"]?.text ?? "–", one.cell("checks"),
                one.cell("hours"), one["amount_fen"]?.whole.map(Penalty.yuan) ?? "–",
            ])
        }
        desk.out.table(table)
    }
}
