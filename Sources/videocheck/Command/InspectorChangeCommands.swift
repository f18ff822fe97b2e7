import ArgumentParser
import Domain

/// An inspector of the roster by id, name or certificate number.
struct RosterInspector: ParsableArguments {
    @Argument(help: "The inspector: id, name or certificate number.")
    var inspector: String

    func found(_ desk: Desk) async throws -> JSONValue {
        let all = try await desk.api.list(["inspectors"], [], paged: false).items
        let found = all.filter { one in ["id", "name", "certificate_no"].contains { one[$0]?.text == inspector } }
        guard let only = found.first, found.count == 1 else {
            throw Trouble(
                .refused,
                found.isEmpty
                    ? desk.say("There is no inspector “\(inspector)”.", "没有核查员“\(inspector)”。")
                    : desk.say(
                        "“\(inspector)” fits \(found.count): give the id.", "“\(inspector)”对应 \(found.count) 人：请写标识。"))
        }
        return only
    }
}

struct InspectorEnrolCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "Make a new secret of one-time codes for an inspector's telephone (登记动态验证码).",
        discussion: "It is printed once, as an otpauth:// address for an authenticator; an earlier one is good no more."
    )

    @OptionGroup var whom: RosterInspector

    @Option(help: ArgumentHelp("Who enrols it (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let id = try await whom.found(desk).cell("id")
        var body: [String: JSONValue] = [:]
        body["by"] = Person.name(by).map { .string($0) }
        let made = try await desk.api.post(["inspectors", id, "proof"], .object(body))
        if desk.out.json { desk.out.document(made) } else { desk.out.line(made.cell("uri")) }
    }
}

struct InspectorChangeCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: "Change what is said of an inspector: certificate, qualifications, leave, conflicts.",
        discussion: "A list that is given replaces the one that was there; --no-leave and the like empty it.")

    @OptionGroup var whom: RosterInspector

    @Option(help: ArgumentHelp("The day on which the certificate expires.", valueName: "day"))
    var expires: String?

    @Option(help: ArgumentHelp("A qualification; may be repeated.", valueName: "name"))
    var qualification: [String] = []

    @Option(help: ArgumentHelp("A leave, 2026-03-02..2026-03-06[=note]; may be repeated.", valueName: "from..to"))
    var leave: [String] = []

    @Option(help: ArgumentHelp("A conflict of interest, USCC=reason; may be repeated.", valueName: "uscc=reason"))
    var conflict: [String] = []

    @Flag(help: "Without qualifications.") var noQualifications = false
    @Flag(help: "Without leave.") var noLeave = false
    @Flag(help: "Without conflicts.") var noConflicts = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        var body: [String: JSONValue] = [:]
        body["certificate_expires"] = expires.map { .string($0) }
        if noQualifications || !qualification.isEmpty {
            body["qualifications"] = .array(qualification.map { .string($0) })
        }
        if noLeave || !leave.isEmpty { body["leave"] = .array(try leave.map(Self.leave)) }
        if noConflicts || !conflict.isEmpty { body["conflicts"] = .array(try conflict.map(Self.conflict)) }
        let id = try await whom.found(desk).cell("id")
        let changed = try await desk.api.json(
            .patch, API.path(["inspectors", id]), headers: [("Content-Type", "application/json")],
            body: CanonicalJSON.encode(JSONValue.object(body)))
        if desk.out.json { return desk.out.document(changed) }
        desk.out.done("\(changed.cell("id"))  \(changed.cell("name"))")
    }

    private static func leave(_ text: String) throws -> JSONValue {
        let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
        let days = (halves.first ?? "").components(separatedBy: "..")
        guard days.count == 2 else { throw ValidationError("A leave reads FROM..TO, such as 2026-03-02..2026-03-06.") }
        var leave: [String: JSONValue] = ["from": .string(days[0]), "to": .string(days[1])]
        if halves.count == 2 { leave["note"] = .string(halves[1]) }
        return .object(leave)
    }

    private static func conflict(_ text: String) throws -> JSONValue {
        let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard halves.count == 2 else { throw ValidationError("A conflict reads USCC=REASON.") }
        return .object(["uscc": .string(halves[0]), "reason": .string(halves[1])])
    }
}
