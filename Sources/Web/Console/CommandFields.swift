import Domain
import Foundation
import Hummingbird
import Store

/// The fields of each command's form.
struct CommandFields {
    let story: CheckStory
    let roster: [Inspector]
    let request: Request
    let clock: ConsoleClock
    let now: Date
    let openFindings: [Finding]
    let asksCodes: Bool
    var language: Contact.Language { request.consoleLanguage }
    private var check: Check { story.check }

    func all(_ name: CheckCommand.Name, _ tried: CommandTry?) -> [FormView.Field] {
        switch name {
        case .approve, .schedule, .issue, .close, .acknowledge, .remind: []
        case .extendDeadline: [reason()]
        case .settleClock:
            [
                one(
                    "clock", Phrase("事项", "Which"),
                    story.clocks.filter { $0.clock.stopped == nil && $0.clock.name.isSettledByPeople }.map {
                        ($0.clock.name.rawValue, Phrase($0.rule.title.zh, $0.rule.title.en))
                    }),
                line(
                    "note", Phrase("何时、何处、由何人完成", "What was done, where it can be seen, and by whom"), required: true),
            ]
        case .waiveLead: [reason(Phrase("何人、何时、以何种方式放弃", "Who waived it, when and how"))]
        case .serve: serve
        case .failService: [reason(Phrase("已试过的方式及结果", "Which ways were tried, and what came of them"))]
        case .askReschedule, .reschedule: [reason(), notBefore]
        case .keepSlot, .abort, .reopen, .withdraw: [reason()]
        case .verdict: verdict + FindingFields(story: story, language: language).all(tried?.sent ?? FormFields())
        case .addend: [reason(Phrase("录像的来源，为何此时才补充", "Where the footage comes from, and why only now"))]
        case .fileScan: []
        case .begin: begin(tried)
        case .interrupt:
            [
                one("cause", Phrase("原因", "Cause"), Interruption.Cause.allCases.map { ($0.rawValue, $0.words) }),
                line("note", Phrase("说明", "Note")),
            ]
        case .resume: [present] + codes + [identified] + joining
        case .noShow: attempts
        case .decline: [text("statement", Phrase("当事人的表述", "What the party said"), rows: 4), signers]
        case .complete:
            [
                text(
                    "transcript", Phrase("笔录", "Transcript"), rows: 10,
                    hint: Phrase("核查中的问答，宣读并核对后录入", "Questions and answers, read back and corrected"))
            ]
        case .seal: seal
        case .review: FindingFields(story: story, language: language).all(tried?.sent ?? FormFields())
        case .recordReview:
            [reviewers, text("record", Phrase("核查记录", "Record"), rows: 6)]
                + FindingFields(story: story, language: language).all(tried?.sent ?? FormFields())
        case .rectify:
            [
                reason(),
                FormView.Field(
                    name: "due", label: Phrase("整改期限", "To be cured by")[language], kind: .day,
                    hint: Phrase("不填则按规定的天数", "Left empty: as long as the rules give")[language]),
            ]
        case .report: [text("text", Phrase("整改情况", "What was done"), rows: 6)]
        case .recheck: recheck
        case .pass: [reason()]
        case .fail: [reason(), failing]
        case .escalate:
            [one("code", Phrase("情形", "Ground"), Escalated.Code.allCases.map { ($0.rawValue, $0.words) }), reason()]
        case .fileCase: fileCase
        case .cancel:
            [reason()]
                + (check.source == .doubleRandom ? [line("replacement", Phrase("替补单位", "Taking its place"))] : [])
        case .askRecusal, .decideRecusal, .replaceInspector, .inviteExpert, .recordExpertFee: peopleFields(name)
        }
    }

    // MARK: kinds of field

    func reason(_ hint: Phrase? = nil) -> FormView.Field {
        text("reason", Phrase("理由", "Reasons"), rows: 3, hint: hint)
    }

    func text(_ name: String, _ label: Phrase, rows: Int, hint: Phrase? = nil) -> FormView.Field {
        FormView.Field(
            name: name, label: label[language], kind: .text(rows: rows), hint: hint?[language], required: true)
    }

    func line(_ name: String, _ label: Phrase, hint: Phrase? = nil, required: Bool = false) -> FormView.Field {
        FormView.Field(name: name, label: label[language], kind: .line(), hint: hint?[language], required: required)
    }

    func one(_ name: String, _ label: Phrase, _ options: [(String, Phrase)]) -> FormView.Field {
        FormView.Field(
            name: name, label: label[language],
            kind: .one(options.map { .init(value: $0.0, label: $0.1[language]) }), required: true)
    }

    private func minute(_ name: String, _ label: Phrase, value: Date? = nil, hint: Phrase? = nil) -> FormView.Field {
        FormView.Field(
            name: name, label: "\(label[language]) (\(clock.zoneName(language)))", kind: .minute,
            value: value.map { clock.minute($0).replacing(" ", with: "T") } ?? "", hint: hint?[language])
    }

    // MARK: commands

    private var fileCase: [FormView.Field] {
        [
            one("kind", Phrase("案件类别", "Kind of case"), LegalCase.Kind.allCases.map { ($0.rawValue, $0.words) }),
            one("cause", Phrase("案由", "Cause"), LegalCase.Cause.allCases.map { ($0.rawValue, $0.words) }),
            text("facts", Phrase("涉嫌违法事实", "Facts"), rows: 5),
            text(
                "basis", Phrase("法律依据", "Legal basis"), rows: 2,
                hint: Phrase("法律、法规、规章的名称和条款", "The statutes with their articles")),
            FormView.Field(
                name: "persons", label: Phrase("涉及人员", "People concerned")[language],
                kind: .some(check.people.map { .init(value: $0.id.description, label: $0.name) })),
        ]
    }

