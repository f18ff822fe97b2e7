import Domain
import Foundation

/// Qualifications, leave and conflicts in a form: a line of text each.
extension InspectorsPage {
    static let termLabels: [(key: String, label: Phrase, hint: Phrase)] = [
        ("qualifications", Phrase("资质", "Qualifications"), Phrase("每行一项", "One on each line")),
        (
            "leave", Phrase("休假", "Leave"),
            Phrase(
                "每行一次：起日 止日 说明，例如 2026-03-02 2026-03-06 年假",
                "One on each line: first day, last day, note, such as 2026-03-02 2026-03-06 annual leave")
        ),
        (
            "conflicts", Phrase("利害关系单位", "Conflicts of interest"),
            Phrase(
                "每行一个：统一社会信用代码 原因", "One on each line: the enterprise's unified social credit code, and the reason")
        ),
    ]

    static func termFields(_ language: Contact.Language) -> [FormView.Field] {
        termLabels.map { term in
            .init(name: term.key, label: term.label[language], kind: .text(rows: 2), hint: term.hint[language])
        }
    }

    static func shown(_ terms: InspectorTerms) -> [String: String] {
        [
            "qualifications": terms.qualifications.joined(separator: "\n"),
            "leave": terms.leave.map { "\($0.from) \($0.to) \($0.note ?? "")".trimmingCharacters(in: .whitespaces) }
                .joined(separator: "\n"),
            "conflicts": terms.conflicts.map { "\($0.uscc) \($0.reason)" }.joined(separator: "\n"),
        ]
    }

    /// - Throws: `Fault(.invalid)` naming the field and the line.
    static func terms(_ sent: FormFields) throws -> InspectorTerms {
        try InspectorTerms(
            qualifications: lines(sent["qualifications"]),
            leave: lines(sent["leave"]).enumerated().map { index, line in
                let parts = line.split(maxSplits: 2, whereSeparator: \.isWhitespace).map(String.init)
                guard parts.count >= 2 else {
                    throw Fault(
                        .invalid, "\"\(line.prefix(60))\": write the first day, the last day, and a note if you like.",
                        field: "leave[\(index)]")
                }
                return InspectorTerms.Leave(
                    from: try Day(parts[0], field: "leave[\(index)]"), to: try Day(parts[1], field: "leave[\(index)]"),
                    note: parts.count > 2 ? parts[2] : nil)
            },
            conflicts: lines(sent["conflicts"]).map { line in
                let parts = line.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
                return InspectorTerms.Conflict(uscc: parts[0], reason: parts.count > 1 ? parts[1] : "")
            })
    }

    private static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// The field of the form, without the line in it.
    static func termField(_ field: String) -> String { String(field.prefix { $0 != "[" }) }

    static func wrongTerms(_ fault: Fault) -> Wording {
        let index = fault.field?.split(separator: "[").dropFirst().first?.prefix { $0 != "]" } ?? ""
        let line = (Int(index) ?? 0) + 1
        let (zh, en): (String, String) =
            switch termField(fault.field ?? "") {
            case "leave": ("第 \(line) 行：日期不正确、止日早于起日或与另一次休假重叠", "Line \(line): \(fault.message)")
            case "conflicts": ("第 \(line) 行：统一社会信用代码不正确、缺少原因或重复", "Line \(line): \(fault.message)")
            default: ("第 \(line) 行：重复、太长或含有不可用的字符", "Line \(line): \(fault.message)")
            }
        return Wording(zh: zh, en: en)
    }
}
