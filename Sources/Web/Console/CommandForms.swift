import Domain
import Foundation
import Hummingbird
import Store

/// The forms for what staff may do with a check now.
struct CommandForms {
    typealias Entry = (name: CheckCommand.Name, title: String, form: FormView)

    let story: CheckStory
    let request: Request
    let clock: ConsoleClock
    private var language: Contact.Language { request.consoleLanguage }

    init(story: CheckStory, request: Request, clock: ConsoleClock) {
        self.story = story
        self.request = request
        self.clock = clock
    }

    /// - Parameter tried: the one that was just sent in vain; it stays even if the state no longer allows it.
    func all(_ tried: CommandTry?) -> [Entry] {
        var entries = CheckCommand.Name.allCases.filter(allowed).map { name in
            (name: name, title: name.deed[language], form: form(name, sent: tried?.name == name ? tried : nil))
        }
        if let tried, !entries.contains(where: { $0.name == tried.name }) {
            entries.insert(
                (name: tried.name, title: tried.name.deed[language], form: form(tried.name, sent: tried)), at: 0)
        }
        return entries
    }

    private func allowed(_ name: CheckCommand.Name) -> Bool {
        guard name.takenFrom.contains(story.check.state.name) else { return false }
        let findings = story.check.state.review?.findings.count ?? 0
        switch name {
        case .approve, .begin, .complete, .seal, .review: return true
        // The system's own steps are offered only when it could not take them.
        case .schedule, .issue, .close: return story.blocked != nil
        case .acknowledge: return false
        case .pass: return findings == 0
        case .fail: return findings > 0
        }
    }

    private func form(_ name: CheckCommand.Name, sent tried: CommandTry?) -> FormView {
        var form = FormView(
            action: "/checks/\(story.check.checkNo)/\(name.rawValue)", submit: name.deed[language],
            fields: fields(name, tried) + [key], introduction: introduction(name), grave: name == .fail)
        if name == .review { form.more = Phrase("再加一条", "One more finding")[language] }
        guard let tried else { return form }
        form = form.filled(tried.sent, errors: tried.errors, keeping: ["key", "rows"])
        if let refusal = tried.refusal {
            form.problem = problem(refusal)
            form.detail = refusal.text
            form.mark(field(of: refusal.guard), refusal.guard.words[language])
        } else if !tried.errors.isEmpty {
            form.problem = Phrase("尚未提交：请检查标出的内容。", "Nothing was done yet: look at what is marked.")[language]
        }
        return form
    }

    private func introduction(_ name: CheckCommand.Name) -> String {
        name.meaning[language]
    }

    /// The guard's words, with the time where it is the time that is wrong.
    private func problem(_ refusal: Refusal) -> String {
        let words = refusal.guard.words[language]
        guard refusal.guard == .tooEarly || refusal.guard == .tooLate, let slot = story.check.state.booking else {
            return words
        }
        return "\(words) \(clock.slot(slot.start, slot.end)) (\(clock.zone.identifier))"
    }

    private func field(of guardName: Refusal.Guard) -> String? {
        switch guardName {
        case .presence: "present"
        case .identification: "identified"
        case .certificates: "certificates_shown"
        case .recorder: "attestation"
        case .clock: "clock_override"
        case .transcript: "transcript"
        case .signature, .reason: "reason"
        case .wrongState, .twoInspectors, .slot, .draw, .noticeLead, .serviceConfirmation, .tooEarly, .tooLate,
            .footage,
            .findings, .receipt:
            nil
        }
    }

    /// Sent twice, it is done once.
    private var key: FormView.Field {
        FormView.Field(name: "key", label: "", kind: .hidden, value: UUID().uuidString)
    }

    private func fields(_ name: CheckCommand.Name, _ tried: CommandTry?) -> [FormView.Field] {
        let by = ConsoleName.field(request)
        switch name {
        case .approve, .schedule, .issue, .close, .acknowledge: return [by]
        case .begin: return begin(tried) + [by]
        case .complete:
            return [
                FormView.Field(
                    name: "transcript", label: Phrase("笔录", "Transcript")[language], kind: .text(rows: 10),
                    hint: Phrase("核查中的问答，宣读并核对后录入", "Questions and answers, read back and corrected")[language],
                    required: true), by,
            ]
        case .seal:
            return [
                FormView.Field(
                    name: "party_signed", label: Phrase("当事人签字", "The party's signature")[language],
                    kind: .one([
                        .init(value: "yes", label: Phrase("已签字", "Signed")[language]),
                        .init(value: "no", label: Phrase("未签字", "Not signed")[language]),
                    ]), required: true),
                FormView.Field(
                    name: "reason", label: Phrase("未签字的原因", "Why it was not signed")[language], kind: .line(),
                    hint: Phrase("仅在未签字时填写", "Only when it was not signed")[language]), by,
            ]
        case .review: return FindingFields(story: story, language: language).all(tried?.sent ?? FormFields()) + [by]
        case .pass, .fail:
            return [
                FormView.Field(
                    name: "reason", label: Phrase("理由", "Reasons")[language], kind: .text(rows: 4), required: true), by,
            ]
        }
    }

    private func begin(_ tried: CommandTry?) -> [FormView.Field] {
        var fields = [
            FormView.Field(
                name: "present", label: Phrase("到场的核查人员", "Inspectors present")[language],
                kind: .some(
                    story.inspectors.map { .init(value: $0.id, label: "\($0.name) (\($0.certificateNo))") })),
            FormView.Field(
                name: "identified", label: Phrase("已核实身份的人员", "People identified")[language],
                kind: .some(
                    story.check.people.map { .init(value: $0.id.description, label: "\($0.name) (\($0.idMasked))") })),
            FormView.Field(
                name: "certificates_shown",
                label: Phrase("已向当事人出示执法证", "Enforcement certificates were shown")[language],
                kind: .box),
            FormView.Field(
                name: "capture", label: Phrase("录像方式", "Recorded by")[language],
                kind: .one([
                    .init(value: "live", label: Phrase("本系统的录制页面", "This system's recorder page")[language]),
                    .init(value: "external", label: Phrase("外接录像设备", "An outside recorder")[language]),
                ]), required: true),
            FormView.Field(
                name: "attestation", label: Phrase("外接设备及其状态", "Which outside recorder, seen recording")[language],
                kind: .line(), hint: Phrase("仅在使用外接设备时填写", "Only for an outside recorder")[language]),
        ]
        // Asked for only where the clock stands in the way.
        if tried?.refusal?.guard == .clock || tried?.sent["clock_override"].isEmpty == false {
            fields.append(
                FormView.Field(
                    name: "clock_override",
                    label: Phrase("时钟未同步仍要开始的原因", "Why it begins without a synchronised clock")[language],
                    kind: .line()))
        }
        return fields
    }
}
