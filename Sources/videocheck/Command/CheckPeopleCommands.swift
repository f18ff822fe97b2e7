import ArgumentParser
import Domain

/// One of the check's inspectors, by id, name or certificate number.
struct InspectorOption: ParsableArguments {
    @Option(help: "The inspector: id, name or certificate number.")
    var inspector: String

    func field(of check: String, _ desk: Desk) async throws -> [String: JSONValue] {
        let found = try await desk.api.get(["checks", check])
        let ids = try AttendanceOptions.ids([inspector], among: found["inspectors"]?.list ?? [], desk)
        return ["inspector": ids.first ?? .string(inspector)]
    }
}

struct CheckAskRecusalCommand: GivenCommand {
    static let name = CheckCommand.Name.askRecusal
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Ask that an inspector be kept away from the check (申请回避).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var whom: InspectorOption
    @OptionGroup var because: ReasonOption
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        try await whom.field(of: given.check, desk).merging(because.fields) { $1 }
    }
}

struct CheckDecideRecusalCommand: GivenCommand {
    static let name = CheckCommand.Name.decideRecusal
    static let configuration = CommandConfiguration(
        commandName: name.rawValue,
        abstract: "Decide on a recusal (回避决定); granted, the next rank of the draw takes the place.")

    @OptionGroup var given: GivenOptions
    @OptionGroup var whom: InspectorOption

    @Flag(help: "The inspector is recused.")
    var granted = false

    @Flag(help: "The inspector takes part.")
    var refused = false

    @OptionGroup var because: ReasonOption
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard granted != refused else { throw ValidationError("Say --granted, or --refused.") }
    }

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        var fields = try await whom.field(of: given.check, desk).merging(because.fields) { $1 }
        fields["granted"] = .bool(granted)
        return fields
    }
}

struct CheckReplaceInspectorCommand: GivenCommand {
    static let name = CheckCommand.Name.replaceInspector
    static let configuration = CommandConfiguration(
        commandName: name.rawValue,
        abstract: "Have the next rank of the draw take the place of an inspector who cannot come (更换核查人员).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var whom: InspectorOption

    @Option(help: "Why: leave, illness, certificate or other.")
    var cause: Replacement.Cause

    @OptionGroup var because: ReasonOption
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        var fields = try await whom.field(of: given.check, desk).merging(because.fields) { $1 }
        fields["cause"] = .string(cause.rawValue)
        return fields
    }
}

struct CheckInviteExpertCommand: GivenCommand {
    static let name = CheckCommand.Name.inviteExpert
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Invite an expert to the check (邀请专家).")

    @OptionGroup var given: GivenOptions

    @Option(help: "The expert's name.")
    var name: String

    @Option(help: "What the expert knows.")
    var field: String

    @Option(help: "Where the expert works.")
    var organisation: String?

    @OptionGroup var because: ReasonOption
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        var fields: [String: JSONValue] = ["name": .string(name), "field": .string(field)]
        if let organisation { fields["organisation"] = .string(organisation) }
        return fields.merging(because.fields) { $1 }
    }
}

struct CheckRecordExpertFeeCommand: GivenCommand {
    static let name = CheckCommand.Name.recordExpertFee
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Record what an expert is paid (登记专家费用).")

    @OptionGroup var given: GivenOptions

    @Option(help: "The expert: id or name.")
    var expert: String

    @Option(help: "Hours worked.")
    var hours: Double

    @Option(help: "The amount in fen: 80000 is 800 yuan.")
    var amountFen: Int64

    @Option(help: "A note.")
    var note = ""

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        let check = try await desk.api.get(["checks", given.check])
        let ids = try AttendanceOptions.ids([expert], among: check["experts"]?.list ?? [], desk)
        return [
            "expert": ids.first ?? .string(expert), "hours": .double(hours), "amount_fen": .int(amountFen),
            "note": .string(note),
        ]
    }
}
