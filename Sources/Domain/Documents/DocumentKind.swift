/// The papers that a check leaves behind (文书): each transition's own, numbered by series and year.
public enum DocumentKind: String, Choice {
    case checkNotice = "check_notice"
    case leadWaiver = "lead_waiver"
    case serviceReceipt = "service_receipt"
    case transcript
    case noShowRecord = "no_show_record"
    case decliningRecord = "declining_record"
    case abortNote = "abort_note"
    case deskRecord = "desk_record"
    case onsiteRecord = "onsite_record"
    case dispositionOpinion = "disposition_opinion"
    case rectificationNotice = "rectification_notice"
    case rectificationReport = "rectification_report"
    case recheckRecord = "recheck_record"
    case conclusion
    case decision
    case escalationNote = "escalation_note"
    case cancellationNote = "cancellation_note"
    case reopeningNote = "reopening_note"
    case withdrawalNote = "withdrawal_note"
    case slotKept = "slot_kept"
    case deadlineExtension = "deadline_extension"
    case evidenceManifest = "evidence_manifest"
    case evidenceSupplement = "evidence_supplement"
    /// A scan of another paper, printed and sealed.
    case sealedScan = "sealed_scan"
    case recusalDecision = "recusal_decision"
    case replacementNote = "replacement_note"
    case expertInvitation = "expert_invitation"
    case expertFeeRecord = "expert_fee_record"
    // Of filed cases.
    case caseApproval = "case_approval"
    case penaltyNotice = "penalty_notice"
    case revocationNotice = "revocation_notice"
    case statementRecord = "statement_record"
    case hearingRequest = "hearing_request"
    case hearingNotice = "hearing_notice"
    case hearingRecord = "hearing_record"
    case legalOpinion = "legal_opinion"
    case penaltyDecision = "penalty_decision"
    case revocationDecision = "revocation_decision"
    case executionRecord = "execution_record"
    case deregistrationNote = "deregistration_note"
    case caseDismissal = "case_dismissal"

    /// What it is called on paper.
    public var title: (zh: String, en: String) {
        switch self {
        case .checkNotice: ("非现场核查告知书", "Notice of an off-site check")
        case .leadWaiver: ("提前告知期限豁免记录", "Waiver of the notice period")
        case .serviceReceipt: ("送达回执", "Receipt of service")
        case .transcript: ("核查笔录", "Transcript")
        case .noShowRecord: ("未到场记录", "Record of absence")
        case .decliningRecord: ("拒绝配合记录", "Record of declining")
        case .abortNote: ("核查中止记录", "Note of a session broken off")
        case .deskRecord: ("书面核查记录", "Record of a check on the file")
        case .onsiteRecord: ("现场核查记录", "Record of an on-site check")
        case .dispositionOpinion: ("处理意见", "Disposition opinion")
        case .rectificationNotice: ("整改通知书", "Rectification notice")
        case .rectificationReport: ("整改报告登记", "Rectification report on file")
        case .recheckRecord: ("复查记录", "Record of the recheck")
        case .conclusion: ("核查结论", "Conclusion")
        case .decision: ("核查决定书", "Decision")
        case .escalationNote: ("转现场核查记录", "Note of an on-site check ordered")
        case .cancellationNote: ("取消核查通知", "Notice of cancellation")
        case .reopeningNote: ("重新处理记录", "Note of a reopened check")
        case .withdrawalNote: ("撤回核查结果记录", "Note of a withdrawn result")
        case .slotKept: ("维持原定核查时间告知", "Notice that the session stays as booked")
        case .deadlineExtension: ("延期审批表", "Approval of an extension")
        case .evidenceManifest: ("证据清单", "Evidence manifest")
        case .evidenceSupplement: ("证据补充说明", "Note of added evidence")
        case .sealedScan: ("盖章扫描件", "Sealed scan")
        case .recusalDecision: ("回避决定书", "Decision on recusal")
        case .replacementNote: ("更换核查人员通知书", "Notice of another inspector")
        case .expertInvitation: ("专家邀请函", "Invitation of an expert")
        case .expertFeeRecord: ("专家费用登记", "Record of an expert fee")
        case .caseApproval: ("立案审批表", "Approval of a case")
        case .penaltyNotice: ("行政处罚告知书", "Notice of a proposed penalty")
        case .revocationNotice: ("拟撤销行政许可告知书", "Notice of a proposed revocation")
        case .statementRecord: ("陈述申辩记录", "Record of a statement and defence")
        case .hearingRequest: ("听证申请记录", "Request for a hearing")
        case .hearingNotice: ("听证通知书", "Notice of a hearing")
        case .hearingRecord: ("听证笔录", "Transcript of the hearing")
        case .legalOpinion: ("法制审核意见书", "Opinion of the legal review")
        case .penaltyDecision: ("行政处罚决定书", "Decision on a penalty")
        case .revocationDecision: ("撤销行政许可决定书", "Decision to revoke a licence")
        case .executionRecord: ("行政处罚执行记录", "Record of execution")
        case .deregistrationNote: ("注销行政许可决定书", "Deregistration of a licence")
        case .caseDismissal: ("撤案（不予处罚）决定书", "Dismissal of a case")
        }
    }

