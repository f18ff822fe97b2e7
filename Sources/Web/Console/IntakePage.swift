import Domain
import Foundation
import Hummingbird
import Store

/// `GET /intake`: applications by table, or one by form; `POST /intake` takes the form, whose buttons also ask for one
/// more person or certificate.
struct IntakePage: Sendable {
    private let console: IntakeConsole
    private let page: ConsolePage

    init(_ console: IntakeConsole) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_intake_mustache, frame: console.frame, part: .intake)
    }

    func add(to router: some RouterMethods) {
        router.get("intake") { request, _ in await show(request, ApplicationFields()) }
        router.post("intake") { request, _ in try await take(request) }
    }

    private func show(
        _ request: Request, _ fields: ApplicationFields, errors: [String: Wording] = [:], problem: Phrase? = nil
    ) async -> Response {
        let language = request.consoleLanguage
        return await page.response(
            to: request, status: errors.isEmpty && problem == nil ? .ok : .unprocessableContent,
            title: Phrase("受理申请", "Take in applications")[language], address: "/intake",
            [
                "table": console.uploadForm(.applications, language), "people": fields.people.count,
                "sections": fields.values(language, errors), "problem": problem?[language] ?? "",
            ])
    }

    private func take(_ request: Request) async throws -> Response {
        let sent = try await FormFields(request)
        var fields = ApplicationFields(sent)
        if fields.change(sent["deed"]) { return await show(request, fields) }
        fields.dropBlanks()
        switch fields.read(in: console.frame.zone) {
        case .failure(let errors):
            let problem = Phrase(
                "还没有提交：有 \(errors.byField.count) 处需要修改。",
                "It was not submitted yet: \(errors.byField.count) fields need a change.")
            return await show(request, fields, errors: errors.byField, problem: problem)
        case .success(let application):
            do {
                let received = try await console.store.receive(application, now: Date())
                return done(request, received)
            } catch let fault as Fault where fault.kind == .conflict {
                return await show(
                    request, fields, errors: ["application_no": IntakeWords.wording(fault)],
                    problem: Phrase("没有提交。", "It was not submitted."))
            }
        }
    }

    private func done(_ request: Request, _ received: CheckStore.Received) -> Response {
        let number = received.applicationNo
        let said =
            received.isNew
            ? Phrase("申请 \(number) 已受理", "Application \(number) was taken in")
            : Phrase("申请 \(number) 以前已收到，内容相同", "Application \(number) was received before, the same")
        guard let check = received.check else {
            guard received.triage.decision == .ask else {
                return ConsoleNotice.seeOther("/intake", said[request.consoleLanguage])
            }
            let waits = Phrase("\(said.zh)，等待分流", "\(said.en); it waits for its triage")
            return ConsoleNotice.seeOther("/triage", waits[request.consoleLanguage])
        }
        let opened = Phrase("\(said.zh)，核查编号 \(check.number)", "\(said.en); its check is \(check.number)")
        return ConsoleNotice.seeOther("/checks/\(check.id)", opened[request.consoleLanguage])
    }
}
