import Domain
import Foundation
import Hummingbird
import Store

/// The forms for what staff may do with a case now: what is usual first, the rest folded away.
struct CaseForms {
    struct Entry {
        let name: CaseCommand.Name
        let form: FormView
        let isMain: Bool
        let isOpen: Bool
    }

    let story: CaseStory
    let request: Request
    let clock: ConsoleClock
    let now: Date
    private var language: Contact.Language { request.consoleLanguage }
    private var one: LegalCase { story.legalCase }

    /// - Parameter tried: the one that was just sent in vain; it stays even if the state no longer allows it.
    func all(_ tried: CaseTry?) -> [Entry] {
        var names = CaseCommand.Name.allCases.filter(allowed)
        if let tried, !names.contains(tried.name) { names.insert(tried.name, at: 0) }
        if let main, let index = names.firstIndex(of: main) { names.insert(names.remove(at: index), at: 0) }
        return names.map { name in
            Entry(
                name: name, form: form(name, sent: tried?.name == name ? tried : nil), isMain: name == main,
                isOpen: name == main || name == tried?.name)
        }
    }

    private var main: CaseCommand.Name? {
        switch one.state {
        case .filed, .returned: .notify
        case .notified, .decided: .serve
        case .noticeServed: .statement
        case .hearingAsked: .setHearing
        case .hearingSet(let set): set.service == nil ? .serve : .holdHearing
        case .hearingHeld: .legalReview
        case .legallyReviewed: .decide
        case .decisionServed: one.kind == .penalty ? .execute : .deregister
        case .executed, .deregistered, .dismissed: nil
        }
    }

    private func allowed(_ name: CaseCommand.Name) -> Bool {
        guard name.takenFrom.contains(one.state.name), name.isForStaff else { return false }
        switch name {
        case .serve: return one.state.unserved != nil
        case .execute: return one.kind == .penalty
        case .deregister: return one.kind == .revocation
        case .settleClock: return !settleable.isEmpty
        case .notify, .acknowledge, .statement, .askHearing, .setHearing, .holdHearing, .legalReview, .decide, .dismiss:
            return true
        }
    }

    private var settleable: [RuledClock] {
        story.clocks.filter { $0.clock.stopped == nil && $0.clock.name.isSettledByPeople }
    }

    private func form(_ name: CaseCommand.Name, sent tried: CaseTry?) -> FormView {
        var form = FormView(
            action: "/cases/\(one.caseNo)/\(name.rawValue)", submit: name.deed[language],
            fields: fields(name) + [
                ConsoleName.field(request),
                FormView.Field(name: "key", label: "", kind: .hidden, value: UUID().uuidString),
                FormView.Field(name: "revision", label: "", kind: .hidden, value: String(one.revision)),
            ],
            introduction: name.meaning[language], grave: name.isGrave)
        guard let tried else { return form }
        form = form.filled(tried.sent, errors: tried.errors, keeping: ["key", "revision"])
        if let refusal = tried.refusal {
            form.problem = refusal.shown(language, clock)
            form.explain(refusal, language)
        } else if tried.isOutdated {
            form.problem =
                Phrase(
                    "尚未提交：其他人刚刚更改了此案件。请查看最新情况后再提交。",
                    "Nothing was done: somebody else has just changed this case. Look at it again, then send this once more."
                )[
                    language]
        } else if !tried.errors.isEmpty {
            form.problem = Phrase("尚未提交：请检查标出的内容。", "Nothing was done yet: look at what is marked.")[language]
        }
        return form
    }

    private func fields(_ name: CaseCommand.Name) -> [FormView.Field] {
        switch name {
        case .acknowledge: []
        case .notify:
            measures(one.state.notified?.measures) + [
                text(
                    "facts", Phrase("查明的事实", "Facts"), 4, required: false,
                    value: one.state.notified?.facts ?? one.filing.facts),
                text(
                    "basis", Phrase("法律依据", "Legal basis"), 2, required: false,
                    value: one.state.notified?.basis ?? one.filing.basis),
            ]
        case .serve: serve
        case .statement:
            [
                text("text", Phrase("陈述、申辩的内容", "What the party says"), 4, required: false),
                box("waive", Phrase("当事人放弃其余的陈述、申辩和听证权利", "The party waives what is left of its time, and a hearing")),
            ]
        case .askHearing: [text("reason", Phrase("申请的理由（如有）", "Its reasons, if it gives any"), 2, required: false)]
        case .setHearing:
            [
                minute("at", Phrase("听证时间", "When")), line("place", Phrase("听证地点", "Where"), required: true),
                line("chair", Phrase("主持人", "Who presides"), required: true),
            ]
        case .holdHearing:
            [
                text("record", Phrase("听证笔录", "Transcript"), 8),
                box("party_absent", Phrase("当事人无正当理由未出席", "The party stayed away without good cause")),
            ]
        case .legalReview:
            [
                one("opinion", Phrase("审核结论", "Opinion"), LegalReview.Opinion.allCases.map { ($0.rawValue, $0.words) }),
                text("text", Phrase("审核意见", "Reasons"), 4),
            ]
        case .decide:
            measures(one.state.notified?.measures) + [
                text(
                    "reason",
                    Phrase("理由，以及对陈述、申辩意见的采纳情况", "Reasons, and which of the party's statements were followed"), 4),
                text("late_reason", Phrase("逾期的原因（仅在逾期时）", "Why it is late (only when it is)"), 2, required: false),
            ]
        case .execute:
            [
                one("how", Phrase("执行方式", "How"), Execution.How.allCases.map { ($0.rawValue, $0.words) }),
                line("receipt_no", Phrase("缴款凭证号", "Receipt of what was paid"), required: false),
                text("note", Phrase("说明", "Note"), 2, required: false),
            ]
        case .settleClock: settle
        case .deregister: [text("note", Phrase("说明", "Note"), 2, required: false)]
        case .dismiss:
            [
                one("dismissal", Phrase("情形", "Ground"), Dismissal.Ground.allCases.map { ($0.rawValue, $0.words) }),
                text("reason", Phrase("理由", "Reasons"), 3),
            ]
        }
    }

