import ArgumentParser
import Domain
import Foundation

struct IncomingGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incoming", abstract: "Files of the watched folder (待归档文件).",
        subcommands: [IncomingListCommand.self, IncomingAssignCommand.self])
}

struct IncomingListCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Files that wait, with what they wait for.")
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let say = desk.say
        try await RosterList(desk: desk).print(
            ["incoming"],
            [
                ("id", say("Id", "标识")), ("state", say("State", "状态")), ("size", say("Size", "大小")),
                ("modified_at", say("Modified", "修改时间")), ("check", say("Check", "核查")), ("path", say("File", "文件")),
                ("reason", say("Reason", "原因")),
            ], paged: true)
    }
}

struct IncomingAssignCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Say which check a waiting file belongs to.")

    @Argument(help: "The file's id, as `incoming list` shows it.", completion: Completing.incoming)
    var file: String

    @Option(help: "The check's number (C2026-00001) or id.", completion: Completing.checks)
    var check: String

    @Option(help: ArgumentHelp("Who says so (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        var body: [String: JSONValue] = ["check": .string(check)]
        body["by"] = Person.name(by).map { .string($0) }
        let assigned = try await desk.api.post(["incoming", file, "assign"], .object(body))
        if desk.out.json { return desk.out.document(assigned) }
        desk.out.done("\(assigned.cell("path"))  \(assigned.cell("state"))")
    }
}