    /// The word of its series, before the year in its number: 核告〔2026〕17号.
    public var series: String {
        switch self {
        case .checkNotice: "核告"
        case .leadWaiver: "核免"
        case .serviceReceipt: "核回"
        case .transcript: "核笔"
        case .noShowRecord: "核缺"
        case .decliningRecord: "核拒"
        case .abortNote: "核中"
        case .deskRecord: "核案"
        case .onsiteRecord: "核场"
        case .dispositionOpinion: "核处"
        case .rectificationNotice: "核改"
        case .rectificationReport: "核报"
        case .recheckRecord: "核复"
        case .conclusion: "核结"
        case .decision: "核决"
        case .escalationNote: "核转"
        case .cancellationNote: "核销"
        case .reopeningNote: "核启"
        case .withdrawalNote: "核撤"
        case .slotKept: "核维"
        case .deadlineExtension: "核延"
        case .evidenceManifest: "核证"
        case .evidenceSupplement: "核补"
        case .sealedScan: "核扫"
        case .recusalDecision: "核避"
        case .replacementNote: "核换"
        case .expertInvitation: "核邀"
        case .expertFeeRecord: "核费"
        case .caseApproval: "核立"
        case .penaltyNotice: "罚告"
        case .revocationNotice: "撤告"
        case .statementRecord: "申辩"
        case .hearingRequest: "听申"
        case .hearingNotice: "听告"
        case .hearingRecord: "听笔"
        case .legalOpinion: "法审"
        case .penaltyDecision: "罚决"
        case .revocationDecision: "撤决"
        case .executionRecord: "罚执"
        case .deregistrationNote: "许注"
        case .caseDismissal: "案撤"
        }
    }

    /// Whether it is written from a template, and so can be printed.
    public var isWritten: Bool { self != .evidenceManifest && self != .sealedScan }

    public func number(_ count: Int64, year: Int) -> String { "\(series)〔\(year)〕\(count)号" }
}

/// A numbered document before it is rendered: what it has to say, whatever the template makes of it.
public struct Paper: Sendable, Equatable {
    public let kind: DocumentKind
    public let id: ID<Document>
    public let number: String
    /// What is this paper's own; the check, its people and its inspectors are added where it is rendered.
    public let fields: [String: JSONValue]

    public init(_ kind: DocumentKind, _ reservation: Reservation, _ fields: [String: JSONValue]) {
        self.kind = kind
        id = reservation.id
        number = reservation.number
        self.fields = fields
    }

    /// An identifier and the next number of a series, set aside for one command.
    public struct Reservation: Sendable, Equatable {
        public let id: ID<Document>
        public let number: String
        public init(id: ID<Document>, number: String) {
            self.id = id
            self.number = number
        }
    }
}
