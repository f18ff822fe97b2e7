import ArgumentParser
import Domain
import Foundation

/// Why.
struct ReasonOption: ParsableArguments {
    @Option(help: "Why.")
    var reason: String

    var fields: [String: JSONValue] { ["reason": .string(reason)] }
}

/// An instant with its zone, as the API takes it.
struct Instant: ExpressibleByArgument {
    let text: String

    init?(argument: String) {
        guard Date(iso8601: argument) != nil else { return nil }
        text = argument
    }
}

struct CheckWaiveLeadCommand: GivenCommand {
    static let name = CheckCommand.Name.waiveLead
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Record that the party waives the notice period (放弃提前告知期限).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { because.fields }
}

struct CheckServeCommand: GivenCommand {
    static let name = CheckCommand.Name.serve
    static let configuration = CommandConfiguration(
        commandName: name.rawValue,
        abstract: "Put the proof of a service on record (送达): of the notice, an order, or a decision.")

    @OptionGroup var given: GivenOptions

    @Option(help: "How it was served.")
    var proof: StaffProof

    @Option(help: ArgumentHelp("When it reached the party: 2026-03-02T09:00:00+08:00.", valueName: "instant"))
    var arrivedAt: Instant

    @Option(help: "The receipt's number and who signed, or the call's recording and who took it.")
    var note: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        ["proof": .string(proof.rawValue), "arrived_at": .string(arrivedAt.text), "note": .string(note)]
    }
}

struct CheckFailServiceCommand: GivenCommand {
    static let name = CheckCommand.Name.failService
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Record that no way of service reached the party (送达失败).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { because.fields }
}

struct CheckAskRescheduleCommand: GivenCommand {
    static let name = CheckCommand.Name.askReschedule
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Record the party's wish for another time (申请改期).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @Option(help: ArgumentHelp("Not before: 2026-03-02T09:00:00+08:00.", valueName: "instant"))
    var notBefore: Instant?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        because.fields.merging(notBefore.map { ["not_before": .string($0.text)] } ?? [:]) { $1 }
    }
}

struct CheckRescheduleCommand: GivenCommand {
    static let name = CheckCommand.Name.reschedule
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Book another slot with the same inspectors; a new notice follows (改期).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @Option(help: ArgumentHelp("Not before: 2026-03-02T09:00:00+08:00.", valueName: "instant"))
    var notBefore: Instant?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        because.fields.merging(notBefore.map { ["not_before": .string($0.text)] } ?? [:]) { $1 }
    }
}

struct CheckKeepSlotCommand: GivenCommand {
    static let name = CheckCommand.Name.keepSlot
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Refuse the party's wish: the slot stays (不同意改期).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { because.fields }
}

struct CheckCancelCommand: GivenCommand {
    static let name = CheckCommand.Name.cancel
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Call the check off before its session (取消).")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption

    @Option(help: "The enterprise that takes its place, where it was drawn.")
    var replacement: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        because.fields.merging(replacement.map { ["replacement": .string($0)] } ?? [:]) { $1 }
    }
}
