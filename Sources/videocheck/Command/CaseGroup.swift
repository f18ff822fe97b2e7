import ArgumentParser
import Domain
import Foundation

struct CaseGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "Filed legal cases (案件): find them, read them, act on them.",
        discussion: "A case is opened with `videocheck check file-case`.",
        subcommands: [CaseListCommand.self, CaseShowCommand.self] + CaseCommand.Name.allCases.compactMap(\.program))
}

struct CaseListCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Cases, one line each.")

    @Option(help: "Only this state.")
    var state: CaseState.Name?

    @Option(help: "Only this kind.")
    var kind: LegalCase.Kind?

    @Option(help: "Only those of this check.", completion: Completing.checks)
    var check: String?

    @Option(name: [.customLong("q"), .customLong("search")], help: "Part of a number or of the enterprise's name.")
    var text: String?

    @Option(help: "At most so many.")
    var limit: Int?

    @Flag(help: "All of them, however many.")
    var all = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit counts from 1.") }
        guard !all || limit == nil else { throw ValidationError("Give --limit or --all, not both.") }
    }

    func run(at desk: Desk) async throws {
        let query: [(String, String?)] = [
            ("state", state?.rawValue), ("kind", kind?.rawValue), ("check", check), ("q", text), ("order", "newest"),
        ]
        let found = try await desk.api.list(["cases"], query, limit: ListLimit.of(limit, all, desk))
        if desk.out.json { return desk.out.document(found.document) }
        let (say, words) = (desk.say, Glossary(say: desk.say))
        guard !found.items.isEmpty else { return desk.out.note(say("No case matches.", "没有符合条件的案件。")) }
        var table = Table([
            .init(heading: say("Case", "案件编号")), .init(heading: say("Kind", "类别")),
            .init(heading: say("State", "状态")), .init(heading: say("Check", "核查编号")),
            .init(heading: say("Enterprise", "企业"), flexible: true),
            .init(heading: say("Cause", "案由"), flexible: true), .init(heading: say("Filed", "立案时间")),
        ])
        for one in found.items {
            table.add([
                one.cell("case_no"), words.caseKind(one["kind"]?.text), words.caseState(one["state"]?.text),
                one.cell("check_no"), one["enterprise"]?.cell("name") ?? "–", words.caseCause(one["cause"]?.text),
                Figures.time(one["filed_at"]?.text),
            ])
        }
        desk.out.table(table)
        ListLimit.tellOfMore(found, desk)
    }
}

struct CaseShowCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One case's whole story.")

    @Argument(help: "Its number (AJ2026-00001) or id.", completion: Completing.cases)
    var legalCase: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let story = try await desk.api.get(["cases", legalCase])
        if desk.out.json { return desk.out.document(story) }
        let (say, words) = (desk.say, Glossary(say: desk.say))
        desk.out.line("\(story.cell("case_no"))  \(words.caseState(story["state"]?.text))")
        desk.out.line(
            "\(words.caseKind(story["kind"]?.text)) · \(words.caseCause(story["cause"]?.text)) · \(story.cell("check_no")) · \(story["enterprise"]?.cell("name") ?? "–")"
        )
        for clock in story["clocks"]?.list ?? [] where clock["standing"]?.text != "stopped" {
            let title = clock["title"]?.cell(say.rawValue) ?? "–"
            desk.out.line(say("  until", "  期限") + " \(clock.cell("due"))  \(title)  \(clock.cell("name"))")
        }
        for paper in story["documents"]?.list ?? [] {
            desk.out.line("  \(paper.cell("number"))  \(paper.cell("id"))")
        }
        for event in story["events"]?.list ?? [] {
            let who = "\(words.role(event["actor"]?["role"]?.text)) \(event["actor"]?.cell("name") ?? "")"
            desk.out.line(
                "\(Figures.time(event["at"]?.text))  \(words.caseCommand(event["command"]?.text))  \(who)")
        }
    }
}
