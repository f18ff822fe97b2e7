import Documents
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import Store

/// `GET /texts`: text messages that a person sends by hand, with their words to copy and codes to scan, and those that
/// the gateway could not deliver. `POST /texts/{id}/manual|sent|failed` says what the person did.
struct TextsPage: Sendable {
    static let path = ConsoleNavigation.texts.path
    /// Each has two codes drawn into the page.
    private static let pageSize = 20

    private let store: CheckStore
    private let desk: TextDesk
    private let clock: LocalClock
    private let page: ConsolePage
    private let form: MustacheTemplate

    /// What was sent and refused: which form, its fields, and what is wrong with each.
    private struct Refused {
        let act: TextAct
        let id: String
        let sent: FormFields
        let problem: Phrase
        let field: String?
        /// The machine's own words, for what is wrong with no field.
        let detail: String

        init(_ act: TextAct, _ id: String, _ sent: FormFields, _ fault: Fault) {
            self.act = act
            self.id = id
            self.sent = sent
            field = ["by", "reason"].contains(fault.field) ? fault.field : nil
            detail = fault.message
            problem =
                switch (fault.kind, fault.field) {
                case (.invalid, "by"): Phrase("请填写您的姓名，最多 200 字。", "Write your name, at most 200 characters.")
                case (.invalid, "reason"): Phrase("请填写原因，最多 200 字。", "Write the reason, at most 200 characters.")
                case (.conflict, "state"):
                    Phrase(
                        "这条短信的情况已经变化（可能刚由别人处理，或正在发送），没有再作记录。",
                        "It stands differently now: somebody has just dealt with it, or it is being sent. Nothing was recorded."
                    )
                default: Phrase("没有执行。", "It was not carried out.")
                }
        }
    }

    init(store: CheckStore, desk: TextDesk, frame: ConsoleFrame) throws {
        self.store = store
        self.desk = desk
        clock = LocalClock(timeZone: frame.zone)
        page = try ConsolePage(
            PackageResources.console_texts_mustache, frame: frame, part: .texts, script: "/static/texts.js")
        form = try FormView.template()
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("texts") { request, _ in try await show(request) }
        router.get("static/texts.js") { _, _ in
            Page.asset(PackageResources.texts_js, type: "text/javascript; charset=utf-8")
        }
        for act in TextAct.allCases {
            router.post("texts/{id}/\(act.rawValue)") { request, context in
                try await take(act, request, context.parameters.require("id"))
            }
        }
    }

    private func take(_ act: TextAct, _ request: Request, _ name: String) async throws -> Response {
        let fields = try await FormFields(request)
        let routes = TextRoutes(store: store, desk: desk)
        do {
            let row = try await routes.perform(
                act, on: TextRoutes.id(name), by: fields["by"], reason: fields["reason"])
            var response = ConsoleNotice.seeOther(Self.path, Self.done(act, row)[request.consoleLanguage])
            response.setCookie(ConsoleName.remembering(fields["by"]))
            return response
        } catch let fault as Fault where fault.kind == .invalid || fault.kind == .conflict {
            return try await show(
                request, refused: Refused(act, name, fields, fault),
                status: fault.kind == .conflict ? .conflict : .unprocessableContent)
        }
    }

    private static func done(_ act: TextAct, _ row: DeliveryRow) -> Phrase {
        switch act {
        case .manual: Phrase("这条短信改由人工发送。", "This text message is now to be sent by hand.")
        case .sent: Phrase("已记录：短信已由人工发送。", "Recorded: the text message was sent by hand.")
        case .failed: Phrase("已记录：短信未能人工发送。", "Recorded: the text message could not be sent by hand.")
        }
    }

