import ArgumentParser
import Domain
import Foundation

/// What every command to a check takes.
struct GivenOptions: ParsableArguments {
    @Argument(help: "The check's number (C2026-00001) or id.", completion: Completing.checks)
    var check: String

    @Option(help: ArgumentHelp("Who gives the command (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @Option(help: "In which capacity (default: the one that usually gives this command).")
    var role: Actor.Role?

    fileprivate var body: [String: JSONValue] {
        var body: [String: JSONValue] = [:]
        body["by"] = Person.name(by).map { .string($0) }
        body["role"] = role.map { .string($0.rawValue) }
        return body
    }
}

/// A command to a check: `POST /checks/{check}/{name}` with the fields that its options give.
protocol GivenCommand: DeskCommand {
    static var name: CheckCommand.Name { get }
    var given: GivenOptions { get }
    /// The body's fields beside `by` and `role`.
    func fields(at desk: Desk) async throws -> [String: JSONValue]
}

extension GivenCommand {
    func fields(at desk: Desk) async throws -> [String: JSONValue] { [:] }

    func run(at desk: Desk) async throws {
        let body = try await given.body.merging(fields(at: desk)) { $1 }
        let check = try await desk.api.post(["checks", given.check, Self.name.rawValue], .object(body))
        if desk.out.json { return desk.out.document(check) }
        let words = Glossary(say: desk.say)
        desk.out.done("\(check.cell("check_no"))  \(words.state(check["state"]?.text))")
    }
}
