import Domain

extension Glossary {
    func caseState(_ word: String?) -> String {
        guard say == .zh, let state = word.flatMap(CaseState.Name.init(rawValue:)) else { return word ?? "–" }
        return switch state {
        case .filed: "已立案"
        case .notified: "已告知，待送达"
        case .noticeServed: "告知书已送达"
        case .hearingAsked: "已申请听证"
        case .hearingSet: "已通知听证"
        case .hearingHeld: "已举行听证"
        case .returned: "法制审核退回"
        case .legallyReviewed: "法制审核通过"
        case .decided: "已决定，待送达"
        case .decisionServed: "决定已送达"
        case .executed: "已执行结案"
        case .deregistered: "已注销结案"
        case .dismissed: "已撤案"
        }
    }

    func caseKind(_ word: String?) -> String {
        guard say == .zh, let kind = word.flatMap(LegalCase.Kind.init(rawValue:)) else { return word ?? "–" }
        return switch kind {
        case .penalty: "行政处罚"
        case .revocation: "撤销行政许可"
        }
    }

    func caseCause(_ word: String?) -> String {
        guard let cause = word.flatMap(LegalCase.Cause.init(rawValue:)) else { return word ?? "–" }
        return say == .zh ? cause.title.zh : cause.title.en
    }

    /// What was done to a case; its first event is the filing.
    func caseCommand(_ word: String?) -> String {
        guard say == .zh else { return word ?? "–" }
        if word == "file" { return "立案" }
        guard let command = word.flatMap(CaseCommand.Name.init(rawValue:)) else { return word ?? "–" }
        return switch command {
        case .notify: "告知"
        case .acknowledge: "确认送达"
        case .serve: "登记送达"
        case .statement: "陈述申辩"
        case .askHearing: "申请听证"
        case .setHearing: "通知听证"
        case .holdHearing: "举行听证"
        case .legalReview: "法制审核"
        case .decide: "作出决定"
        case .execute: "执行"
        case .deregister: "注销"
        case .dismiss: "撤案"
        case .settleClock: "登记期限内事项已完成"
        }
    }
}
