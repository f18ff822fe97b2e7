import ArgumentParser
import Domain
import Foundation

struct CheckGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks (核查): find them, read them, act on them.",
        subcommands: [
            CheckListCommand.self, CheckShowCommand.self, CheckWatchCommand.self, CheckAnswerCommand.self,
            CheckNoteCommand.self, CheckOrderCommand.self,
        ]
            + CheckCommand.Name.allCases.compactMap(\.program))
}

struct CheckListCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Checks, one line each.")

    @Option(help: "Only this stage of the procedure.")
    var stage: CheckState.Stage?

    @Option(help: "Only this state.")
    var state: CheckState.Name?

    @Option(help: "Only those from this source.")
    var source: Check.Source?

    @Option(help: "Only those drawn for this inspector (its id).")
    var inspector: String?

    @Option(help: "Only those due before a day (2026-03-02) or an instant (2026-03-02T09:00:00+08:00).")
    var dueBefore: String?

    @Option(name: [.customLong("q"), .customLong("search")], help: "Words of the enterprise's name, people, numbers.")
    var text: String?

    @Option(help: "At most so many.")
    var limit: Int?

    @Flag(help: "All of them, however many.")
    var all = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit counts from 1.") }
        guard !all || limit == nil else { throw ValidationError("Give --limit or --all, not both.") }
        guard dueBefore == nil || Self.instant(dueBefore) != nil else {
            throw ValidationError("--due-before takes a day or an instant: 2026-03-02, 2026-03-02T09:00:00+08:00.")
        }
    }

    func run(at desk: Desk) async throws {
        let query: [(String, String?)] = [
            ("stage", stage?.rawValue), ("state", state?.rawValue), ("source", source?.rawValue),
            ("inspector", inspector), ("due_before", Self.instant(dueBefore)), ("q", text), ("order", "newest"),
        ]
        let found = try await desk.api.list(["checks"], query, limit: ListLimit.of(limit, all, desk))
        if desk.out.json { return desk.out.document(found.document) }
        CheckTable(desk).print(found.items)
        ListLimit.tellOfMore(found, desk)
    }

    /// A day means its beginning in the local zone.
    private static func instant(_ text: String?) -> String? {
        guard let text else { return nil }
        if Date(iso8601: text) != nil { return text }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
        let components = DateComponents(year: year, month: month, day: day)
        guard components.isValidDate(in: Calendar(identifier: .gregorian)) else { return nil }
        return Calendar(identifier: .gregorian).date(from: components)?.iso8601
    }
}

struct CheckShowCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One check's whole story.")

    @Argument(help: "Its number (C2026-00001) or id.", completion: Completing.checks)
    var check: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let story = try await desk.api.get(["checks", check])
        if desk.out.json { desk.out.document(story) } else { CheckStory(desk).print(story) }
    }
}

struct CheckWatchCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow a check: a line for each event, until it is over.")

    @Argument(help: "Its number (C2026-00001) or id.", completion: Completing.checks)
    var check: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        try await Signals.cancelling { try await follow(desk) }
    }

    private func follow(_ desk: Desk) async throws {
        let words = Glossary(say: desk.say)
        var seen: Int64 = -1
        var blocked: String?
        var pause = Pause(patience: .seconds(600))
        while true {
            do {
                let story = try await desk.api.get(["checks", check])
                pause.reset()
                for event in story["events"]?.list ?? [] where (event["seq"]?.whole ?? 0) > seen {
                    seen = event["seq"]?.whole ?? seen
                    if desk.out.json { desk.out.document(event) } else { desk.out.line(CheckStory.line(event, words)) }
                }
                let reason = story["blocked"]?["reason"]?.text
                if let reason, reason != blocked { desk.out.note(desk.say("blocked: \(reason)", "受阻：\(reason)")) }
                blocked = reason
                if CheckState.Name(rawValue: story["state"]?.text ?? "")?.isOver == true { return }
                try await Task.sleep(for: .seconds(1))
            } catch let trouble as Trouble where trouble.isPassing {
                try await pause.wait(after: trouble) { wait in
                    desk.out.note(
                        desk.say("\(trouble.message) Again in \(wait) s.", "\(trouble.message) \(wait) 秒后再试。"))
                }
            }
        }
    }
}
