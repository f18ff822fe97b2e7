import ArgumentParser
import Domain
import Foundation

struct ApplicationGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "application", abstract: "Applications for licences (申请).",
        subcommands: [
            ApplicationSubmitCommand.self, ApplicationShowCommand.self, ApplicationListCommand.self,
            ApplicationTriageCommand.self,
        ])
}

struct ApplicationSubmitCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Hand in applications: JSON, or a table.",
        discussion: """
            FILE holds one application as JSON, or a list of them; "-" reads standard input. Each is taken or refused by \
            itself. A table's bad rows are listed by row and column, and its good rows are kept.
            """)

    @Argument(help: "A JSON file, or - for standard input.", completion: .file(extensions: ["json"]))
    var file: String?

    @Option(
        help: ArgumentHelp("A table instead: .csv (UTF-8 or GB18030) or .xlsx.", valueName: "file"),
        completion: .file(extensions: ["csv", "xlsx"]))
    var table: String?

    @Flag(help: "With --table: say what would come of it, and change nothing.")
    var dryRun = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard (file == nil) != (table == nil) else {
            throw ValidationError("Name a JSON file, or a table by --table, not both.")
        }
    }

    func run(at desk: Desk) async throws {
        if let table {
            try await TableSubmission(desk: desk, parts: ["applications", "table"], file: table, dryRun: dryRun).run()
        } else if let file {
            try await submit(InputFile.read(file, desk.say, bound: 16 << 20), desk)
        }
    }

    private func submit(_ bytes: Data, _ desk: Desk) async throws {
        guard let document = try? JSONValue(parsing: bytes) else {
            throw Trouble(
                .refused,
                desk.say(
                    "\(file ?? "-") is no JSON: check quotes, commas and brackets. A table is named by --table.",
                    "\(file ?? "-") 不是 JSON：请检查引号、逗号和括号。表格请用 --table。"))
        }
        guard case .array(let applications) = document else {
            let answer = try await post(document, desk)
            if desk.out.json { desk.out.document(answer) } else { tell(answer, desk) }
            return
        }
        var (answers, refused) = ([JSONValue](), 0)
        for (index, application) in applications.enumerated() {
            do {
                let answer = try await post(application, desk)
                answers.append(answer)
                if !desk.out.json { tell(answer, desk) }
            } catch let trouble as Trouble where trouble.status == .refused {
                refused += 1
                answers.append(trouble.problem ?? .null)
                let number = application["application_no"]?.text.map { " (\($0))" } ?? ""
                let place = desk.say("Number \(index + 1)\(number): ", "第 \(index + 1) 件\(number)：")
                desk.out.complain(Trouble(.refused, place + trouble.message))
            }
        }
        if desk.out.json { desk.out.document(Listing(items: answers, next: nil).document) }
        if refused > 0 { throw ExitCode(Trouble.Status.refused.rawValue) }
    }

    private func post(_ application: JSONValue, _ desk: Desk) async throws -> JSONValue {
        try await desk.api.post(["applications"], application)
    }

    private func tell(_ answer: JSONValue, _ desk: Desk) {
        let number = answer.cell("application_no")
        let reason = answer["triage"]?.cell("reason") ?? "–"
        if let check = answer["check"]?["check_no"]?.text {
            desk.out.done(desk.say("\(number): check \(check) (\(reason))", "\(number)：核查 \(check)（\(reason)）"))
        } else {
            let decision = answer["triage"]?.cell("decision") ?? "–"
            desk.out.done(desk.say("\(number): \(decision) (\(reason))", "\(number)：\(decision)（\(reason)）"))
        }
    }
}
