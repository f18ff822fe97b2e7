import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import Store

/// `/incoming/{id}`: one file, and what a person can decide about it.
struct IncomingForms: Sendable {
    private let console: Console
    private let page: ConsolePage
    private let template: MustacheTemplate

    init(_ console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_incoming_file_mustache, frame: console.frame, part: .incoming)
        template = try FormView.template()
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("incoming/{id}") { request, context in
            let id = try IncomingRoutes.id(context.parameters.require("id"))
            return try await show(id, request, Self.assign(id, request), Self.dismiss(id, request))
        }
        router.post("incoming/{id}/assign") { request, context in
            try await assign(IncomingRoutes.id(context.parameters.require("id")), request)
        }
        router.post("incoming/{id}/dismiss") { request, context in
            try await dismiss(IncomingRoutes.id(context.parameters.require("id")), request)
        }
    }

    private func show(
        _ id: ID<Incoming>, _ request: Request, _ assign: FormView, _ dismiss: FormView,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let row = try await console.store.incoming(id)
        var values = IncomingPage.values(row, request.consoleLanguage, console.clock)
        values["assign"] = assign.html(id: "assign", template: template)
        values["dismiss"] = dismiss.html(id: "dismiss", template: template)
        return await page.response(
            to: request, status: status, title: row.shown, address: "/incoming/\(id)", values)
    }

    private func assign(_ id: ID<Incoming>, _ request: Request) async throws -> Response {
        let (sent, language) = (try await FormFields(request), request.consoleLanguage)
        var errors = Self.missing(["check", "by", "kind"], in: sent, language)
        guard let kind = IncomingKind(rawValue: sent["kind"]), errors.isEmpty else {
            if IncomingKind(rawValue: sent["kind"]) == nil { errors["kind"] = Self.choose[language] }
            return try await show(
                id, request, Self.assign(id, request).filled(sent, errors: errors), Self.dismiss(id, request),
                status: .unprocessableContent)
        }
        do {
            let row = try await console.store.assignIncoming(
                id, to: console.store.resolve(sent["check"].uppercasedNumber), kind: kind.rawValue,
                by: Actor(.registrar, Application.text(sent["by"], "by")), now: Date())
            return Self.done(
                sent["by"],
                Phrase(
                    "已归入 \(row.checkNo ?? "")，稍后自动收取：\(row.shown)",
                    "Assigned to \(row.checkNo ?? ""); it is taken in a moment: \(row.shown)")[language])
        } catch let fault as Fault where fault.field != nil && fault.field != "id" {
            let words = Self.words(for: fault, sent)[language]
            return try await show(
                id, request, Self.assign(id, request).filled(sent, errors: [fault.field ?? "": words]),
                Self.dismiss(id, request),
                status: FaultAnswer.status(of: fault) == .conflict ? .conflict : .unprocessableContent)
        }
    }

    private func dismiss(_ id: ID<Incoming>, _ request: Request) async throws -> Response {
        let (sent, language) = (try await FormFields(request), request.consoleLanguage)
        var errors = Self.missing(["by", "reason"], in: sent, language)
        if errors.isEmpty {
            do {
                let row = try await console.store.dismissIncoming(
                    id, because: Application.text(sent["reason"], "reason"),
                    by: Actor(.registrar, Application.text(sent["by"], "by")), now: Date())
                return Self.done(
                    sent["by"],
                    Phrase("已移出（文件仍保留）：\(row.shown)", "Dismissed; the file is kept: \(row.shown)")[language])
            } catch let fault as Fault where fault.kind == .invalid {
                errors[fault.field ?? ""] = Self.words(for: fault, sent)[language]
            }
        }
        return try await show(
            id, request, Self.assign(id, request), Self.dismiss(id, request).filled(sent, errors: errors),
            status: .unprocessableContent)
    }

    private static func assign(_ id: ID<Incoming>, _ request: Request) -> FormView {
        let language = request.consoleLanguage
        return FormView(
            action: "/incoming/\(id)/assign", submit: Phrase("归入该核查", "Assign to this check")[language],
            fields: [
                .init(
                    name: "check", label: Phrase("核查编号", "Check number")[language], kind: .line(),
                    hint: Phrase("例如 C2026-00017", "Such as C2026-00017")[language], required: true),
                .init(
                    name: "kind", label: Phrase("录像种类", "What it is")[language],
                    kind: .one(IncomingKind.allCases.map { .init(value: $0.rawValue, label: $0.words[language]) }),
                    value: IncomingKind.session.rawValue, required: true),
                ConsoleName.field(request),
            ])
    }

    private static func dismiss(_ id: ID<Incoming>, _ request: Request) -> FormView {
        let language = request.consoleLanguage
        return FormView(
            action: "/incoming/\(id)/dismiss", submit: Phrase("移出", "Dismiss")[language],
            fields: [
                .init(name: "reason", label: Phrase("原因", "Reason")[language], kind: .line(), required: true),
                ConsoleName.field(request),
            ],
            introduction: Phrase(
                "不是录像的文件可以移出：它会保留在收取文件夹的 .dismissed 中，不会删除。",
                "What is no recording can be dismissed: it is kept in .dismissed of the watched folder and never deleted."
            )[
                language])
    }

    private static func done(_ by: String, _ notice: String) -> Response {
        var response = ConsoleNotice.seeOther("/incoming", notice)
        response.setCookie(ConsoleName.remembering(by))
        return response
    }

    private static let choose = Phrase("请选择。", "Choose one.")

    private static func missing(
        _ names: [String], in sent: FormFields, _ language: Contact.Language
    ) -> [String: String] {
        let empty = names.filter { sent[$0].isEmpty }
        return Dictionary(
            uniqueKeysWithValues: empty.map { ($0, Phrase("请填写。", "Fill this in.")[language]) })
    }

    private static func words(for fault: Fault, _ sent: FormFields) -> Phrase {
        switch fault.kind {
        case .notFound: Phrase("没有编号为“\(sent["check"])”的核查。", "There is no check \"\(sent["check"])\".")
        case .conflict:
            Phrase(
                IncomingReason.sealed(checkNo: sent["check"]).words(.zh),
                IncomingReason.sealed(checkNo: sent["check"]).words(.en))
        default: Phrase("内容过长或含有控制字符。", "This is too long, or holds control characters.")
        }
    }
}

/// What kind of footage a file is.
enum IncomingKind: String, Choice {
    case session, evidence

    var words: Phrase {
        switch self {
        case .session: Phrase("核查过程录像", "Recording of the session")
        case .evidence: Phrase("佐证材料", "Evidence")
        }
    }
}

extension String {
    /// A check number however its letter was typed; an id stays as it is.
    fileprivate var uppercasedNumber: String { hasPrefix("c") && !hasPrefix("chk_") ? uppercased() : self }
}
