import Domain

extension DocumentKind {
    /// What the papers of a filed case are given: all of them what they have in common, each its own.
    var caseFields: [String: DocumentField]? {
        let own: [String: DocumentField]? =
            switch self {
            case .caseApproval:
                ["facts": .text, "basis": .text, "noted": .time, "concerned": .list(["name": .text])]
            case .penaltyNotice, .revocationNotice:
                [
                    "facts": .text, "basis": .text, "measures": Self.measures, "hearing": .flag, "days": .text,
                    "again": .text,
                ]
            case .statementRecord:
                ["text": .text, "waives": .flag, "noted": .time, "notice_number": .text, "by_party": .flag]
            case .hearingRequest:
                [
                    "text": .text, "noted": .time, "notice_number": .text, "measures": Self.measures,
                    "by_party": .flag,
                ]
            case .hearingNotice:
                [
                    "when": .time, "place": .text, "chair": .text, "notice_number": .text, "measures": Self.measures,
                ]
            case .hearingRecord:
                [
                    "when": .time, "place": .text, "chair": .text, "notice_number": .text, "text": .text,
                    "party_absent": .flag,
                ]
            case .legalOpinion:
                [
                    "approves": .flag, "text": .text, "facts": .text, "basis": .text, "measures": Self.measures,
                    "notice_number": .text, "heard": .flag,
                ]
            case .penaltyDecision, .revocationDecision:
                [
                    "facts": .text, "basis": .text, "measures": Self.measures, "reason": .text,
                    "notice_number": .text, "spoke": .flag, "heard": .flag, "review_number": .text, "money": .flag,
                ]
            case .executionRecord:
                [
                    "how": .text, "how_en": .text, "receipt_no": .text, "note": .text, "measures": Self.measures,
                    "decision_number": .text, "served": .time, "noted": .time,
                ]
            case .deregistrationNote:
                ["licence_no": .text, "note": .text, "decision_number": .text, "served": .time, "noted": .time]
            case .caseDismissal:
                ["ground": .text, "ground_en": .text, "reason": .text, "filing_number": .text, "noted": .time]
            default: nil
            }
        return own?.merging(["case_no": .text, "cause": .text, "cause_en": .text, "is_penalty": .flag]) { own, _ in own
        }
    }

    private static let measures = DocumentField.list(["zh": .text, "en": .text])
}
