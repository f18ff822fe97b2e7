import ArgumentParser
import Domain

struct CheckBeginCommand: GivenCommand {
    static let name = CheckCommand.Name.begin
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Begin the session.",
        discussion: """
            --present and --identified take ids, names or an inspector's certificate number, and "all" for everyone whom \
            `videocheck check show` lists: each is a statement on record.
            """)

    @OptionGroup var given: GivenOptions

    @OptionGroup var attendance: AttendanceOptions

    @Flag(help: "The inspectors showed their certificates.")
    var certificatesShown = false

    @Option(help: "How the session is recorded: by an outside recorder, or by VideoCheck itself.")
    var capture: CaptureWord = .external

    @Option(help: ArgumentHelp("That the outside recorder runs, in the inspector's words.", valueName: "text"))
    var attestation: String?

    @Option(
        help: ArgumentHelp("Why the session begins although the clock is not known to be right.", valueName: "reason"))
    var clockOverride: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        let check = try await desk.api.get(["checks", given.check])
        var fields = try attendance.fields(of: check, desk)
        fields["certificates_shown"] = .bool(certificatesShown)
        fields["capture"] = .string(capture.rawValue)
        if let attestation { fields["attestation"] = .string(attestation) }
        if let clockOverride { fields["clock_override"] = .string(clockOverride) }
        return fields
    }
}

/// Who is there, and who was identified.
struct AttendanceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("An inspector who is present; may be repeated.", valueName: "inspector"))
    var present: [String] = []

    @Option(help: ArgumentHelp("A person whose identity was established; may be repeated.", valueName: "person"))
    var identified: [String] = []

    @Option(
        help: ArgumentHelp(
            "An inspector's one-time code, as 陈志远=123456; may be repeated.", valueName: "inspector=code"))
    var code: [String] = []

    @Option(help: ArgumentHelp("An expert who is in the session; may be repeated.", valueName: "expert"))
    var expert: [String] = []

    func fields(of check: JSONValue, _ desk: Desk) throws -> [String: JSONValue] {
        let inspectors = check["inspectors"]?.list ?? []
        var fields: [String: JSONValue] = [
            "present": .array(try Self.ids(present, among: inspectors, desk)),
            "identified": .array(try Self.ids(identified, among: check["people"]?.list ?? [], desk)),
        ]
        if !expert.isEmpty {
            fields["experts"] = .array(try Self.ids(expert, among: check["experts"]?.list ?? [], desk))
        }
        var codes: [String: JSONValue] = [:]
        for pair in code {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let id = try Self.ids([parts[0]], among: inspectors, desk).first?.text else {
                throw Trouble(
                    .refused, desk.say("A code reads INSPECTOR=DIGITS.", "验证码写作“核查员=数字”。"))
            }
            codes[id] = .string(parts[1])
        }
        if !codes.isEmpty { fields["codes"] = .object(codes) }
        return fields
    }

    /// - Throws: `Trouble` for a name that nobody bears, or two.
    static func ids(_ words: [String], among people: [JSONValue], _ desk: Desk) throws -> [JSONValue] {
        if words == ["all"] { return people.compactMap { $0["id"] } }
        return try words.map { word in
            let found = people.filter { one in
                ["id", "name", "certificate_no"].contains { one[$0]?.text == word }
            }
            guard let only = found.first?["id"], found.count == 1 else {
                // An id that the check does not list is the server's to judge.
                if found.isEmpty, word.contains("_") { return .string(word) }
                let known = people.map { $0.cell("name") }.joined(separator: ", ")
                throw Trouble(
                    .refused,
                    found.isEmpty
                        ? desk.say(
                            "“\(word)” is not of this check; there are: \(known).", "“\(word)”不属于此核查；可选：\(known)。")
                        : desk.say(
                            "“\(word)” fits \(found.count) people: give the id.", "“\(word)”对应 \(found.count) 人：请写标识。"))
            }
            return only
        }
    }
}
