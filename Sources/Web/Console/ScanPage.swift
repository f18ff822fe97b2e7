import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// `POST /documents/{id}/scan` of the console: the form beside each paper of a check's page.
struct ScanPage: Sendable {
    let console: Console
    private let page: CheckPage

    init(console: Console) throws {
        self.console = console
        page = try CheckPage(console: console)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.post("documents/{id}/scan") { request, context in
            let name = try context.parameters.require("id")
            guard let id = ID<Document>(name) else {
                throw Fault(.notFound, "There is no document \"\(name.prefix(40))\".", field: "id")
            }
            return try await file(request, id)
        }
    }

    private func file(_ request: Request, _ id: ID<Document>) async throws -> Response {
        let original = try await console.store.document(id)
        let story = try await console.store.story(original.check)
        let sent = try await ScanForm(request)
        let path = "/checks/\(story.check.checkNo)"
        let language = request.consoleLanguage
        let command = CheckCommand.fileScan(try FileScan(document: id, bytes: sent.bytes, reason: sent.reason))
        let applied = try await console.store.apply(
            command, to: original.check, by: Actor(.registrar, sent.by), now: Date())
        switch applied {
        case .accepted, .repeated:
            var response = ConsoleNotice.seeOther(
                "\(path)#documents", CheckCommand.Name.fileScan.done[language] + " " + original.number)
            response.setCookie(ConsoleName.remembering(sent.by))
            return response
        case .refused(let refusal):
            return try await page.show(
                request, story, status: .conflict,
                tried: CommandTry(name: .fileScan, sent: FormFields(), refusal: refusal))
        }
    }

    /// The form beside a paper.
    static func form(_ line: DocumentLine, _ request: Request) -> FormView {
        let language = request.consoleLanguage
        var fields: [FormView.Field] = [
            FormView.Field(
                name: "scan", label: Phrase("扫描件", "The scan")[language],
                kind: .file(accept: "application/pdf,image/jpeg,image/png"),
                hint: Phrase("PDF、JPEG 或 PNG，不超过 20 MiB", "PDF, JPEG or PNG, up to 20 MiB")[language], required: true)
        ]
        if line.officialCopy != nil {
            fields.append(
                FormView.Field(
                    name: "reason", label: Phrase("替换的理由", "Why it takes the place of the earlier one")[language],
                    kind: .line(), required: true))
        }
        return FormView(
            action: "/documents/\(line.id)/scan", submit: CheckCommand.Name.fileScan.deed[language],
            fields: fields + [ConsoleName.field(request)], takesFiles: true)
    }
}
