import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// `GET /order`: a form to order a check from one of the centre's lists or draws; `POST /order` orders it.
struct OrderPage: Sendable {
    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_order_mustache, frame: console.frame, part: .queue)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("order") { request, _ in
            var form = form(request)
            form.fields[1].value = request.asked("application") ?? ""
            return await show(request, form)
        }
        router.post("order") { request, _ in try await order(request) }
    }

    private func show(_ request: Request, _ form: FormView, status: HTTPResponse.Status = .ok) async -> Response {
        await page.response(
            to: request, status: status, title: Phrase("下达核查", "Order a check")[request.consoleLanguage],
            address: "/order", ["form": form.html(id: "order", template: console.formTemplate)])
    }

    private func form(_ request: Request) -> FormView {
        let language = request.consoleLanguage
        let sources = Check.Source.allCases.filter(\.isOrdered).map {
            FormView.Option(value: $0.rawValue, label: $0.title[language])
        }
        let modes = [Check.Mode.videoCheck, .deskCheck].map {
            FormView.Option(value: $0.rawValue, label: $0.words[language])
        }
        return FormView(
            action: "/order", submit: Phrase("下达核查", "Order the check")[language],
            fields: [
                .init(
                    name: "source", label: Phrase("核查来源", "Source")[language], kind: .one(sources), required: true),
                .init(
                    name: "application", label: Phrase("申请编号或统一社会信用代码", "Application or credit code")[language],
                    kind: .line(),
                    hint: Phrase(
                        "填信用代码时，以该单位最近一次申请的人员和联系方式为准",
                        "For a credit code, the people and the contact of that enterprise's newest application are taken"
                    )[language], required: true),
                .init(name: "mode", label: Phrase("核查方式", "Way")[language], kind: .one(modes), required: true),
                .init(
                    name: "reason", label: Phrase("事由", "Reasons")[language], kind: .text(rows: 3),
                    hint: Phrase(
                        "投诉编号、疑点或者抽查批次；只供中心内部使用，不会写入给当事人的文书",
                        "The complaint's number, the doubt, the batch of the draw. For the centre alone: no paper to the party repeats it"
                    )[language], required: true),
                ConsoleName.field(request),
            ])
    }

    private func order(_ request: Request) async throws -> Response {
        let sent = try await FormFields(request)
        let language = request.consoleLanguage
        let by = sent["by"]
        var errors: [String: String] = [:]
        let missing = Phrase("请填写。", "This is needed.")[language]
        for name in ["application", "reason", "by"] where sent[name].isEmpty { errors[name] = missing }
        if by.count > ConsoleName.longest { errors["by"] = Phrase("姓名太长。", "The name is too long.")[language] }
        let (source, mode) = (Check.Source(rawValue: sent["source"]), Check.Mode(rawValue: sent["mode"]))
        if source?.isOrdered != true { errors["source"] = Phrase("请选择。", "Choose one.")[language] }
        if mode == nil { errors["mode"] = Phrase("请选择。", "Choose one.")[language] }
        var form = form(request).filled(sent, errors: errors)
        guard errors.isEmpty, let source, let mode else {
            form.problem = Phrase("尚未提交：请检查标出的内容。", "Nothing was done yet: look at what is marked.")[language]
            return await show(request, form, status: .unprocessableContent)
        }
        do {
            let order = CheckOrder(source: source, mode: mode, reason: sent["reason"])
            switch try await console.store.order(
                order, on: sent["application"], by: Actor(.registrar, by), now: Date())
            {
            case .refused(let refusal):
                form.problem = refusal.guard.words[language]
                form.detail = refusal.text
                return await show(request, form, status: .conflict)
            case .done(let id, _):
                let said = Phrase("核查已下达，等待审批", "The check is ordered, and waits for its approval")
                var response = ConsoleNotice.seeOther("/checks/\(id)", said[language])
                response.setCookie(ConsoleName.remembering(by))
                return response
            }
        } catch let fault as Fault where fault.kind == .notFound {
            form.mark(
                "application",
                Phrase("没有这份申请，也没有该单位的申请。", "There is no such application, and none of such an enterprise.")[language])
            return await show(request, form, status: .unprocessableContent)
        }
    }
}
