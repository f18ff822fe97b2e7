import ArgumentParser
import Domain

/// Who looked at it: two inspectors, by id.
struct ReviewerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("An inspector who looked at it; give both.", valueName: "id"))
    var inspector: [String] = []

    @Option(help: "What was looked at and what it showed.")
    var record: String

    var fields: [String: JSONValue] {
        ["inspectors": .array(inspector.map { .string($0) }), "record": .string(record)]
    }
}

struct CheckRecordReviewCommand: GivenCommand {
    static let name = CheckCommand.Name.recordReview
    static let configuration = CommandConfiguration(
        commandName: name.rawValue,
        abstract: "File the record of a check on the file or on site, with its findings (核查记录).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var reviewers: ReviewerOptions
    @OptionGroup var found: FindingOptions
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        try reviewers.fields.merging(found.fields(desk)) { $1 }
    }
}

struct CheckRectifyCommand: GivenCommand {
    static let name = CheckCommand.Name.rectify
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Order a rectification (责令整改).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @Option(help: ArgumentHelp("The last day: 2026-04-01 (default: as long as the rules give).", valueName: "day"))
    var due: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        because.fields.merging(due.map { ["due": .string($0)] } ?? [:]) { $1 }
    }
}

struct CheckReportCommand: GivenCommand {
    static let name = CheckCommand.Name.report
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "File what the party reports of its rectification (整改报告).")

    @OptionGroup var given: GivenOptions

    @Option(help: "What was done about each finding.")
    var text: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { ["text": .string(text)] }
}

struct CheckRecheckCommand: GivenCommand {
    static let name = CheckCommand.Name.recheck
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Record the recheck (复查).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var reviewers: ReviewerOptions

    @Option(help: ArgumentHelp("A finding that is not cured, by its position from 0; may be repeated.", valueName: "n"))
    var remaining: [Int] = []

    @Flag(help: "All findings are cured.")
    var cured = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard cured == remaining.isEmpty else {
            throw ValidationError("Say --cured, or name each finding that is not with --remaining.")
        }
    }

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        reviewers.fields.merging(["remaining": .array(remaining.map { .int(Int64($0)) })]) { $1 }
    }
}

struct CheckEscalateCommand: GivenCommand {
    static let name = CheckCommand.Name.escalate
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Order an on-site check (转现场核查).")

    @OptionGroup var given: GivenOptions

    @Option(help: "On which ground.")
    var code: Escalated.Code

    @OptionGroup var because: ReasonOption

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        because.fields.merging(["code": .string(code.rawValue)]) { $1 }
    }
}

struct CheckReopenCommand: GivenCommand {
    static let name = CheckCommand.Name.reopen
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Reopen a decided check: the head decides anew (重新处理).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { because.fields }
}

struct CheckWithdrawCommand: GivenCommand {
    static let name = CheckCommand.Name.withdraw
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Take a posted result back (撤回结果).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { because.fields }
}
