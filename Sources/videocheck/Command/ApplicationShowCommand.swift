import ArgumentParser
import Domain

struct ApplicationShowCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "The check that an application became; before that, its triage, deadline and next step."
    )

    @Argument(help: "The application's number.")
    var number: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let found = try await desk.api.list(["checks"], [("q", number)]).items
            .filter { $0["application_no"]?.text == number }
        guard let first = found.first else { return try await unchecked(desk) }
        if desk.out.json { return desk.out.document(Listing(items: found, next: nil).document) }
        guard found.count == 1, let id = first["id"]?.text else {
            return CheckTable(desk).print(found)
        }
        try await CheckStory(desk).print(desk.api.get(["checks", id]))
    }

    /// An application that has no check.
    private func unchecked(_ desk: Desk) async throws {
        let one = try await desk.api.get(["applications", number])
        if desk.out.json {
            return desk.out.document(.object(["items": .array([]), "next_cursor": .null, "application": one]))
        }
        let say = desk.say
        let triage = one["triage"]
        let decision = triage?["decision"]?.text.flatMap(RuleSet.Triage.init(rawValue:))
        desk.out.line("\(one.cell("application_no"))  \(one["enterprise"]?.cell("name") ?? "–")")
        desk.out.line(say("  received", "  收到") + " \(Figures.time(one["received_at"]?.text))")
        let by = triage?["by"]?.text.map { say(" by \($0)", "，\($0)") } ?? ""
        desk.out.line(say("  triage", "  分流") + " \(Self.words(decision, say))\(by): \(triage?.cell("reason") ?? "–")")
        for clock in one["clocks"]?.list ?? [] {
            let provisional = clock["provisional"] == .bool(true) ? say(" (provisional)", "（暂定）") : ""
            desk.out.line(say("  until", "  期限") + " \(clock.cell("due"))\(provisional)  \(clock.cell("name"))")
        }
        let name = one.cell("application_no")
        switch decision {
        case .ask?:
            desk.out.line(
                say(
                    "  next: a registrar triages it: videocheck application triage \(name) --decision video_check|desk_check|none --reason …",
                    "  下一步：由登记人员分流：videocheck application triage \(name) --decision video_check|desk_check|none --reason …"
                ))
        case .noCheck?:
            desk.out.line(
                say(
                    "  next: nothing, no check is needed. The head of division can change that: videocheck application triage \(name) --role head …",
                    "  下一步：不需要核查，无需操作；如需更改，由处室负责人：videocheck application triage \(name) --role head …"))
        case .videoCheck?, .deskCheck?, nil:
            desk.out.line(
                say("  next: see its deadlines: videocheck deadline list", "  下一步：查看期限：videocheck deadline list"))
        }
    }

    private static func words(_ decision: RuleSet.Triage?, _ say: Language) -> String {
        switch decision {
        case .ask?: say("waits for a person (ask)", "待人工分流 (ask)")
        case .noCheck?: say("no check (none)", "不需要核查 (none)")
        case .videoCheck?: say("a check by video (video_check)", "视频核查 (video_check)")
        case .deskCheck?: say("a check on the file (desk_check)", "书面核查 (desk_check)")
        case nil: "–"
        }
    }
}
