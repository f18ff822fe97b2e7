import ArgumentParser
import Domain
import Foundation

/// A table sent whole: the server keeps its good rows and names each bad cell by row and column.
struct TableSubmission {
    let desk: Desk
    let parts: [String]
    let file: String
    /// Only says what would come of it.
    var dryRun = false

    private static let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    func run() async throws {
        let isWorkbook = file.lowercased().hasSuffix(".xlsx")
        let answer = try await desk.api.json(
            .post, API.path(parts, [("dry_run", dryRun ? "1" : nil)]),
            headers: [("Content-Type", isWorkbook ? Self.xlsx : "text/csv")],
            body: InputFile.read(file, desk.say, bound: 16 << 20))
        let problems = answer["problems"]?.list ?? []
        if desk.out.json {
            desk.out.document(answer)
        } else {
            tell(answer, problems)
        }
        if !problems.isEmpty { throw ExitCode(Trouble.Status.refused.rawValue) }
    }

    private func tell(_ answer: JSONValue, _ problems: [JSONValue]) {
        let say = desk.say
        let (accepted, known) = (answer["accepted"]?.list.count ?? 0, answer["known"]?.list.count ?? 0)
        for one in answer["accepted"]?.list ?? [] {
            guard let number = one["check"]?["check_no"]?.text else { continue }
            desk.out.done("\(one.cell("application_no"))  \(number)")
        }
        desk.out.done(
            dryRun
                ? say(
                    "\(accepted) would be taken, \(known) known already, \(problems.count) problems.",
                    "可收下 \(accepted) 条，已有 \(known) 条，问题 \(problems.count) 处。")
                : say(
                    "\(accepted) taken, \(known) known already, \(problems.count) problems.",
                    "已收下 \(accepted) 条，已有 \(known) 条，问题 \(problems.count) 处。"))
        guard !problems.isEmpty else { return }
        var table = Table([
            .init(heading: say("Row", "行"), right: true), .init(heading: say("Column", "列")),
            .init(heading: say("Heading", "表头"), flexible: true), .init(heading: say("Value", "内容"), flexible: true),
            .init(heading: say("What is wrong", "问题"), flexible: true),
        ])
        for one in problems {
            table.add([
                one.cell("row"), one.cell("column"), one.cell("header"), one.cell("value"),
                say(one.cell("message"), one["message_zh"]?.text ?? one.cell("message")),
            ])
        }
        desk.out.table(table)
    }
}
