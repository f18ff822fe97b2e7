import ArgumentParser
import Domain

struct DeliveryGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery", abstract: "What was sent, with receipts (投递).",
        subcommands: [DeliveryListCommand.self, DeliveryRetryCommand.self])
}

struct DeliveryListCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Deliveries, one line each.")

    @Option(help: "Only those of this check.", completion: Completing.checks)
    var check: String?

    @Option(help: "Only this state; what is held waits for a person.")
    var state: DeliveryWord?

    @Option(help: "At most so many.")
    var limit: Int?

    @Flag(help: "All of them, however many.")
    var all = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit counts from 1.") }
    }

    func run(at desk: Desk) async throws {
        let found = try await desk.api.list(
            ["deliveries"], [("check", check), ("state", state?.rawValue), ("order", "newest")],
            limit: ListLimit.of(limit, all, desk))
        if desk.out.json { return desk.out.document(found.document) }
        let say = desk.say
        guard !found.items.isEmpty else { return desk.out.note(say("No delivery matches.", "没有符合条件的投递。")) }
        var table = Table([
            .init(heading: say("Id", "标识")), .init(heading: say("Kind", "种类")), .init(heading: say("State", "状态")),
            .init(heading: say("Attempts", "次数"), right: true), .init(heading: say("Due", "下次时间")),
            .init(heading: say("Check", "核查"), flexible: true), .init(heading: say("Receipt", "回执"), flexible: true),
            .init(heading: say("Reason", "原因"), flexible: true),
        ])
        let words = Glossary(say: say)
        for one in found.items {
            let isPending = one["state"]?.text == DeliveryWord.pending.rawValue
            table.add([
                one.cell("id"), words.deliveryKind(one["kind"]?.text), words.delivery(one["state"]?.text),
                one.cell("attempts"),
                isPending ? Figures.time(one["due_at"]?.text) : "–", one.cell("check"), one.cell("receipt_id"),
                one["last_reason"]?.text ?? "",
            ])
        }
        desk.out.table(table)
        ListLimit.tellOfMore(found, desk)
    }
}

struct DeliveryRetryCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "retry", abstract: "Send a held delivery again, now.")

    @Argument(help: "Its id, as `delivery list --state held` shows it.", completion: Completing.heldDeliveries)
    var delivery: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let row = try await desk.api.post(["deliveries", delivery, "retry"], .object([:]))
        if desk.out.json { return desk.out.document(row) }
        desk.out.done("\(row.cell("id"))  \(Glossary(say: desk.say).delivery(row["state"]?.text))")
    }
}
