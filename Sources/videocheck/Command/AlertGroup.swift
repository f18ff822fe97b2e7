import ArgumentParser
import Domain

struct AlertGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert", abstract: "What needs a person's eye (告警).", subcommands: [AlertListCommand.self])
}

struct AlertListCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Alerts, one line each.")
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let say = desk.say
        try await RosterList(desk: desk).print(
            ["alerts"],
            [
                ("raised_at", say("Since", "起始")), ("severity", say("Severity", "级别")), ("kind", say("Kind", "种类")),
                ("subject", say("About", "对象")), ("message", say("What is wrong", "内容")),
            ])
    }
}