    private func show(
        _ request: Request, refused: Refused? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let language = request.consoleLanguage
        let by = ConsoleName.of(request)
        let after = request.method == .get ? request.uri.queryParameters.get("cursor") : nil
        let waiting = try await store.texts(.waiting, after: after, limit: Self.pageSize)
        let offered = try await store.texts(.offered, limit: 100)
        var values: [String: Any] = [
            "count": waiting.count == Self.pageSize ? "\(waiting.count)+" : "\(waiting.count)", "any": !waiting.isEmpty,
            "texts": try waiting.map { try card($0, language, refused, by) }, "some": !offered.isEmpty,
            "offered_count": offered.count, "offered": offered.map { line($0, language, refused, by) },
            // Its card may have gone meanwhile, so that what is wrong with no field stands above all of them.
            "problem": refused.flatMap { $0.field == nil ? $0.problem[language] : nil } ?? "",
            "detail": refused?.detail ?? "",
        ]
        if waiting.count == Self.pageSize, let last = waiting.last {
            values["next"] = "\(Self.path)?cursor=\(last.delivery.id)"
        }
        return await page.response(
            to: request, status: status, title: Phrase("短信", "Texts")[language],
            address: refused == nil ? nil : Self.path, values)
    }

    private func card(
        _ text: TextToSend, _ language: Contact.Language, _ refused: Refused?, _ by: String
    ) throws -> [String: Any] {
        let id = text.delivery.id.description
        let label = Phrase("短信二维码 \(text.checkNo)", "QR code of the text for \(text.checkNo)")[language]
        return [
            "id": id, "check_no": text.checkNo, "enterprise": text.enterpriseName, "contact": text.contactName,
            "phone": desk.phone(text), "words": try desk.words(text), "address": desk.address,
            "since": text.delivery.waitingSince.map(clock.minute) ?? "", "reason": why(text, language),
            "late": text.overdueAt.map { $0 <= Date() } ?? false,
            "message_code": try desk.messageCode(text).svg(label: label),
            "address_code": try desk.addressCode().svg(label: desk.address),
            "sent": draw(.sent, text, language, refused, by), "failed": draw(.failed, text, language, refused, by),
            "open": refused?.act == .failed && refused?.id == id,
        ]
    }

    private func line(
        _ text: TextToSend, _ language: Contact.Language, _ refused: Refused?, _ by: String
    ) -> [String: Any] {
        let isHeld = text.delivery.state == .held
        return [
            "id": text.delivery.id.description, "check_no": text.checkNo, "enterprise": text.enterpriseName,
            "contact": text.contactName, "phone": (try? PhoneNumber(text.phone))?.masked ?? "****",
            "tag": (isHeld ? Phrase("已暂停", "held") : Phrase("未到达手机", "not on the handset"))[language],
            "reason": why(text, language), "manual": draw(.manual, text, language, refused, by),
        ]
    }

    /// Why it needs a person.
    private func why(_ text: TextToSend, _ language: Contact.Language) -> String {
        let arrival = text.delivery.arrival
        if arrival.state == .failed {
            let words = [arrival.code, arrival.words].compactMap(\.self).joined(separator: " ")
            return Phrase("运营商报告未送达：\(words)", "The network reports that it did not arrive: \(words)")[language]
        }
        if text.delivery.state == .manual, text.delivery.attempts <= 1, text.delivery.lastAnswer == nil { return "" }
        if text.delivery.failureByHand != nil {
            return Phrase("人工未能发送——", "It could not be sent by hand — ")[language] + DeliveryWords.reason(text.delivery)
        }
        return text.delivery.lastReason ?? ""
    }

    private func draw(
        _ act: TextAct, _ text: TextToSend, _ language: Contact.Language, _ refused: Refused?, _ by: String
    ) -> String {
        let id = text.delivery.id.description
        let submit =
            switch act {
            case .manual: Phrase("改为人工发送", "Send by hand instead")
            case .sent: Phrase("我已发送", "I have sent it")
            case .failed: Phrase("记录未能发送", "Record that it could not be sent")
            }
        var fields = [
            FormView.Field(
                name: "by", label: Phrase("您的姓名", "Your name")[language], kind: .line(complete: "name"), value: by,
                required: true)
        ]
        if act == .failed {
            fields.append(
                FormView.Field(
                    name: "reason", label: Phrase("原因", "Reason")[language], kind: .line(),
                    hint: Phrase("例如：空号、停机", "Such as: no such number, switched off")[language], required: true))
        }
        var view = FormView(action: "\(Self.path)/\(id)/\(act.rawValue)", submit: submit[language], fields: fields)
        if let refused, refused.act == act, refused.id == id {
            view = view.filled(refused.sent, errors: refused.field.map { [$0: refused.problem[language]] } ?? [:])
        }
        return view.html(id: "\(id)-\(act.rawValue)", template: form)
    }
}
