import Domain
import Foundation

/// Fields of the forms that say who inspects.
extension CommandFields {
    func peopleFields(_ name: CheckCommand.Name) -> [FormView.Field] {
        switch name {
        case .askRecusal:
            [
                inspector(story.inspectors),
                one(
                    "role", Phrase("提出人", "Asked for by"),
                    [
                        ("inspector", Phrase("核查人员本人", "The inspector")),
                        ("registrar", Phrase("登记人员（代为登记）", "A registrar, for somebody else")),
                        ("head", Phrase("处室负责人", "The head of division")),
                    ]), reason(),
            ]
        case .decideRecusal:
            [
                inspector(
                    story.people.recusals.filter { $0.decision == nil }.compactMap { story.inspector($0.inspectorID) }),
                one(
                    "granted", Phrase("决定", "Decision"),
                    [("yes", Phrase("准许回避", "Recused")), ("no", Phrase("不予回避", "Not recused"))]), reason(),
            ]
        case .replaceInspector:
            [
                inspector(story.inspectors),
                one(
                    "cause", Phrase("原因", "Cause"), Replacement.Cause.ordered.map { ($0.rawValue, $0.words) }),
                reason(),
            ]
        case .inviteExpert:
            [
                line("name", Phrase("专家姓名", "Name of the expert"), required: true),
                line("field", Phrase("专业", "Field"), required: true),
                line("organisation", Phrase("工作单位", "Organisation")), reason(),
            ]
        case .recordExpertFee:
            [
                one(
                    "expert", Phrase("专家", "Expert"),
                    story.people.experts.map { ($0.id.description, Phrase($0.name, $0.name)) }),
                line("hours", Phrase("工作小时数", "Hours"), required: true),
                line(
                    "amount", Phrase("金额（元）", "Amount in yuan"),
                    hint: Phrase("例如 800 或 800.50", "such as 800 or 800.50"),
                    required: true), line("note", Phrase("备注", "Note")),
            ]
        default: []
        }
    }

    private func inspector(_ some: [Inspector]) -> FormView.Field {
        one(
            "inspector", Phrase("核查人员", "Inspector"),
            some.map {
                let label = "\($0.name) (\($0.certificateNo))"
                return ($0.id, Phrase(label, label))
            })
    }

    /// Both sign.
    var signers: FormView.Field {
        FormView.Field(
            name: "signers", label: Phrase("签名的核查人员", "Signed by the inspectors")[language],
            kind: .some(story.inspectors.map { .init(value: $0.id, label: "\($0.name) (\($0.certificateNo))") }),
            hint: Phrase("两名核查人员都须签名", "Both of them sign")[language])
    }

    /// One field for each inspector's own code.
    var codes: [FormView.Field] {
        guard asksCodes else { return [] }
        return story.inspectors.map { one in
            FormView.Field(
                name: Self.codeName(one.id),
                label: Phrase("\(one.name)的动态验证码", "One-time code of \(one.name)")[language],
                kind: .line(complete: "one-time-code"),
                hint: Phrase("六位数字，由本人在自己的手机上查看", "Six digits, from the inspector's own telephone")[language])
        }
    }

    var codeNames: Set<String> { Set(codes.map(\.name)) }

    static func codeName(_ inspector: String) -> String { "code_\(inspector)" }

    /// Experts who were invited, if any.
    var joining: [FormView.Field] {
        guard !story.people.experts.isEmpty else { return [] }
        return [
            FormView.Field(
                name: "experts", label: Phrase("到场的专家", "Experts present")[language],
                kind: .some(
                    story.people.experts.map { .init(value: $0.id.description, label: "\($0.name) (\($0.field))") }))
        ]
    }
}

extension Replacement.Cause {
    var words: Phrase {
        switch self {
        case .recusal: Phrase("回避", "Recusal")
        case .leave: Phrase("休假", "Leave")
        case .illness: Phrase("身体原因", "Illness")
        case .certificate: Phrase("执法证件原因", "Enforcement certificate")
        case .other: Phrase("其他原因", "Another reason")
        }
    }
}
