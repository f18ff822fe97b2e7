import ArgumentParser
import Domain

struct CheckInterruptCommand: GivenCommand {
    static let name = CheckCommand.Name.interrupt
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Interrupt the session (中断).")

    @OptionGroup var given: GivenOptions

    @Option(help: "Why it cannot go on.")
    var cause: Interruption.Cause

    @Option(help: "What happened.")
    var note = ""

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        ["cause": .string(cause.rawValue), "note": .string(note)]
    }
}

struct CheckResumeCommand: GivenCommand {
    static let name = CheckCommand.Name.resume
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Resume the session (恢复): everyone is identified anew.")

    @OptionGroup var given: GivenOptions
    @OptionGroup var attendance: AttendanceOptions
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        try attendance.fields(of: await desk.api.get(["checks", given.check]), desk)
    }
}

struct CheckAbortCommand: GivenCommand {
    static let name = CheckCommand.Name.abort
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Abort a session that cannot go on (中止).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { because.fields }
}

struct CheckNoShowCommand: GivenCommand {
    static let name = CheckCommand.Name.noShow
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Record that the party did not appear (未到场).")

    @OptionGroup var given: GivenOptions

    @Option(
        help: ArgumentHelp(
            "An attempt to reach it, 2026-03-02T09:10:00+08:00=telephone, nobody answered; may be repeated.",
            valueName: "instant=how"),
        transform: { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let at = Instant(argument: parts[0]) else {
                throw ValidationError(
                    "An attempt reads INSTANT=HOW, such as 2026-03-02T09:10:00+08:00=nobody answered.")
            }
            return .object(["at": .string(at.text), "how": .string(parts[1])])
        })
    var attempt: [JSONValue] = []

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { ["attempts": .array(attempt)] }
}

struct CheckDeclineCommand: GivenCommand {
    static let name = CheckCommand.Name.decline
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Record that the party declines, in its own words (拒绝配合).")

    @OptionGroup var given: GivenOptions

    @Option(help: "What it said.")
    var statement: String

    @Option(help: ArgumentHelp("An inspector who signs; may be repeated. \"all\" for both.", valueName: "inspector"))
    var signer: [String] = []

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        let check = try await desk.api.get(["checks", given.check])
        let signers = try AttendanceOptions.ids(signer, among: check["inspectors"]?.list ?? [], desk)
        return ["statement": .string(statement), "signers": .array(signers)]
    }
}
