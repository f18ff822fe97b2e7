import Domain
import Mustache

/// A form of the console, drawn the same everywhere: a label for each field, a hint below it, what was wrong beside it,
/// and the values that were entered still there.
struct FormView: Sendable {
    let action: String
    /// What the button says: the deed itself.
    let submit: String
    var fields: [Field]
    /// Said above the fields: what this does, or why it was refused.
    var introduction: String?
    /// Why it was not carried out, and the machine's own words for it.
    var problem: String?
    var detail: String?
    var detailLabel = ""
    /// A second button that asks for more room: it sends `more` and does nothing else.
    var more: String?
    /// Files can be sent (`multipart/form-data`).
    var takesFiles = false
    /// The deed cannot be taken back.
    var grave = false

    struct Field: Sendable {
        let name: String
        let label: String
        let kind: Kind
        var value = ""
        var hint: String?
        var error: String?
        var required = false
        /// For lists of boxes: the values that are ticked.
        var ticked: [String] = []
    }

    enum Kind: Sendable, Equatable {
        /// One line; `complete` is HTML's autocomplete word.
        case line(complete: String = "off")
        case text(rows: Int)
        case day
        /// A day and a time of it, on the centre's clocks.
        case minute
        case number
        case file(accept: String)
        /// One of a list; nothing is chosen until somebody chooses.
        case one([Option])
        /// Any of a list, one box each.
        case some([Option])
        /// Yes or not.
        case box
        case hidden
        /// No field: a line above those that follow.
        case heading
    }

    struct Option: Sendable, Equatable {
        let value: String
        let label: String
    }

    /// The form with what was sent in it, and what was wrong with it.
    /// - Parameter keeping: fields that keep their new value.
    func filled(_ sent: FormFields, errors: [String: String] = [:], keeping: Set<String> = []) -> FormView {
        var form = self
        form.fields = fields.map { field in
            guard !keeping.contains(field.name) else { return field }
            var field = field
            field.value = sent[field.name]
            field.ticked = sent.all(field.name)
            field.error = errors[field.name] ?? field.error
            return field
        }
        return form
    }

    /// The machine's own words for a refusal, which are in English.
    mutating func explain(_ refusal: Refusal, _ language: Contact.Language) {
        detail = refusal.text
        detailLabel = Phrase("系统原文（英文）", "Detail")[language]
    }

    /// Says beside a field what is wrong with it.
    mutating func mark(_ name: String?, _ error: String) {
        for index in fields.indices where fields[index].name == name { fields[index].error = error }
    }

    /// The form's HTML, escaped.
    /// - Parameter id: of the form in its page; the fields' ids begin with it.
    func html(id: String, template: MustacheTemplate) -> String {
        template.render(
            page: [
                "id": id, "action": action, "submit": submit, "introduction": introduction ?? "",
                "problem": problem ?? "", "detail": detail ?? "", "detail_label": detailLabel, "more": more ?? "",
                "files": takesFiles, "grave": grave, "fields": fields.map { $0.values(form: id) },
            ])
    }

    /// - Throws: `Fault(.internal)` when the template does not parse.
    static func template() throws -> MustacheTemplate { try Page.template(PackageResources.form_mustache) }
}

extension FormView.Field {
    fileprivate func values(form: String) -> [String: Any] {
        var values: [String: Any] = [
            "name": name, "label": label, "value": value, "hint": hint ?? "", "error": error ?? "",
            "required": required, "id": "\(form)-\(name)", "input": false, "area": false, "select": false,
            "group": false, "box": false, "hidden": false, "heading": false, "file": false, "rows": 3,
            "options": [[String: Any]](),
            "type": "text", "complete": "off", "accept": "", "ticked": ticked.isEmpty ? value == "yes" : true,
        ]
        let about = [hint.map { _ in "\(form)-\(name)-hint" }, error.map { _ in "\(form)-\(name)-error" }]
        values["described"] = about.compactMap(\.self).joined(separator: " ")
        switch kind {
        case .line(let complete):
            values["input"] = true
            values["complete"] = complete
        case .day:
            values["input"] = true
            values["type"] = "date"
        case .minute:
            values["input"] = true
            values["type"] = "datetime-local"
        case .number:
            values["input"] = true
            values["type"] = "number"
        case .text(let rows):
            values["area"] = true
            values["rows"] = rows
        case .file(let accept):
            values["file"] = true
            values["accept"] = accept
        case .one(let options):
            values["select"] = true
            values["options"] = listed([FormView.Option(value: "", label: "—")] + options) { $0.value == value }
        case .some(let options):
            values["group"] = true
            values["options"] = listed(options) { ticked.contains($0.value) }
        case .box: values["box"] = true
        case .hidden: values["hidden"] = true
        case .heading: values["heading"] = true
        }
        return values
    }

    private func listed(_ options: [FormView.Option], _ chosen: (FormView.Option) -> Bool) -> [[String: Any]] {
        options.enumerated().map { index, option in
            ["value": option.value, "label": option.label, "chosen": chosen(option), "number": index]
        }
    }
}
