import Domain
import Foundation
import Hummingbird
import Mustache
import Store

/// `GET /inspectors`: the roster, a form to add to it, a table's upload; `GET`, `POST /inspectors/{id}` changes one.
struct InspectorsPage: Sendable {
    let view: RosterView
    let proofPage: ConsolePage
    let recusalsTemplate: MustacheTemplate
    var store: CheckStore { view.console.store }

    init(_ console: IntakeConsole) throws {
        view = try RosterView(
            console, .inspectors, title: Phrase("核查人员", "Inspectors"), adding: Phrase("添加核查人员", "Add an inspector"),
            headings: [
                Phrase("姓名", "Name"), Phrase("执法证号", "Certificate number"), Phrase("有效期至", "Valid to"),
                Phrase("动态验证码", "One-time code"), Phrase("状态", "State"),
            ])
        proofPage = try ConsolePage(PackageResources.console_proof_mustache, frame: console.frame, part: .inspectors)
        recusalsTemplate = try Page.template(PackageResources.console_recusals_mustache)
    }

    func add(to router: some RouterMethods) {
        router.get("inspectors") { request, _ in try await list(request, form(request.consoleLanguage)) }
        router.post("inspectors") { request, _ in try await add(request) }
        router.get("inspectors/{id}") { request, context in
            let inspector = try await find(context.parameters.require("id"))
            return try await one(request, inspector, change(inspector, request.consoleLanguage))
        }
        router.post("inspectors/{id}") { request, context in
            try await change(request, context.parameters.require("id"))
        }
        // The page with the secret is the answer to a form: its address shows the inspector when it is asked for again.
        router.get("inspectors/{id}/proof") { _, context in
            let id = try context.parameters.require("id")
            return Response(status: .seeOther, headers: [.location: ConsoleLanguage.here("/inspectors/\(id)")])
        }
        router.post("inspectors/{id}/proof") { request, context in
            try await enrol(request, context.parameters.require("id"))
        }
    }

    private func list(_ request: Request, _ form: FormView, isRefused: Bool = false) async throws -> Response {
        let language = request.consoleLanguage
        let enrolled = try await store.enrolments()
        let rows = try await store.inspectors().map { one in
            RosterView.Row(
                edit: "/inspectors/\(one.id)",
                cells: [
                    one.name, one.certificateNo,
                    one.certificateExpires?.description ?? Phrase("未填", "Not given")[language],
                    (enrolled[one.id] == nil ? Phrase("未登记", "Not enrolled") : Phrase("已登记", "Enrolled"))[language],
                    (one.active ? Phrase("参加抽取", "Takes checks") : Phrase("已停用", "Takes none"))[language],
                ])
        }
        return await view.list(request, rows, form: form, isRefused: isRefused)
    }

    private func form(_ language: Contact.Language) -> FormView {
        FormView(
            action: "/inspectors", submit: Phrase("添加", "Add")[language],
            fields: [
                .init(name: "name", label: view.headings[0][language], kind: .line(), required: true),
                .init(name: "certificate_no", label: view.headings[1][language], kind: .line(), required: true),
                .init(name: "certificate_expires", label: view.headings[2][language], kind: .day),
            ] + Self.termFields(language))
    }

    private func add(_ request: Request) async throws -> Response {
        let sent = try await FormFields(request)
        let language = request.consoleLanguage
        do {
            let entry = try InspectorEntry(
                name: sent["name"], certificateNo: sent["certificate_no"], expires: try Self.expires(sent))
            let added = try await store.add(
                inspector: entry.name, certificateNo: entry.certificateNo, expires: entry.expires,
                terms: try Self.terms(sent), now: Date())
            let said =
                added.isNew
                ? Phrase("已添加 \(entry.name)", "\(entry.name) was added")
                : Phrase("\(entry.name) 已在名录中", "\(entry.name) is on the roster already")
            return ConsoleNotice.seeOther("/inspectors", said[language])
        } catch let fault as Fault where fault.kind == .invalid || fault.kind == .conflict {
            return try await list(request, form(language).refused(sent, fault, language), isRefused: true)
        }
    }

    private static func expires(_ sent: FormFields) throws -> Day? {
        let text = sent["certificate_expires"]
        return text.isEmpty ? nil : try Day(text, field: "certificate_expires")
    }

    func find(_ id: String) async throws -> Inspector {
        guard let found = try await store.inspectors().first(where: { $0.id == id }) else {
            throw Fault(.notFound, "There is no inspector \"\(id.prefix(60))\".", field: "id")
        }
        return found
    }

    private func change(_ inspector: Inspector, _ language: Contact.Language) -> FormView {
        FormView(
            action: "/inspectors/\(inspector.id)", submit: Phrase("保存", "Save")[language],
            fields: [
                .init(name: "name", label: view.headings[0][language], kind: .line(), required: true),
                .init(name: "certificate_expires", label: view.headings[2][language], kind: .day),
                .init(
                    name: "active", label: Phrase("参加新的核查", "Takes new checks")[language], kind: .box,
                    hint: Phrase(
                        "停用后不再被抽取；已抽中的核查不变。", "Without it nobody draws this inspector; checks drawn before stay.")[
                            language]),
            ] + Self.termFields(language),
            introduction: Phrase(
                "执法证号 \(inspector.certificateNo) 不能修改", "The certificate number \(inspector.certificateNo) stays")[
                    language]
        ).showing(
            [
                "name": inspector.name, "certificate_expires": inspector.certificateExpires?.description ?? "",
                "active": inspector.active ? "yes" : "",
            ].merging(Self.shown(inspector.terms)) { $1 })
    }

    private func change(_ request: Request, _ id: String) async throws -> Response {
        let sent = try await FormFields(request)
        let language = request.consoleLanguage
        let inspector = try await find(id)
        do {
            let terms = try Self.terms(sent)
            let changed = try await store.change(
                inspector: id, name: try Application.text(sent["name"], "name"), expires: .some(try Self.expires(sent)),
                active: sent["active"] == "yes", qualifications: terms.qualifications, leave: terms.leave,
                conflicts: terms.conflicts, now: Date())
            return ConsoleNotice.seeOther(
                "/inspectors", Phrase("已保存 \(changed.name)", "\(changed.name) was saved")[language])
        } catch let fault as Fault where fault.kind == .invalid || fault.kind == .conflict {
            let form = change(inspector, language).refused(sent, fault, language)
            return try await one(request, inspector, form, isRefused: true)
        }
    }
}
