import Domain
import Store

/// The review's rows: one finding each, with the footage that shows it.
struct FindingFields {
    let story: CheckStory
    let language: Contact.Language

    func all(_ sent: FormFields) -> [FormView.Field] {
        let count = FindingRows.count(sent)
        return [FormView.Field(name: "rows", label: "", kind: .hidden, value: String(count))]
            + (0..<count).flatMap(row)
    }

    private func row(_ index: Int) -> [FormView.Field] {
        let people = story.check.people.map { FormView.Option(value: $0.id.description, label: $0.name) }
        let footage = story.recordings.map { FormView.Option(value: $0.id.description, label: $0.filename) }
        func field(_ part: String, _ label: Phrase, _ kind: FormView.Kind, hint: Phrase? = nil) -> FormView.Field {
            FormView.Field(
                name: "\(part)_\(index)", label: label[language], kind: kind, hint: hint?[language])
        }
        return [
            FormView.Field(
                name: "heading_\(index)", label: Phrase("问题 \(index + 1)", "Finding \(index + 1)")[language],
                kind: .heading),
            field(
                "rule_id", Phrase("规则编号", "Rule"), .line(), hint: Phrase("例如 LEAD-02", "for example LEAD-02")),
            field("text", Phrase("发现的问题", "What was found"), .text(rows: 2)),
            field(
                "severity", Phrase("程度", "Severity"),
                .one(Finding.Severity.allCases.map { .init(value: $0.rawValue, label: $0.words[language]) })),
            field("person", Phrase("涉及人员", "Person"), .one(people)),
            field("recording", Phrase("录像", "Footage"), .one(footage)),
            field("from", Phrase("片段开始", "From"), .line(), hint: Phrase("分:秒", "minutes:seconds")),
            field("to", Phrase("片段结束", "To"), .line(), hint: Phrase("分:秒", "minutes:seconds")),
        ]
    }
}
