import ArgumentParser
import Domain

struct ApplicationListCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Applications in the order they came, one line each.")

    @Flag(help: "Only those that wait for a person's triage (分流).")
    var awaiting = false

    @Option(help: "At most so many.")
    var limit: Int?

    @Flag(help: "All of them, however many.")
    var all = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let found = try await desk.api.list(
            ["applications"], [("triage", awaiting ? "awaiting" : nil)], limit: ListLimit.of(limit, all, desk))
        if desk.out.json { return desk.out.document(found.document) }
        let say = desk.say
        guard !found.items.isEmpty else { return desk.out.note(say("There is none.", "没有。")) }
        var table = Table([
            .init(heading: say("Application", "申请编号")), .init(heading: say("Enterprise", "企业"), flexible: true),
            .init(heading: say("Received", "收到")), .init(heading: say("Triage", "分流")),
            .init(heading: say("Check", "核查编号")), .init(heading: say("First deadline", "最近期限")),
        ])
        for one in found.items {
            table.add([
                one.cell("application_no"), one["enterprise"]?.cell("name") ?? "–",
                Figures.time(one["received_at"]?.text), one["triage"]?.cell("decision") ?? "–",
                one["check"]?.cell("check_no") ?? "–",
                (one["clocks"]?.list ?? []).map { $0.cell("due") }.min() ?? "–",
            ])
        }
        desk.out.table(table)
        ListLimit.tellOfMore(found, desk)
    }
}

struct ApplicationTriageCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "triage", abstract: "Say what becomes of an application (分流): a check, or none.")

    @Argument(help: "The application's number or id.")
    var application: String

    @Option(help: "video_check, desk_check or none.")
    var decision: String

    @OptionGroup var because: ReasonOption

    @Option(help: ArgumentHelp("Who decides (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @Option(help: "In which capacity: registrar, or head to change a triage.")
    var role: Actor.Role?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        var body = because.fields
        body["decision"] = .string(decision)
        body["by"] = Person.name(by).map { .string($0) }
        body["role"] = role.map { .string($0.rawValue) }
        let done = try await desk.api.post(["applications", application, "triage"], .object(body))
        if desk.out.json { return desk.out.document(done) }
        let check = done["check"]?["check_no"]?.text ?? desk.say("no check", "不核查")
        desk.out.done("\(done.cell("application_no"))  \(done["triage"]?.cell("decision") ?? "–")  \(check)")
    }
}
