import ArgumentParser
import Domain

struct InspectorGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspector", abstract: "The centre's inspectors (核查员).",
        subcommands: [
            InspectorListCommand.self, InspectorAddCommand.self, InspectorChangeCommand.self,
            InspectorEnrolCommand.self, InspectorRecusalsCommand.self,
        ])
}

struct InspectorListCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Inspectors, one line each.")
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let say = desk.say
        try await RosterList(desk: desk).print(
            ["inspectors"],
            [
                ("id", say("Id", "标识")), ("name", say("Name", "姓名")), ("certificate_no", say("Certificate", "执法证号")),
                ("certificate_expires", say("Expires", "有效期至")), ("active", say("Active", "在岗")),
            ])
    }
}

struct InspectorAddCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an inspector, or several by a table.")

    @Option(help: "The inspector's name.")
    var name: String?

    @Option(help: ArgumentHelp("Number of the enforcement certificate (执法证).", valueName: "number"))
    var certificateNo: String?

    @Option(help: ArgumentHelp("The day on which the certificate expires: 2028-12-31.", valueName: "day"))
    var expires: String?

    @Option(
        help: ArgumentHelp("A table instead: .csv (UTF-8 or GB18030) or .xlsx.", valueName: "file"),
        completion: .file(extensions: ["csv", "xlsx"]))
    var table: String?

    @Flag(help: "With --table: say what would come of it, and change nothing.")
    var dryRun = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        let isOne = name != nil && certificateNo != nil
        guard isOne != (table != nil), table == nil || (name == nil && certificateNo == nil && expires == nil) else {
            throw ValidationError("Give --name and --certificate-no (and --expires), or --table.")
        }
    }

    func run(at desk: Desk) async throws {
        if let table {
            return try await TableSubmission(desk: desk, parts: ["inspectors", "table"], file: table, dryRun: dryRun)
                .run()
        }
        var body: [String: JSONValue] = [:]
        body["name"] = name.map { .string($0) }
        body["certificate_no"] = certificateNo.map { .string($0) }
        body["certificate_expires"] = expires.map { .string($0) }
        try await RosterList(desk: desk).add(["inspectors"], body)
    }
}

struct StationGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "station", abstract: "Rooms with the video equipment (核查室).",
        subcommands: [StationListCommand.self, StationAddCommand.self])
}

struct StationListCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Stations, one line each.")
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let say = desk.say
        try await RosterList(desk: desk).print(
            ["stations"],
            [("id", say("Id", "标识")), ("name", say("Name", "名称")), ("active", say("Active", "可用"))])
    }
}

struct StationAddCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a station, or several by a table.")

    @Argument(help: "The station's name.")
    var name: String?

    @Option(
        help: ArgumentHelp("A table instead: .csv (UTF-8 or GB18030) or .xlsx.", valueName: "file"),
        completion: .file(extensions: ["csv", "xlsx"]))
    var table: String?

    @Flag(help: "With --table: say what would come of it, and change nothing.")
    var dryRun = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard (name == nil) != (table == nil) else { throw ValidationError("Give a name, or --table.") }
    }

    func run(at desk: Desk) async throws {
        if let table {
            try await TableSubmission(desk: desk, parts: ["stations", "table"], file: table, dryRun: dryRun).run()
        } else if let name {
            try await RosterList(desk: desk).add(["stations"], ["name": .string(name)])
        }
    }
}

struct EnterpriseGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enterprise", abstract: "Enterprises that the centre knows (企业).",
        subcommands: [EnterpriseListCommand.self, EnterpriseAddCommand.self])
}

struct EnterpriseAddCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an enterprise, or several by a table.")

    @Option(help: "Unified social credit code (统一社会信用代码).")
    var uscc: String?

    @Option(help: "Its name.")
    var name: String?

    @Option(help: "Its legal representative.")
    var legalRep: String?

    @Option(help: "Its address.")
    var address: String?

    @Option(help: "Its region.")
    var region: String?

    @Option(
        help: ArgumentHelp("A table instead: .csv (UTF-8 or GB18030) or .xlsx.", valueName: "file"),
        completion: .file(extensions: ["csv", "xlsx"]))
    var table: String?

    @Flag(help: "With --table: say what would come of it, and change nothing.")
    var dryRun = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard (uscc != nil && name != nil) != (table != nil) else {
            throw ValidationError("Give --uscc and --name, or --table.")
        }
    }

    func run(at desk: Desk) async throws {
        if let table {
            return try await TableSubmission(
                desk: desk, parts: ["enterprises", "table"], file: table, dryRun: dryRun
            ).run()
        }
        let fields = [
            ("uscc", uscc), ("name", name), ("legal_rep", legalRep), ("address", address), ("region", region),
        ]
        var body: [String: JSONValue] = [:]
        for (field, value) in fields { body[field] = value.map { .string($0) } }
        try await RosterList(desk: desk).add(["enterprises"], body)
    }
}

struct EnterpriseListCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Enterprises, one line each.")

    @Option(name: [.customLong("q"), .customLong("search")], help: "Words of the name, or the code (USCC).")
    var text: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let say = desk.say
        try await RosterList(desk: desk).print(
            ["enterprises"],
            [
                ("uscc", say("Code", "统一社会信用代码")), ("name", say("Name", "名称")), ("region", say("Region", "地区")),
                ("credit_class", say("Credit", "信用")),
            ],
            [("q", text)], paged: true)
    }
}
