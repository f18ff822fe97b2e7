import Domain
import Foundation
import Store

extension Refusal {
    /// Why a form of the console was not carried out, what to do, and whom and which times the refusal names: in the
    /// reader's language, since `text` is in English.
    /// - Parameter names: of the people who may be meant, by id.
    func shown(_ language: Contact.Language, _ clock: ConsoleClock, names: [String: String] = [:]) -> String {
        let times = language == .en ? [] : times(clock)
        let people = names.filter { text.contains($0.key) }.map(\.value).sorted()
        return [
            `guard`.words[language], `guard`.remedy?[language],
            people.isEmpty
                ? nil
                : Phrase(
                    "涉及的人员：\(people.joined(separator: "、"))。", "It is about \(people.joined(separator: ", ")).")[
                        language],
            times.isEmpty ? nil : "涉及的时间：\(times.joined(separator: "、"))（\(clock.zoneName(language))）。",
        ].compactMap(\.self).joined(separator: language == .zh ? "" : " ")
    }

    /// Instants and days in the text, as the centre's clocks show them.
    private func times(_ clock: ConsoleClock) -> [String] {
        var found: [String] = []
        for word in text.split(whereSeparator: { " ,;()".contains($0) }) {
            let bare = word.trimmingCharacters(in: CharacterSet(charactersIn: ".:"))
            let shown = Date(iso8601: bare).map(clock.minute) ?? (try? Day(bare))?.description
            if let shown, !found.contains(shown) { found.append(shown) }
        }
        return found
    }
}

extension Refusal.Guard {
    /// What staff can do about it; nil where `words` says that already.
    var remedy: Phrase? {
        switch self {
        case .wrongState: Phrase("请刷新页面，按“下一步”列出的操作办理。", "Reload the page, and do what stands under \"Next\".")
        case .role: Phrase("请由有此职权的人员办理。", "Somebody in that role does it.")
        case .mode:
            Phrase(
                "书面核查和现场核查请登记核查记录，不安排视频。",
                "A check on the file or on site has no session: put its record on file instead.")
        case .draw:
            Phrase(
                "请检查名录中是否有足够的合格人员；仍不行时，请管理员运行 videocheckd fsck。",
                "See whether the roster has enough people who may; if so, the administrator runs videocheckd fsck.")
        case .noticeLead:
            Phrase(
                "请另选较晚的时间；视频核查也可以登记当事人放弃提前告知期限。",
                "Choose a later time; for a session, the party's waiver of the notice period may be put on record instead."
            )
        case .moves:
            Phrase(
                "请维持原定时间；届时未能进行的，转现场核查或提交处理。",
                "Keep the slot; if it comes to nothing, go there or submit it for decision.")
        case .wish: Phrase("请先登记当事人的改期申请。", "Put its wish on record first.")
        case .tooEarly:
            Phrase(
                "请到时间后再提交；等候当事人的期限，也可以登记当事人放弃其余期限。",
                "Send it again when the time has come; where the party's time runs, its waiver may be put on record.")
        case .tooLate:
            Phrase(
                "核查请另行安排时间；案件请写明逾期的原因，逾期的申请不再受理。",
                "Find another slot for a check; in a case, say why it is late. What the party asks for too late is not taken."
            )
        case .findings:
            Phrase(
                "不通过和整改至少要有一项问题，通过不能有未解决的问题；每项问题须有规则和内容，录像位置须在该录像之内。",
                "Failing and rectifying rest on a finding, passing on none; each has its rule and its text, and lies in its footage."
            )
        case .people:
            Phrase(
                "有问题的人员不能通过，没有问题的人员不能不通过；没有见到人员的核查不能通过。",
                "Whom a finding concerns cannot pass, whom none concerns cannot fail; nobody passes unseen.")
        case .dueDate:
            Phrase("请填写今天之后、规定的最长天数之内的日期，或者不填。", "Choose a day after today within the rules, or leave it empty.")
        case .report: Phrase("请先登记整改报告，或者等期限届满。", "Put its report on record first, or wait until its time is over.")
        case .receipt:
            Phrase(
                "请在“投递”页查看原因并重新投递，收到回执后再办理。",
                "See under Deliveries why, and send it again; go on once the receipt is there.")
        case .checklist:
            Phrase("请在核查清单页逐项回答，或者写明理由免予核查。", "Answer each on the checklist's page, or waive it with a reason.")
        case .recusal:
            Phrase(
                "请先决定回避申请；没有人可以接替的，请先登记核查人员。",
                "Decide it first; where nobody is left, register more inspectors.")
        case .expert:
            Phrase(
                "请填写姓名和专业；登记费用须先邀请该专家，小时数和金额不能为负。",
                "Give name and field; a fee is for somebody who was invited, in hours and yuan that are not negative.")
        case .extended: Phrase("请在现有期限内作出决定。", "Decide within the time there is.")
        case .term: Phrase("请刷新页面，从列出的事项中选择。", "Reload the page and choose one that is listed.")
        case .reminded: Phrase("请用其他合法方式联系或者送达。", "Reach it another lawful way.")
        case .triage: Phrase("请先由处室负责人取消已有的核查。", "The head of division calls its check off first.")
        case .source:
            Phrase(
                "请先办结已有的核查或者选择其他来源；许可审查由受理分流产生，整改复查在原核查中办理。",
                "Finish the check that is open, or choose another source; triage opens a licence review, and a recheck belongs to its check."
            )
        case .revoked:
            Phrase(
                "撤销许可的决定有误的，请由作出决定的机关依法处理，不在本核查中更改。",
                "Who decided the revocation sets it right by law, not in this check.")
        case .openCase: Phrase("请先办结案件；同类案件不能重复立案。", "End the case first; no second one of its kind is filed.")
        case .caseKind:
            Phrase(
                "处罚案件登记执行，撤销许可案件办理注销；需要另一类处理的，请另行立案。",
                "A penalty is carried out, a revocation ends in deregistration; for the other kind, file a case of its own."
            )
        case .measures:
            Phrase(
                "请至少选择一项处理，并填写正数金额或许可证编号；重于已告知内容的，请重新告知；不予处理的，请撤案。",
                "Choose at least one, with its sum or its licence; announce anew what is more than was announced; dismiss the case to impose none."
            )
        case .hearing:
            Phrase(
                "请填写听证地点和主持人；当事人已申请听证的，请先举行听证。",
                "Give place and who presides; where the party asked for a hearing, hold it first.")
        case .legalReview: Phrase("请先由法制审核人员出具同意的意见。", "A legal reviewer approves it first.")
        case .impartiality: Phrase("请由其他人员担任。", "Somebody else does it.")
        case .checkDecision: Phrase("请先作出核查决定，并登记送达。", "Decide the check and serve that decision first.")
        case .twoInspectors, .slot, .service, .attempts, .presence, .identification, .certificates, .recorder, .clock,
            .transcript, .footage, .signature, .contact, .replacement, .reason, .verdict, .unfit, .execution, .document:
            nil
        }
    }
}

extension CheckStory {
    /// The check's people and inspectors, by id.
    var names: [String: String] {
        let people = check.people.map { ($0.id.description, $0.name) } + inspectors.map { ($0.id, $0.name) }
        return Dictionary(people) { first, _ in first }
    }
}