    /// What is imposed, beginning with what was announced.
    private func measures(_ last: Measures?) -> [FormView.Field] {
        switch one.kind {
        case .revocation:
            return [
                line(
                    "licence_no", Phrase("许可证编号", "Licence number"), required: true, value: last?.revocation?.licenceNo),
                line(
                    "ground", Phrase("撤销的理由", "Ground of the revocation"), required: true,
                    value: last?.revocation?.ground),
            ]
        case .penalty:
            let yuan = { (kind: Penalty.Kind) in
                last.map { $0.fen(kind) }.flatMap { $0 == 0 ? nil : Penalty.yuan($0) }
            }
            var licence: String?
            for case .forfeiture(let number) in last?.penalties ?? [] { licence = number }
            return [
                box("warning", Phrase("警告", "Warning"), ticked: last?.penalties.contains(.warning) == true),
                line("fine", Phrase("罚款（元）", "Fine (yuan)"), required: false, value: yuan(.fine)),
                line(
                    "confiscation", Phrase("没收违法所得（元）", "Confiscation of unlawful gains (yuan)"), required: false,
                    value: yuan(.confiscation)),
                line("forfeiture", Phrase("吊销的许可证编号", "Licence that is forfeited"), required: false, value: licence),
            ]
        }
    }

    private var settle: [FormView.Field] {
        [
            one(
                "clock", Phrase("事项", "Which"),
                settleable.map { ($0.clock.name.rawValue, Phrase($0.rule.title.zh, $0.rule.title.en)) }),
            line(
                "note", Phrase("何时、何处、由何人完成", "What was done, where it can be seen, and by whom"), required: true),
        ]
    }

    private var serve: [FormView.Field] {
        [
            one(
                "proof", Phrase("送达方式", "Served by"),
                Service.Proof.allCases.filter(\.isByStaff).map { ($0.rawValue, $0.words) }),
            minute("arrived_at", Phrase("送达时间", "When it arrived"), value: now),
            line(
                "note", Phrase("凭据", "Proof"), required: true,
                hint: Phrase(
                    "回执编号和签收人，或录音编号和接听人", "The receipt's number and who signed, or the call's recording and who took it"
                )),
        ]
    }

    // MARK: kinds of field

    private func text(
        _ name: String, _ label: Phrase, _ rows: Int, required: Bool = true, value: String = ""
    ) -> FormView.Field {
        FormView.Field(name: name, label: label[language], kind: .text(rows: rows), value: value, required: required)
    }

    private func line(
        _ name: String, _ label: Phrase, required: Bool, value: String? = nil, hint: Phrase? = nil
    ) -> FormView.Field {
        FormView.Field(
            name: name, label: label[language], kind: .line(), value: value ?? "", hint: hint?[language],
            required: required)
    }

    private func box(_ name: String, _ label: Phrase, ticked: Bool = false) -> FormView.Field {
        FormView.Field(name: name, label: label[language], kind: .box, value: ticked ? "yes" : "")
    }

    private func one(_ name: String, _ label: Phrase, _ options: [(String, Phrase)]) -> FormView.Field {
        FormView.Field(
            name: name, label: label[language],
            kind: .one(options.map { .init(value: $0.0, label: $0.1[language]) }), required: true)
    }

    private func minute(_ name: String, _ label: Phrase, value: Date? = nil) -> FormView.Field {
        FormView.Field(
            name: name, label: "\(label[language]) (\(clock.zoneName(language)))", kind: .minute,
            value: value.map { clock.minute($0).replacing(" ", with: "T") } ?? "", required: true)
    }
}
