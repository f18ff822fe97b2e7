import ArgumentParser
import Domain

struct AlertGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert", abstract: "What needs a person's eye (告警).",
        subcommands: [AlertListCommand.self, AlertAcknowledgeCommand.self])
}

struct AlertListCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Alerts that are open, with what to do.")

    @Flag(help: "Those that are over, too.")
    var all = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let found = try await desk.api.list(["alerts"], [("open", all ? nil : "true")])
        if desk.out.json { return desk.out.document(found.document) }
        let say = desk.say
        guard !found.items.isEmpty else { return desk.out.note(say("Nothing is wrong.", "一切正常。")) }
        var table = Table([
            .init(heading: say("Id", "标识")), .init(heading: say("Since", "起始")),
            .init(heading: say("Severity", "级别")), .init(heading: say("Known to", "知悉人")),
            .init(heading: say("What is wrong", "内容"), flexible: true),
            .init(heading: say("About", "对象"), flexible: true),
            .init(heading: say("What to do", "处理办法"), flexible: true),
        ])
        for one in found.items {
            table.add([
                one.cell("id"), Figures.time(one["since"]?.text), Glossary(say: say).severity(one["severity"]?.text),
                one["acknowledged"]?.cell("by") ?? "–", one["title"]?.cell(say.rawValue) ?? one.cell("kind"),
                one.cell("subject"), one["advice"]?.cell(say.rawValue) ?? "",
            ])
        }
        desk.out.table(table)
    }
}

struct AlertAcknowledgeCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge", abstract: "Say that somebody knows of an alert; it stays until its cause is gone.")

    @Argument(help: "Its id, as `alert list` shows it.", completion: Completing.alerts)
    var alert: String

    @Option(help: ArgumentHelp("Who knows of it (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        var body: [String: JSONValue] = [:]
        body["by"] = Person.name(by).map { .string($0) }
        let row = try await desk.api.post(["alerts", alert, "acknowledge"], .object(body))
        if desk.out.json { return desk.out.document(row) }
        desk.out.done("\(row.cell("id"))  \(row["acknowledged"]?.cell("by") ?? "–")")
    }
}
