import Domain

/// What a template may ask of a paper: the shape of one of its fields.
indirect enum DocumentField: Sendable, Equatable {
    /// Printed as it is; `{{#field}}…{{/field}}` asks whether it is there.
    case text
    /// A day or an instant: printed as `field` in Chinese form, as `field_en` for English.
    case time
    /// Only asked for: `{{#field}}…{{/field}}`, `{{^field}}…{{/field}}`.
    case flag
    /// A code: printed as `field_zh` and `field_en`, in words.
    case word(DocumentWord)
    /// Gone through: `{{#field}}…{{/field}}` once for each, with the fields inside and `n`, counted from 1. Beside it
    /// `has_field` says whether there is any.
    case list([String: DocumentField])
    /// For machines: calendars, or what the store has put into words already. No template sees it.
    case machine

    /// The names that templates use, of fields that are given under the names of `fields`.
    static func names(_ fields: [String: DocumentField]) -> [String: DocumentField] {
        var names: [String: DocumentField] = [:]
        for (name, field) in fields {
            switch field {
            case .text, .flag: names[name] = field
            case .time:
                names[name] = .text
                names[name + "_en"] = .text
            case .word:
                names[name + "_zh"] = .text
                names[name + "_en"] = .text
            case .list(let inner):
                names[name] = .list(Self.names(inner).merging(["n": .text]) { own, _ in own })
                names["has_" + name] = .flag
            case .machine: break
            }
        }
        return names
    }
}

extension DocumentKind {
    /// What `decide` gives this paper; a test holds the two together. Nil for what is no paper in words.
    var ownFields: [String: DocumentField]? {
        let own: [String: DocumentField]? =
            switch self {
            case .checkNotice: Self.appointment
            case .leadWaiver: ["when": .time, "reason": .text]
            case .serviceReceipt:
                [
                    "served_title": .text, "served_title_en": .text, "served_number": .text, "proof": .word(.proof),
                    "arrived": .time, "acknowledged": .time, "note": .text,
                ]
            case .transcript:
                [
                    "begun": .time, "ended": .time, "text": .text,
                    "answers": .list([
                        "who": .text,
                        "items": .list([
                            "item": .text, "zh": .text, "en": .text, "answer": .word(.answer), "reason": .text,
                            "place": .text,
                        ]),
                    ]),
                    "interruptions": .list(["from": .time, "to": .time, "cause": .word(.cause), "note": .text]),
                ]
            case .noShowRecord:
                ["when": .time, "noted": .time, "attempts": .list(["at": .time, "how": .text])]
            case .decliningRecord:
                [
                    "noted": .time, "statement": .text, "begun": .time, "interrupted": .time, "signers": Self.acting,
                ]
            case .abortNote:
                [
                    "begun": .time, "interrupted": .time, "aborted": .time, "cause": .word(.cause), "note": .text,
                    "reason": .text,
                ]
            case .deskRecord, .onsiteRecord:
                ["noted": .time, "text": .text, "findings": Self.findings, "reviewers": .machine]
            case .dispositionOpinion: ["basis": .word(.basis), "findings": Self.findings, "verdicts": Self.verdicts]
            case .rectificationNotice:
                ["reason": .text, "due": .time, "findings": Self.findings, "verdicts": Self.verdicts]
            case .rectificationReport:
                ["text": .text, "noted": .time, "due": .time, "late": .flag, "order_number": .text]
            case .recheckRecord:
                [
                    "noted": .time, "text": .text, "due": .time, "order_number": .text, "reported": .time,
                    "reviewers": .machine, "findings": Self.findings,
                ]
            case .conclusion, .decision:
                [
                    "reason": .text, "findings": Self.findings, "rechecked": .flag, "verdicts": Self.verdicts,
                    "outcomes": .list(["name": .text, "passed": .flag]),
                ]
            case .escalationNote: ["code": .word(.escalation), "reason": .text, "onsite": .text, "noted": .time]
            case .cancellationNote:
                Self.appointment.merging(["reason": .text, "replacement": .text]) { own, _ in own }
            case .reopeningNote: ["reason": .text, "noted": .time, "decision_number": .text]
            case .withdrawalNote: ["reason": .text, "noted": .time, "revision": .text, "decision_number": .text]
            case .evidenceSupplement:
                [
                    "reason": .text, "noted": .time, "revision": .text, "manifest": .text, "predecessor": .text,
                    "recordings": .list(["id": .text, "sha256": .text]),
                ]
            case .evidenceManifest, .sealedScan: nil
            case .recusalDecision:
                Self.replacement.merging([
                    "asked_by": .word(.asker), "asked": .time, "asked_reason": .text, "granted": .flag, "reason": .text,
                ]) { own, _ in own }
            case .replacementNote: Self.replacement.merging(["cause": .word(.replacement)]) { own, _ in own }
            case .expertInvitation:
                ["expert": .text, "organisation": .text, "field": .text, "reason": .text, "when": .time]
            case .expertFeeRecord:
                [
                    "expert": .text, "organisation": .text, "field": .text, "hours": .text, "amount": .text,
                    "note": .text,
                ]
            case .slotKept: ["when": .time, "reason": .text]
            case .deadlineExtension: ["reason": .text, "was": .time, "due": .time, "provisional": .flag]
            case .caseApproval, .penaltyNotice, .revocationNotice, .statementRecord, .hearingRequest, .hearingNotice,
                .hearingRecord,
                .legalOpinion, .penaltyDecision, .revocationDecision, .executionRecord, .deregistrationNote,
                .caseDismissal:
                caseFields
            }
        return own?.merging(["by": .text]) { own, _ in own }
    }

    /// What every paper has besides, from where it is rendered (`DocumentRenderer`).
    static let commonFields: [String: DocumentField] = [
        "number": .text, "center": .text, "check_no": .text, "enterprise": .text, "uscc": .text,
        "application_no": .text, "source": .word(.source), "zone": .time, "issued": .time,
        "people": .list(["name": .text, "id_masked": .text, "posts": .text]),
        "inspectors": .list(["name": .text, "certificate_no": .text]),
    ]

    private static let appointment: [String: DocumentField] = [
        "when": .time, "attempt": .text, "start": .machine, "end": .machine, "event": .machine,
        "sequence": .machine, "stamp": .machine,
    ]

    /// The inspectors' verdicts, each with its reasons.
    private static let verdicts = DocumentField.list([
        "inspector": .text, "verdict": .word(.verdict), "reason": .text, "rules": .text, "given": .time,
    ])

    private static let acting = DocumentField.list(["name": .text, "certificate_no": .text])

    private static let replacement: [String: DocumentField] = [
        "inspector": .text, "inspector_no": .text, "replacement": .text, "replacement_no": .text, "when": .time,
        "notice": .text, "noted": .time, "inspectors": acting,
    ]

    private static let findings = DocumentField.list([
        "rule_id": .text, "text": .text, "severity": .word(.severity), "person": .text, "footage": .text,
    ])
}
