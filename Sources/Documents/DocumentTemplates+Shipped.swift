import Domain

extension DocumentTemplates {
    /// Templates that others take in.
    static let parts: Set<String> = [
        "head", "foot", "style", "check", "findings", "outcomes", "verdicts", "sign_staff", "sign_party", "case",
        "measures",
    ]

    /// What ships inside the program, by name.
    static var shipped: [String: [UInt8]] {
        var all: [String: [UInt8]] = [
            "head": PackageResources.head_mustache, "foot": PackageResources.foot_mustache,
            "style": PackageResources.style_mustache, "check": PackageResources.check_mustache,
            "findings": PackageResources.findings_mustache, "outcomes": PackageResources.outcomes_mustache,
            "sign_staff": PackageResources.sign_staff_mustache, "sign_party": PackageResources.sign_party_mustache,
            "verdicts": PackageResources.verdicts_mustache,
            "case": PackageResources.case_mustache, "measures": PackageResources.measures_mustache,
            "mail_zh": PackageResources.mail_zh_mustache, "mail_en": PackageResources.mail_en_mustache,
        ]
        for kind in DocumentKind.allCases { all[kind.rawValue] = shipped(kind) }
        return all
    }

    private static func shipped(_ kind: DocumentKind) -> [UInt8]? {
        switch kind {
        case .checkNotice: PackageResources.check_notice_mustache
        case .leadWaiver: PackageResources.lead_waiver_mustache
        case .serviceReceipt: PackageResources.service_receipt_mustache
        case .transcript: PackageResources.transcript_mustache
        case .noShowRecord: PackageResources.no_show_record_mustache
        case .decliningRecord: PackageResources.declining_record_mustache
        case .abortNote: PackageResources.abort_note_mustache
        case .deskRecord: PackageResources.desk_record_mustache
        case .onsiteRecord: PackageResources.onsite_record_mustache
        case .dispositionOpinion: PackageResources.disposition_opinion_mustache
        case .rectificationNotice: PackageResources.rectification_notice_mustache
        case .rectificationReport: PackageResources.rectification_report_mustache
        case .recheckRecord: PackageResources.recheck_record_mustache
        case .conclusion: PackageResources.conclusion_mustache
        case .decision: PackageResources.decision_mustache
        case .escalationNote: PackageResources.escalation_note_mustache
        case .cancellationNote: PackageResources.cancellation_note_mustache
        case .reopeningNote: PackageResources.reopening_note_mustache
        case .withdrawalNote: PackageResources.withdrawal_note_mustache
        case .evidenceSupplement: PackageResources.evidence_supplement_mustache
        case .evidenceManifest, .sealedScan: nil
        case .recusalDecision: PackageResources.recusal_decision_mustache
        case .replacementNote: PackageResources.replacement_note_mustache
        case .expertInvitation: PackageResources.expert_invitation_mustache
        case .expertFeeRecord: PackageResources.expert_fee_record_mustache
        case .slotKept: PackageResources.slot_kept_mustache
        case .deadlineExtension: PackageResources.deadline_extension_mustache
        case .caseApproval: PackageResources.case_approval_mustache
        case .penaltyNotice: PackageResources.penalty_notice_mustache
        case .revocationNotice: PackageResources.revocation_notice_mustache
        case .statementRecord: PackageResources.statement_record_mustache
        case .hearingRequest: PackageResources.hearing_request_mustache
        case .hearingNotice: PackageResources.hearing_notice_mustache
        case .hearingRecord: PackageResources.hearing_record_mustache
        case .legalOpinion: PackageResources.legal_opinion_mustache
        case .penaltyDecision: PackageResources.penalty_decision_mustache
        case .revocationDecision: PackageResources.revocation_decision_mustache
        case .executionRecord: PackageResources.execution_record_mustache
        case .deregistrationNote: PackageResources.deregistration_note_mustache
        case .caseDismissal: PackageResources.case_dismissal_mustache
        }
    }
}
