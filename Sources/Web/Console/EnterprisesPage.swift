import Domain
import Foundation
import Hummingbird
import Store

/// `GET /enterprises`: a list to search, a form to add one, a table's upload; `GET /enterprises/{uscc}` shows one in the
/// form that changes it. `POST /enterprises` does both: the code names the enterprise.
struct EnterprisesPage: Sendable {
    private static let pageSize = 50

    private let view: RosterView
    private var store: CheckStore { view.console.store }

    init(_ console: IntakeConsole) throws {
        view = try RosterView(
            console, .enterprises, title: Phrase("企业", "Enterprises"), adding: Phrase("添加企业", "Add an enterprise"),
            headings: [
                Phrase("统一社会信用代码", "Unified social credit code"), Phrase("企业名称", "Name"), Phrase("地区", "Region"),
                Phrase("信用等级", "Credit class"),
            ])
    }

    func add(to router: some RouterMethods) {
        router.get("enterprises") { request, _ in try await list(request, form(request.consoleLanguage)) }
        router.post("enterprises") { request, _ in try await put(request) }
        router.get("enterprises/{uscc}") { request, context in
            let name = try context.parameters.require("uscc")
            guard let uscc = try? USCC(name) else {
                throw Fault(.notFound, "\"\(name.prefix(40))\" is no unified social credit code.", field: "uscc")
            }
            let row = try await store.enterprise(uscc)
            return await view.one(request, name: row.enterprise.name, form: change(row, request.consoleLanguage))
        }
    }

    private func list(_ request: Request, _ form: FormView, isRefused: Bool = false) async throws -> Response {
        let language = request.consoleLanguage
        let query = request.uri.queryParameters
        let text = (request.words("q") ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        let found = try await store.enterprises(
            text: text.isEmpty ? nil : text, after: query.get("after"), limit: Self.pageSize)
        let rows = found.map { row in
            RosterView.Row(
                edit: "/enterprises/\(row.enterprise.uscc)",
                cells: [
                    row.enterprise.uscc.text, row.enterprise.name, row.enterprise.region ?? "",
                    row.enterprise.creditClass.map { Self.words($0)[language] } ?? "",
                ])
        }
        var next: String?
        if found.count == Self.pageSize, let last = found.last {
            let asked = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            next = "/enterprises?q=\(asked)&after=\(last.enterprise.uscc)"
        }
        return await view.list(
            request, rows, form: form, isRefused: isRefused,
            search: (Phrase("代码、名称或地区", "Code, name or region"), text), next: next)
    }

    private static func words(_ credit: Enterprise.CreditClass) -> Phrase {
        switch credit {
        case .good: Phrase("信用良好", "Good")
        case .trustworthy: Phrase("守信", "Trustworthy")
        case .dishonest: Phrase("失信", "Dishonest")
        case .seriouslyDishonest: Phrase("严重失信", "Seriously dishonest")
        }
    }

    private func form(_ language: Contact.Language) -> FormView {
        let unknown = FormView.Option(value: "", label: Phrase("未填", "Not given")[language])
        let classes = Enterprise.CreditClass.allCases.map {
            FormView.Option(value: $0.rawValue, label: Self.words($0)[language])
        }
        return FormView(
            action: "/enterprises", submit: Phrase("保存", "Save")[language],
            fields: [
                .init(name: "uscc", label: view.headings[0][language], kind: .line(), required: true),
                .init(name: "name", label: view.headings[1][language], kind: .line(), required: true),
                .init(name: "legal_rep", label: Phrase("法定代表人", "Legal representative")[language], kind: .line()),
                .init(name: "address", label: Phrase("地址", "Address")[language], kind: .line()),
                .init(name: "region", label: view.headings[2][language], kind: .line()),
                .init(name: "credit_class", label: view.headings[3][language], kind: .one([unknown] + classes)),
            ])
    }

    private func change(_ row: EnterpriseRow, _ language: Contact.Language) -> FormView {
        let enterprise = row.enterprise
        var form = form(language).showing([
            "uscc": enterprise.uscc.text, "name": enterprise.name, "legal_rep": enterprise.legalRep ?? "",
            "address": enterprise.address ?? "", "region": enterprise.region ?? "",
            "credit_class": enterprise.creditClass?.rawValue ?? "",
        ])
        form.introduction =
            Phrase(
                "代码 \(enterprise.uscc)，第 \(row.revision) 版", "Code \(enterprise.uscc), revision \(row.revision)")[
                language]
        if let index = form.fields.firstIndex(where: { $0.name == "uscc" }) {
            let old = form.fields[index]
            form.fields[index] = .init(name: old.name, label: old.label, kind: .hidden, value: old.value)
        }
        form.fields.append(.init(name: "change", label: "", kind: .hidden, value: "yes"))
        return form
    }

    private func put(_ request: Request) async throws -> Response {
        let sent = try await FormFields(request)
        let language = request.consoleLanguage
        do {
            let credit = sent["credit_class"]
            let enterprise = try Enterprise(
                uscc: sent["uscc"], name: sent["name"], legalRep: sent["legal_rep"], address: sent["address"],
                region: sent["region"],
                creditClass: credit.isEmpty ? nil : try Enterprise.CreditClass(word: credit, field: "credit_class"))
            let (row, taken) = try await store.put(enterprise, replacing: sent["change"] == "yes", now: Date())
            let name = row.enterprise.name
            let said =
                taken == .new ? Phrase("已添加 \(name)", "\(name) was added") : Phrase("已保存 \(name)", "\(name) was saved")
            return ConsoleNotice.seeOther("/enterprises", said[language])
        } catch let fault as Fault where fault.kind == .invalid || fault.kind == .conflict {
            return try await list(request, form(language).refused(sent, fault, language), isRefused: true)
        }
    }
}
