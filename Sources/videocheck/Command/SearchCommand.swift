import ArgumentParser
import Domain

struct SearchCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find a moment, a person, a number: any part of it is enough.",
        discussion: """
            Enterprises, people, inspectors, numbers of checks, applications and papers, names of files, notes, answers and \
            findings; the newest first. Several parts must all occur. ID numbers cannot be searched for.
            """)

    @Argument(help: "What to find.")
    var words: [String]

    @Option(help: "Requested on this day or later (2026-03-31).")
    var from: String?

    @Option(help: "Requested on this day or earlier.")
    var to: String?

    @Option(help: "Only checks of this source.")
    var source: String?

    @Option(help: "Only checks in this state.")
    var state: String?

    @Option(help: "Only checks decided so: pass or fail.")
    var outcome: String?

    @Option(help: "Only checks of this inspector (id).")
    var inspector: String?

    @Option(help: "Only checks at this station (id).")
    var station: String?

    @Option(help: "At most so many.")
    var limit: Int?

    @Flag(help: "All of them, however many.")
    var all = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit counts from 1.") }
        guard !words.isEmpty else { throw ValidationError("Say what to find.") }
    }

    func run(at desk: Desk) async throws {
        let found = try await desk.api.list(
            ["search"],
            [
                ("q", words.joined(separator: " ")), ("from", from), ("to", to), ("source", source), ("state", state),
                ("outcome", outcome), ("inspector", inspector), ("station", station),
            ], limit: ListLimit.of(limit, all, desk))
        if desk.out.json { return desk.out.document(found.document) }
        let say = desk.say
        guard !found.items.isEmpty else { return desk.out.note(say("Nothing is found.", "没有找到。")) }
        var table = Table([
            .init(heading: say("Check", "核查编号")), .init(heading: say("What", "类别")),
            .init(heading: say("Text", "内容"), flexible: true), .init(heading: say("Recording", "录像")),
            .init(heading: say("At", "时刻"), right: true), .init(heading: say("Enterprise", "单位"), flexible: true),
        ])
        for hit in found.items {
            let text = hit.cell("text").split(separator: "\n").joined(separator: " · ")
            table.add([
                hit["check"]?.cell("check_no") ?? "", hit.cell("kind"), text, hit["recording"]?.text ?? "–",
                hit["at"]?.decimal.map(Figures.length) ?? "–", hit["check"]?.cell("enterprise_name") ?? "",
            ])
        }
        desk.out.table(table)
        ListLimit.tellOfMore(found, desk)
    }
}
