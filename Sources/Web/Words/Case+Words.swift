import Domain

extension LegalCase.Kind {
    var words: Phrase {
        switch self {
        case .penalty: Phrase("行政处罚", "Penalty")
        case .revocation: Phrase("撤销行政许可", "Revocation")
        }
    }
}

extension LegalCase.Cause {
    var words: Phrase { Phrase(title.zh, title.en) }
}

extension Execution.How {
    var words: Phrase { Phrase(title.zh, title.en) }
}

extension Dismissal.Ground {
    var words: Phrase { Phrase(title.zh, title.en) }
}

extension LegalReview.Opinion {
    var words: Phrase {
        switch self {
        case .approve: Phrase("同意", "Approve")
        case .sendBack: Phrase("退回", "Return")
        }
    }
}

extension CaseState.Name {
    var words: Phrase {
        switch self {
        case .filed: Phrase("已立案", "Filed")
        case .notified: Phrase("已告知，待送达", "Announced, service awaited")
        case .noticeServed: Phrase("告知书已送达", "Announcement served")
        case .hearingAsked: Phrase("已申请听证", "Hearing asked for")
        case .hearingSet: Phrase("已通知听证", "Hearing set")
        case .hearingHeld: Phrase("已举行听证", "Hearing held")
        case .returned: Phrase("法制审核退回", "Returned by legal review")
        case .legallyReviewed: Phrase("法制审核通过", "Legally reviewed")
        case .decided: Phrase("已决定，待送达", "Decided, service awaited")
        case .decisionServed: Phrase("决定已送达", "Decision served")
        case .executed: Phrase("已执行结案", "Executed")
        case .deregistered: Phrase("已注销结案", "Deregistered")
        case .dismissed: Phrase("已撤案", "Dismissed")
        }
    }

    /// Who must act next, and how.
    func next(_ kind: LegalCase.Kind) -> Phrase {
        switch self {
        case .filed: Phrase("处室负责人：告知拟作出的处理", "Head of division: announce what is proposed")
        case .notified, .decided: Phrase("登记人员：送达，或等待当事人确认", "Registrar: serve it, or wait for the party's word")
        case .noticeServed:
            Phrase("当事人：陈述申辩；期满后法制审核", "The party: speak; legal reviewer: once its time is over")
        case .hearingAsked: Phrase("处室负责人：确定听证时间和主持人", "Head of division: set the hearing and its chair")
        case .hearingSet: Phrase("处室负责人：送达通知，按时举行听证", "Head of division: have the notice served, hold the hearing")
        case .hearingHeld: Phrase("法制审核人员：审核", "Legal reviewer: give an opinion")
        case .returned: Phrase("处室负责人：重新告知，或再次提请审核", "Head of division: announce anew, or ask for another review")
        case .legallyReviewed: Phrase("局负责人：作出决定", "Head of the bureau: decide")
        case .decisionServed:
            switch kind {
            case .penalty: Phrase("登记人员：登记执行情况", "Registrar: record how it was carried out")
            case .revocation: Phrase("处室负责人：注销许可证", "Head of division: deregister the licence")
            }
        case .executed, .deregistered, .dismissed: Phrase("已结案，无需操作", "Nothing: the case is ended")
        }
    }
}

extension CaseCommand.Name {
    /// What the button says.
    var deed: Phrase {
        switch self {
        case .notify: Phrase("告知当事人", "Announce what is proposed")
        case .acknowledge: Phrase("确认送达", "Acknowledge")
        case .serve: Phrase("登记送达", "Record the service")
        case .statement: Phrase("登记陈述申辩", "Record the party's statement")
        case .askHearing: Phrase("登记听证申请", "Record that a hearing is asked for")
        case .setHearing: Phrase("发出听证通知", "Set the hearing")
        case .holdHearing: Phrase("登记听证笔录", "File the hearing's transcript")
        case .legalReview: Phrase("提交法制审核意见", "Give the legal review's opinion")
        case .decide: Phrase("作出决定", "Decide")
        case .execute: Phrase("登记执行", "Record the execution")
        case .deregister: Phrase("注销许可证", "Deregister the licence")
        case .dismiss: Phrase("撤案（不予处罚）", "Dismiss the case")
        case .settleClock: Phrase("登记期限内事项已完成", "Record that a deadline is met")
        }
    }

    /// Said once it is done; also the timeline's words.
    var done: Phrase {
        switch self {
        case .notify: Phrase("告知拟作出的处理", "Announced what is proposed")
        case .acknowledge: Phrase("当事人确认收到，送达完成", "The party confirmed its receipt: it is served")
        case .serve: Phrase("登记送达", "Recorded the service")
        case .statement: Phrase("陈述申辩", "Put the party's statement on record")
        case .askHearing: Phrase("申请听证", "Asked for a hearing")
        case .setHearing: Phrase("发出听证通知", "Set the hearing")
        case .holdHearing: Phrase("举行听证", "Held the hearing")
        case .legalReview: Phrase("法制审核", "Gave the legal review's opinion")
        case .decide: Phrase("作出决定", "Decided")
        case .execute: Phrase("执行完毕，结案", "Executed: the case is ended")
        case .deregister: Phrase("注销许可证，结案", "Deregistered the licence: the case is ended")
        case .dismiss: Phrase("撤案", "Dismissed the case")
        case .settleClock: Phrase("登记期限内事项已完成", "Recorded that a deadline is met")
        }
    }

    /// What it does, said above its form.
    var meaning: Phrase {
        switch self {
        case .notify:
            Phrase(
                "告知书发给当事人；重新告知会取代先前的告知、陈述和审核。",
                "The announcement goes to the party. Another one replaces the earlier, with what was said and reviewed on it."
            )
        case .acknowledge: Phrase("只能由当事人确认。", "Only the party can do this.")
        case .serve:
            Phrase("以合法方式送达后登记凭据。发出不等于送达。", "Once served lawfully, put the proof on record. Sent is not served.")
        case .statement: Phrase("当事人口头或书面提出的，如实登记。", "What the party says by word or letter, as it says it.")
        case .askHearing: Phrase("在规定的工作日内提出才有效。", "It counts within the working days that the rules give.")
        case .setHearing:
            Phrase(
                "通知应当在听证的规定工作日之前送达；主持人不得是核查人员、立案人或承办人。",
                "The notice must arrive the law's working days before. The chair has neither checked nor filed nor proposed."
            )
        case .holdHearing: Phrase("听证结束后录入笔录。", "After the hearing, with its transcript.")
        case .legalReview:
            Phrase("审核人不得是立案人或承办人。", "The reviewer has neither filed nor proposed the case.")
        case .decide:
            Phrase(
                "不得重于已告知的内容；加重的必须重新告知。",
                "Not more than was announced: for more, announce anew.")
        case .execute: Phrase("登记缴款凭证或执行方式，案件结案。", "With the receipt of what was paid. It ends the case.")
        case .deregister: Phrase("撤销决定送达后注销许可证，案件结案。", "After the revocation is served. It ends the case.")
        case .dismiss: Phrase("不作出处理，案件结案。", "Nothing is imposed; it ends the case.")
        case .settleClock:
            Phrase(
                "处罚决定在系统之外公示后，登记公示的地方和经办人。",
                "Once the penalty is published, which is done elsewhere: where it can be seen, and who did it.")
        }
    }

    var isGrave: Bool {
        switch self {
        case .decide, .deregister, .dismiss: true
        case .notify, .acknowledge, .serve, .statement, .askHearing, .setHearing, .holdHearing, .legalReview, .execute,
            .settleClock:
            false
        }
    }
}
