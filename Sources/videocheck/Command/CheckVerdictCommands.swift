import ArgumentParser
import Domain
import Foundation

extension InspectorVerdict.Word: ExpressibleByArgument {}
extension ChecklistAnswer: ExpressibleByArgument {}

struct CheckVerdictCommand: GivenCommand {
    static let name = CheckCommand.Name.verdict
    static let configuration = CommandConfiguration(
        commandName: name.rawValue,
        abstract: "Give one inspector's verdict; it is sealed until every other is in (核查人员意见).")

    @OptionGroup var given: GivenOptions

    @Option(help: ArgumentHelp("Whose verdict it is.", valueName: "id"))
    var inspector: String

    @Argument(help: "The verdict.")
    var verdict: InspectorVerdict.Word

    @OptionGroup var found: FindingOptions
    @OptionGroup var because: ReasonOption
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        try because.fields.merging(found.fields(desk)) { $1 }.merging([
            "inspector": .string(inspector), "verdict": .string(verdict.rawValue),
        ]) { $1 }
    }
}

struct CheckAddendCommand: GivenCommand {
    static let name = CheckCommand.Name.addend
    static let configuration = CommandConfiguration(
        commandName: name.rawValue,
        abstract: "Add footage that came after the seal, with a new revision of the manifest (补充证据).",
        discussion: "Upload it first: videocheck upload FILE --check NUMBER --kind addendum")

    @OptionGroup var given: GivenOptions
    @OptionGroup var because: ReasonOption
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { because.fields }
}

/// Where in the footage something is seen.
struct PlaceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Whom it concerns (per_…); left out: the enterprise.", valueName: "id"))
    var person: String?

    @Option(help: ArgumentHelp("The recording that shows it.", valueName: "id"))
    var recording: String?

    @Option(help: "Seconds from its start.")
    var from: Double?

    @Option(help: "Seconds from its start.")
    var to: Double?

    var fields: [String: JSONValue] {
        [
            "person": .text(person), "recording": .text(recording), "from": from.map { .double($0) } ?? .null,
            "to": to.map { .double($0) } ?? .null,
        ]
    }
}

struct CheckAnswerCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answer an item of the session's checklist (核查清单).")

    @Argument(help: "The check's number (C2026-00001) or id.", completion: Completing.checks)
    var check: String

    @Argument(help: "The item, as `videocheck check show --json` lists it under \"checklist\": ID-01.")
    var item: String

    @Argument(help: "The answer.")
    var answer: ChecklistAnswer

    @OptionGroup var place: PlaceOptions

    @Option(help: "Why; needed for waived.")
    var reason: String?

    @Option(help: ArgumentHelp("Who answers (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let body = place.fields.merging([
            "kind": "answer", "item": .string(item), "answer": .string(answer.rawValue), "reason": .text(reason),
            "by": .text(Person.name(by)),
        ]) { $1 }
        let row = try await desk.api.post(["checks", check, "markers"], .object(body))
        if desk.out.json { return desk.out.document(row) }
        desk.out.done("\(item)  \(answer.rawValue)")
    }
}

struct CheckNoteCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Put a note on record, at a time of the footage (备注).")

    @Argument(help: "The check's number (C2026-00001) or id.", completion: Completing.checks)
    var check: String

    @Argument(help: "The note.")
    var text: String

    @OptionGroup var place: PlaceOptions

    @Option(help: "In which capacity: inspector, registrar, head.")
    var role: Actor.Role?

    @Option(help: ArgumentHelp("Who notes it (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let body = place.fields.merging([
            "kind": "note", "reason": .string(text), "by": .text(Person.name(by)), "role": .text(role?.rawValue),
        ]) { $1 }
        let row = try await desk.api.post(["checks", check, "markers"], .object(body))
        if desk.out.json { return desk.out.document(row) }
        desk.out.done(row.cell("id"))
    }
}
