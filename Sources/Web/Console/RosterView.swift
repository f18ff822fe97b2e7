import Domain
import Hummingbird

/// What the pages of inspectors, stations and enterprises share: a list, a form to add one, a table's upload.
struct RosterView: Sendable {
    let console: IntakeConsole
    let kind: TableKind
    let title: Phrase
    let adding: Phrase
    let headings: [Phrase]
    private let page: ConsolePage
    private let edit: ConsolePage

    init(_ console: IntakeConsole, _ kind: TableKind, title: Phrase, adding: Phrase, headings: [Phrase]) throws {
        self.console = console
        self.kind = kind
        self.title = title
        self.adding = adding
        self.headings = headings
        page = try ConsolePage(PackageResources.console_roster_mustache, frame: console.frame, part: kind.part)
        edit = try ConsolePage(PackageResources.console_change_mustache, frame: console.frame, part: kind.part)
    }

    struct Row: Sendable {
        let edit: String
        let cells: [String]
    }

    /// - Parameters:
    ///   - search: the label of the list's search field, and what is searched for; nil: there is none.
    ///   - next: the address of the list's next page.
    func list(
        _ request: Request, _ rows: [Row], form: FormView, isRefused: Bool = false,
        search: (label: Phrase, text: String)? = nil, next: String? = nil
    ) async -> Response {
        let language = request.consoleLanguage
        return await page.response(
            to: request, status: isRefused ? .unprocessableContent : .ok, title: title[language], address: kind.path,
            [
                "title": title[language], "path": kind.path, "form_title": adding[language],
                "form": console.html(form, id: "add"), "table": console.uploadForm(kind, language),
                "headings": headings.map { $0[language] }, "any": !rows.isEmpty, "next": next ?? "",
                "search": search?.label[language] ?? "", "q": search?.text ?? "",
                "rows": rows.map { row in
                    [
                        "edit": row.edit,
                        "cells": zip(headings, row.cells).map { ["label": $0[language], "text": $1] },
                    ] as [String: Any]
                },
            ])
    }

    /// One of them alone, with the form that changes it.
    /// - Parameter more: the HTML of what else may be done with it.
    func one(
        _ request: Request, name: String, form: FormView, isRefused: Bool = false, more: String = ""
    ) async -> Response {
        let language = request.consoleLanguage
        return await edit.response(
            to: request, status: isRefused ? .unprocessableContent : .ok, title: name, address: kind.path,
            [
                "title": name, "path": kind.path, "back": title[language],
                "form": console.html(form, id: "change"), "more": more,
            ])
    }
}

/// Values that stand in a form as it is first shown.
extension FormView {
    func showing(_ values: [String: String]) -> FormView {
        var form = self
        form.fields = fields.map { field in
            var field = field
            field.value = values[field.name] ?? field.value
            return field
        }
        return form
    }

    /// The form as it was sent, with what was wrong beside the field that the fault names.
    func refused(_ sent: FormFields, _ fault: Fault, _ language: Contact.Language) -> FormView {
        let said = RosterWords.wording(fault, sent[fault.field ?? ""])[language]
        let field = fault.field.map { $0.contains("[") ? InspectorsPage.termField($0) : $0 }
        var form = filled(sent, errors: field.map { [$0: said] } ?? [:])
        if !form.fields.contains(where: { $0.name == field }) { form.problem = said }
        return form
    }
}

/// What is said of a field of these forms.
enum RosterWords {
    static func wording(_ fault: Fault, _ text: String) -> Wording {
        if fault.kind == .invalid, text.isEmpty, fault.field?.contains("[") != true { return SheetWords.blank }
        switch (fault.kind, fault.field) {
        case (.invalid, "uscc"): return CellJudgement.uscc(fault, text)
        case (.invalid, "certificate_no"): return InspectorColumn.certificateNo.rule
        case (.invalid, "certificate_expires"): return SheetWords.day
        case (.invalid, let field?) where InspectorsPage.termLabels.contains(where: { field.hasPrefix($0.key) }):
            return InspectorsPage.wrongTerms(fault)
        case (.invalid, "credit_class"): return Wording(zh: "请选择", en: "Choose one")
        case (.invalid, _): return ApplicationColumn.personName.rule
        case (.conflict, "certificate_no"):
            return Wording(
                zh: "该执法证号已登记：要修改请在列表中选“修改”", en: "This certificate number is registered: choose \"Change\" in the list"
            )
        case (.conflict, "name"):
            return Wording(zh: "已有同名的核查室", en: "Another station is called that already")
        default: return IntakeWords.wording(fault)
        }
    }
}
