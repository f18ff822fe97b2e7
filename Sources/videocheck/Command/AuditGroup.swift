import ArgumentParser
import Domain

struct AuditGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The log that nothing leaves (审计).",
        subcommands: [AuditCheckpointCommand.self, AuditExportCommand.self, AuditVerifyCommand.self])
}

struct AuditCheckpointCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: "The log's size and root: note them, and later compare.")
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let found = try await desk.api.get(["audit", "checkpoint"])
        if desk.out.json { return desk.out.document(found) }
        desk.out.line("\(found.cell("size"))  \(found.cell("root"))  \(Figures.time(found["at"]?.text, seconds: true))")
    }
}
