import ArgumentParser
import Domain
import Foundation

struct DeadlineGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadline", abstract: "Deadlines that run (期限).", subcommands: [DeadlineListCommand.self])
}

struct DeadlineListCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Deadlines that run, the first to end first.")

    enum Standing: String, ExpressibleByArgument, CaseIterable {
        case near, late, provisional
    }

    @Option(help: "Only these.")
    var standing: Standing?

    @Option(help: "Only clocks of this name.")
    var name: ClockName?

    @Option(help: "At most so many.")
    var limit: Int?

    @Flag(help: "All of them, however many.")
    var all = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let found = try await desk.api.list(
            ["clocks"], [("standing", standing?.rawValue), ("name", name?.rawValue)],
            limit: ListLimit.of(limit, all, desk))
        if desk.out.json { return desk.out.document(found.document) }
        let say = desk.say
        guard !found.items.isEmpty else { return desk.out.note(say("There is none.", "没有。")) }
        var table = Table([
            .init(heading: say("Due", "期限")), .init(heading: say("Standing", "情况")),
            .init(heading: say("About", "对象")), .init(heading: say("What", "事项"), flexible: true),
            .init(heading: say("Name", "名称")), .init(heading: say("Enterprise", "企业"), flexible: true),
        ])
        for one in found.items {
            let provisional = one["provisional"]?.flag == true ? say(" (provisional)", "（暂定）") : ""
            table.add([
                one.cell("due") + provisional, Self.word(one.cell("standing"), say), one.cell("number"),
                one["title"]?.cell(say.rawValue) ?? "–", one.cell("name"), one.cell("enterprise"),
            ])
        }
        desk.out.table(table)
        ListLimit.tellOfMore(found, desk)
    }

    private static func word(_ word: String, _ say: Language) -> String {
        switch word {
        case "late": say("late", "已逾期")
        case "near": say("near", "即将届满")
        default: say("running", "计算中")
        }
    }
}

struct CalendarGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Working days by year (工作日历).",
        subcommands: [CalendarListCommand.self, CalendarAddCommand.self])
}

struct CalendarListCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Years that are known.")
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let found = try await desk.api.list(["calendar"], paged: false)
        if desk.out.json { return desk.out.document(found.document) }
        let say = desk.say
        var table = Table([
            .init(heading: say("Year", "年度")), .init(heading: say("Holidays", "放假天数")),
            .init(heading: say("Worked weekend days", "调休上班天数")), .init(heading: say("From", "来源"), flexible: true),
        ])
        for one in found.items {
            table.add([
                one.cell("year"), String(one["off"]?.list.count ?? 0), String(one["work"]?.list.count ?? 0),
                one["sent_by"]?.text ?? say("file", "文件"),
            ])
        }
        desk.out.table(table)
    }
}

struct CalendarAddCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a year's table; deadlines that waited for it are counted anew.")

    @Argument(
        help: "A file as in the calendar directory: {\"year\", \"off\", \"work\"}; - reads standard input.",
        completion: .file(extensions: ["json"]))
    var file: String

    @Option(help: ArgumentHelp("Who adds it (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let bytes = try InputFile.read(file, desk.say, bound: 1 << 20)
        guard case .object(var body)? = try? JSONValue(parsing: bytes) else {
            throw Trouble(.refused, desk.say("\(file) is no JSON object.", "\(file) 不是 JSON 对象。"))
        }
        body["by"] = Person.name(by).map { .string($0) }
        let done = try await desk.api.post(["calendar"], .object(body))
        if desk.out.json { return desk.out.document(done) }
        let count = done["recounted"]?.whole ?? 0
        desk.out.done(
            desk.say(
                "\(done.cell("year")): deadlines counted anew: \(count)", "\(done.cell("year"))：重新计算的期限 \(count) 项"))
    }
}