    private var serve: [FormView.Field] {
        [
            one(
                "proof", Phrase("送达方式", "Served by"),
                Service.Proof.allCases.filter(\.isByStaff).map { ($0.rawValue, $0.words) }),
            minute("arrived_at", Phrase("送达时间", "When it arrived"), value: now),
            line(
                "note", Phrase("凭据", "Proof"),
                hint: Phrase(
                    "回执编号和签收人，或录音编号和接听人", "The receipt's number and who signed, or the call's recording and who took it"
                ),
                required: true),
        ]
    }

    private var notBefore: FormView.Field {
        minute(
            "not_before", Phrase("不早于", "Not before"), value: story.check.state.notice?.wish?.notBefore,
            hint: Phrase("不填则尽早", "Left empty: as early as possible"))
    }

    private var attempts: [FormView.Field] {
        (0..<CommandReading.mostAttempts).flatMap(attempt)
    }

    private func attempt(_ index: Int) -> [FormView.Field] {
        let isFirst = index == 0
        let example = Phrase("例如：电话 138…，无人接听", "for example: telephone 138…, nobody answered")
        let when = Phrase("第 \(index + 1) 次联系时间", "Attempt \(index + 1): when")
        return [
            minute("at_\(index)", when, value: isFirst ? now : nil),
            line(
                "how_\(index)", Phrase("方式和结果", "How, and with what result"), hint: isFirst ? example : nil,
                required: isFirst),
        ]
    }

    private var seal: [FormView.Field] {
        [
            one(
                "party_signed", Phrase("当事人签字", "The party's signature"),
                [("yes", Phrase("已签字", "Signed")), ("no", Phrase("未签字", "Not signed"))]),
            line(
                "reason", Phrase("未签字的原因", "Why it was not signed"),
                hint: Phrase("仅在未签字时填写", "Only when it was not signed")),
        ]
    }

    private var verdict: [FormView.Field] {
        let given = Set(story.verdicts.lines.map(\.inspector))
        return [
            one(
                "inspector", Phrase("提出意见的核查人员", "Whose verdict"),
                story.inspectors.filter { !given.contains($0.id) }.map { ($0.id, Phrase($0.name, $0.name)) }),
            one("verdict", Phrase("意见", "Verdict"), InspectorVerdict.Word.allCases.map { ($0.rawValue, $0.words) }),
            reason(Phrase("密封保存，全部意见提出后才公开", "Sealed: shown only once every verdict is in")),
        ]
    }

    private var reviewers: FormView.Field {
        FormView.Field(
            name: "inspectors", label: Phrase("两名核查人员", "The two inspectors")[language],
            kind: .some(roster.map { .init(value: $0.id, label: "\($0.name) (\($0.certificateNo))") }))
    }

    private var recheck: [FormView.Field] {
        [
            reviewers, text("record", Phrase("复查记录", "Record of the recheck"), rows: 5),
            FormView.Field(
                name: "remaining", label: Phrase("仍未改正的问题", "Findings that are not cured")[language],
                kind: .some(
                    openFindings.enumerated().map { .init(value: String($0), label: "\($1.ruleID) \($1.text)") })),
        ]
    }

    private var failing: FormView.Field {
        FormView.Field(
            name: "failing", label: Phrase("未通过的人员", "People who fail")[language],
            kind: .some(check.people.map { .init(value: $0.id.description, label: $0.name) }),
            hint: Phrase("有问题记录的人员必须勾选", "Everyone whom a finding names must be ticked")[language],
            ticked: openFindings.compactMap { $0.person?.description })
    }

    private var present: FormView.Field {
        FormView.Field(
            name: "present", label: Phrase("到场的核查人员", "Inspectors present")[language],
            kind: .some(story.inspectors.map { .init(value: $0.id, label: "\($0.name) (\($0.certificateNo))") }))
    }

    private var identified: FormView.Field {
        FormView.Field(
            name: "identified", label: Phrase("已核实身份的人员", "People identified")[language],
            kind: .some(check.people.map { .init(value: $0.id.description, label: "\($0.name) (\($0.idMasked))") }))
    }

    private func begin(_ tried: CommandTry?) -> [FormView.Field] {
        var fields = [present] + codes + [identified] + joining
        fields += [
            FormView.Field(
                name: "certificates_shown",
                label: Phrase("已向当事人出示执法证", "Enforcement certificates were shown")[language],
                kind: .box),
            one(
                "capture", Phrase("录像方式", "Recorded by"),
                [
                    ("live", Phrase("本系统的录制页面", "This system's recorder page")),
                    ("external", Phrase("外接录像设备", "An outside recorder")),
                ]),
            line(
                "attestation", Phrase("外接设备及其状态", "Which outside recorder, seen recording"),
                hint: Phrase("仅在使用外接设备时填写", "Only for an outside recorder")),
        ]
        // Asked for only where the clock stands in the way.
        if tried?.refusal?.guard == .clock || tried?.sent["clock_override"].isEmpty == false {
            fields.append(
                line("clock_override", Phrase("时钟未同步仍要开始的原因", "Why it begins without a synchronised clock")))
        }
        return fields
    }
}
