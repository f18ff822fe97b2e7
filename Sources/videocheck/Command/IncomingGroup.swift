import ArgumentParser
import Domain
import Foundation

struct IncomingGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incoming", abstract: "Files of the watched folder (待归档文件).",
        subcommands: [IncomingListCommand.self, IncomingAssignCommand.self, IncomingDismissCommand.self])
}

/// States of a file in the watched folder, as `GET /incoming?state=` takes them.
enum IncomingWord: String, CaseIterable, ExpressibleByArgument {
    case waiting, copying, unassigned, taken, duplicate, refused, dismissed, gone
}

struct IncomingListCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Files that came, one line each.")

    @Option(help: "Only this state; what is unassigned waits for a person.")
    var state: IncomingWord?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let say = desk.say
        try await RosterList(desk: desk).print(
            ["incoming"],
            [
                ("id", say("Id", "标识")), ("state", say("State", "状态")), ("size", say("Size", "大小")),
                ("modified_at", say("Modified", "修改时间")), ("check_no", say("Check", "核查编号")),
                ("path", say("File", "文件")), ("reason", say("Reason", "原因")),
            ], [("state", state?.rawValue)], paged: true)
    }
}

/// What both decisions about a waiting file take.
struct IncomingOptions: ParsableArguments {
    @Argument(help: "The file's id, as `incoming list` shows it.", completion: Completing.incoming)
    var file: String

    @Option(help: ArgumentHelp("Who says so (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    fileprivate func give(_ word: String, _ fields: [String: String], at desk: Desk) async throws {
        var body = fields.mapValues { JSONValue.string($0) }
        body["by"] = Person.name(by).map { .string($0) }
        let row = try await desk.api.post(["incoming", file, word], .object(body))
        if desk.out.json { return desk.out.document(row) }
        desk.out.done("\(row.cell("path"))  \(row.cell("state"))")
    }
}

struct IncomingAssignCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Say which check a waiting file belongs to.")

    @OptionGroup var given: IncomingOptions

    @Option(help: "The check's number (C2026-00001) or id.", completion: Completing.checks)
    var check: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws { try await given.give("assign", ["check": check], at: desk) }
}

struct IncomingDismissCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "dismiss", abstract: "Say that a waiting file belongs to no check.")

    @OptionGroup var given: IncomingOptions

    @Option(help: "Why.")
    var reason: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws { try await given.give("dismiss", ["reason": reason], at: desk) }
}
