import ArgumentParser
import Domain

struct CheckExtendDeadlineCommand: GivenCommand {
    static let name = CheckCommand.Name.extendDeadline
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Extend the deadline, once, as the head of the bureau (延期审批).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { because.fields }
}

struct CheckSettleClockCommand: GivenCommand {
    static let name = CheckCommand.Name.settleClock
    static let configuration = CommandConfiguration(
        commandName: name.rawValue,
        abstract: "Say that what a deadline asks for was done elsewhere: published, taken down (期限内事项已完成).")

    @OptionGroup var given: GivenOptions

    @Option(help: "Which clock, as `deadline list` names it.")
    var clock: ClockName

    @Option(help: "What was done, where it can be seen, and by whom.")
    var note: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        ["clock": .string(clock.rawValue), "note": .string(note)]
    }
}

struct CheckRemindCommand: GivenCommand {
    static let name = CheckCommand.Name.remind
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Remind the party of its notice or session, once for each slot (提醒).")

    @OptionGroup var given: GivenOptions
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions
}
