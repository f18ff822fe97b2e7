import ArgumentParser
import Domain

struct CheckApproveCommand: GivenCommand {
    static let name = CheckCommand.Name.approve
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Approve (审批): scheduling and the notice follow by themselves.")
    @OptionGroup var given: GivenOptions
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions
}

struct CheckCompleteCommand: GivenCommand {
    static let name = CheckCommand.Name.complete
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "End the session, with its transcript (笔录).")

    @OptionGroup var given: GivenOptions

    @Option(help: "The transcript's text.")
    var transcript: String?

    @Option(
        help: ArgumentHelp("A UTF-8 text file with the transcript; - for standard input.", valueName: "file"),
        completion: .file())
    var transcriptFile: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard (transcript == nil) != (transcriptFile == nil) else {
            throw ValidationError("Give the transcript by --transcript or by --transcript-file.")
        }
    }

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        let text = try transcript ?? transcriptFile.map { try InputFile.text($0, desk.say) } ?? ""
        return ["transcript": .string(text)]
    }
}

struct CheckSealCommand: GivenCommand {
    static let name = CheckCommand.Name.seal
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Seal the record (封存): the party signed, or declined to.")

    @OptionGroup var given: GivenOptions

    @Flag(help: "The party signed.")
    var partySigned = false

    @Option(help: ArgumentHelp("The party declined to sign, for this reason.", valueName: "reason"))
    var partyDeclined: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard partySigned != (partyDeclined != nil) else {
            throw ValidationError("Say --party-signed, or --party-declined with the reason.")
        }
    }

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        var fields: [String: JSONValue] = ["party_signed": .bool(partySigned)]
        if let partyDeclined { fields["reason"] = .string(partyDeclined) }
        return fields
    }
}

struct CheckPassCommand: GivenCommand {
    static let name = CheckCommand.Name.pass
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Decide: the check is passed (通过).")

    @OptionGroup var given: GivenOptions

    @Option(help: "Why.")
    var reason: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { ["reason": .string(reason)] }
}

struct CheckFailCommand: GivenCommand {
    static let name = CheckCommand.Name.fail
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Decide: the check is failed (不通过).")

    @OptionGroup var given: GivenOptions

    @Option(help: "Why.")
    var reason: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { ["reason": .string(reason)] }
}
