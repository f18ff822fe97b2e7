import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// `GET /triage`: applications that wait for a person to say what becomes of them; `POST /triage/{id}` says it.
struct TriagePage: Sendable {
    private static let pageSize = 25

    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_triage_mustache, frame: console.frame, part: .triage)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("triage") { request, _ in try await show(request) }
        router.post("triage/{id}") { request, context in try await triage(request, context.parameters.require("id")) }
        router.get("triage/{id}") { _, _ in Response(status: .seeOther, headers: [.location: "/triage"]) }
    }

    /// A form that was sent in vain.
    private struct Tried {
        let id: String
        let sent: FormFields
        var errors: [String: String] = [:]
        var refusal: Refusal?
    }

    private func show(
        _ request: Request, status: HTTPResponse.Status = .ok, tried: Tried? = nil
    ) async throws -> Response {
        let language = request.consoleLanguage
        let now = Date()
        let cursor = request.method == .get ? request.asked("cursor") : nil
        let found = try await console.store.applications(awaiting: true, after: cursor, limit: Self.pageSize)
        var values: [String: Any] = [
            "count": try await console.store.awaitingTriage(), "any": !found.isEmpty,
            "applications": found.map { line in
                [
                    "number": line.number, "enterprise": line.enterprise, "uscc": line.uscc, "people": line.people,
                    "kind": ApplicationFields.words(line.kind)[language], "commitment": line.commitment,
                    "received": console.clock.minute(line.receivedAt),
                    "clocks": line.clocks.map { clock in
                        ClockLineView.values(
                            clock, console.store.rule(of: clock), console.clock, language, now: now)
                    },
                    "form": form(line, request, tried?.id == line.id.description ? tried : nil).html(
                        id: "triage-\(line.id)", template: console.formTemplate),
                ] as [String: Any]
            },
        ]
        if found.count == Self.pageSize, let last = found.last { values["next"] = "/triage?cursor=\(last.id)" }
        if cursor != nil { values["first"] = "/triage" }
        return await page.response(
            to: request, status: status, title: ConsoleNavigation.triage.name[language], address: "/triage", values)
    }

    private func form(_ line: ApplicationLine, _ request: Request, _ tried: Tried?) -> FormView {
        let language = request.consoleLanguage
        let options = [RuleSet.Triage.videoCheck, .deskCheck, .noCheck].map {
            FormView.Option(value: $0.rawValue, label: $0.words[language])
        }
        var form = FormView(
            action: "/triage/\(line.id)", submit: Phrase("提交分流决定", "Decide")[language],
            fields: [
                .init(
                    name: "decision", label: Phrase("决定", "Decision")[language], kind: .one(options), required: true),
                .init(
                    name: "reason", label: Phrase("理由", "Reasons")[language], kind: .text(rows: 2), required: true),
                ConsoleName.field(request),
            ])
        guard let tried else { return form }
        form = form.filled(tried.sent, errors: tried.errors)
        if let refusal = tried.refusal {
            form.problem = refusal.shown(language, console.clock)
            form.explain(refusal, language)
        } else {
            form.problem = Phrase("尚未提交：请检查标出的内容。", "Nothing was done yet: look at what is marked.")[language]
        }
        return form
    }

    private func triage(_ request: Request, _ id: String) async throws -> Response {
        let sent = try await FormFields(request)
        let language = request.consoleLanguage
        var tried = Tried(id: id, sent: sent)
        let by = sent["by"]
        if !(1...ConsoleName.longest).contains(by.count) {
            tried.errors["by"] = Phrase("请填写姓名。", "Enter your name.")[language]
        }
        let reason = sent["reason"].trimmingCharacters(in: .whitespacesAndNewlines)
        if reason.isEmpty { tried.errors["reason"] = Phrase("请说明理由。", "Give the reasons.")[language] }
        guard let decision = RuleSet.Triage(rawValue: sent["decision"]), decision != .ask else {
            tried.errors["decision"] = Phrase("请选择。", "Choose one.")[language]
            return try await show(request, status: .unprocessableContent, tried: tried)
        }
        guard tried.errors.isEmpty else {
            return try await show(request, status: .unprocessableContent, tried: tried)
        }
        switch try await console.store.triage(
            id, Triage(decision: decision, reason: reason), by: Actor(.registrar, by), now: Date())
        {
        case .refused(let refusal):
            tried.refusal = refusal
            return try await show(request, status: .conflict, tried: tried)
        case .done(let line):
            let said = Phrase(
                "申请 \(line.number) 已分流：\(decision.words.zh)\(line.check.map { "，核查编号 \($0.number)" } ?? "")",
                "Application \(line.number): \(decision.words.en)\(line.check.map { "; its check is \($0.number)" } ?? "")"
            )
            var response = ConsoleNotice.seeOther("/triage", said[language])
            response.setCookie(ConsoleName.remembering(by))
            return response
        }
    }
}

extension RuleSet.Triage {
    var words: Phrase {
        switch self {
        case .videoCheck: Phrase("视频核查", "a check by video")
        case .deskCheck: Phrase("书面核查", "a check on the file")
        case .noCheck: Phrase("不需要核查", "no check is needed")
        case .ask: Phrase("待分流", "a person decides")
        }
    }
}
