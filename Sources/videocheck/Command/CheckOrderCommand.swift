import ArgumentParser
import Domain

struct CheckOrderCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "order", abstract: "Order a check from one of the centre's lists or draws (下达核查).")

    @Argument(help: "The application's number, or the enterprise's unified social credit code: its newest application.")
    var application: String

    @Option(help: "Where the check comes from.", completion: .list(Self.sources))
    var source: Check.Source

    @Flag(help: "On the file alone, without a session.")
    var desk = false

    @OptionGroup var because: ReasonOption

    @Option(help: ArgumentHelp("Who orders it (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @Option(help: "In which capacity: registrar or head.")
    var role: Actor.Role?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    private static let sources = Check.Source.allCases.filter(\.isOrdered).map(\.rawValue)

    func run(at desk: Desk) async throws {
        var body = because.fields
        body["source"] = .string(source.rawValue)
        body["application"] = .string(application)
        body["mode"] = .string((self.desk ? Check.Mode.deskCheck : .videoCheck).rawValue)
        body["by"] = Person.name(by).map { .string($0) }
        body["role"] = role.map { .string($0.rawValue) }
        let check = try await desk.api.post(["checks"], .object(body))
        if desk.out.json { return desk.out.document(check) }
        let words = Glossary(say: desk.say)
        desk.out.done(
            "\(check.cell("check_no"))  \(words.source(check["source"]?.text))  \(words.state(check["state"]?.text))")
    }
}
