import Domain
import Foundation

/// The mail that carries a paper to the party: what it is, what to do, the paper itself, and the session for its calendar.
struct DocumentMail {
    let kind: DocumentKind
    let fields: [String: JSONValue]
    let contact: Contact
    let keys: PartyKeys
    let sender: String?

    /// What a mail may say besides the paper's own fields.
    static let fields: [String: DocumentField] = [
        "contact": .text, "link": .text, "code": .text, "address": .text, "is_notice": .flag, "confirm": .flag,
        "has_invitation": .flag, "is_reminder": .flag,
    ]

    func compose(_ templates: DocumentTemplates) throws(Fault) -> OutboundMessage.Mail {
        let invitation = Invitation(kind: kind, fields: fields, language: contact.language, keys: keys, sender: sender)
        var values = DocumentTemplates.values(kind, fields)
        values["contact"] = contact.name
        (values["link"], values["code"], values["address"]) = (keys.link, keys.code, keys.address)
        (values["is_notice"], values["confirm"]) = (kind == .checkNotice, kind.isConfirmed)
        values["has_invitation"] = invitation != nil
        values["is_reminder"] = isReminder
        return OutboundMessage.Mail(
            to: contact.mail ?? "", subject: subject, text: try templates.mailText(contact.language, values),
            // A reminder leads to the record and does not print it again.
            html: isReminder ? nil : String(decoding: try templates.page(kind, fields), as: UTF8.self),
            attachments: invitation.map { [$0.attachment] } ?? [])
    }

    /// The party was sent this before.
    private var isReminder: Bool { fields["reminder"] == .bool(true) }

    private var subject: String {
        let number = DocumentValues.text(fields["number"]) ?? ""
        let check = DocumentValues.text(fields["check_no"]) ?? ""
        return switch contact.language {
        case .zh where isReminder: "提醒：\(kind.title.zh) \(number)（\(check)）"
        case .en where isReminder: "Reminder: \(kind.title.en) \(number) (\(check))"
        case .zh: "\(kind.title.zh) \(number)（\(check)）"
        case .en: "\(kind.title.en) \(number) (\(check))"
        }
    }
}

extension DocumentKind {
    /// Whether the party is asked to say that it has read this: what its clocks or its rights hang on.
    var isConfirmed: Bool {
        switch self {
        case .checkNotice, .rectificationNotice, .decision, .penaltyNotice, .revocationNotice, .hearingNotice,
            .penaltyDecision, .revocationDecision:
            true
        case .leadWaiver, .serviceReceipt, .transcript, .noShowRecord, .decliningRecord, .abortNote, .deskRecord,
            .onsiteRecord, .dispositionOpinion, .rectificationReport, .recheckRecord, .conclusion, .escalationNote,
            .cancellationNote, .reopeningNote, .withdrawalNote, .evidenceManifest, .evidenceSupplement, .sealedScan,
            .recusalDecision, .replacementNote, .expertInvitation, .expertFeeRecord, .slotKept, .deadlineExtension,
            .caseApproval, .statementRecord, .hearingRequest,
            .hearingRecord, .legalOpinion, .executionRecord, .deregistrationNote, .caseDismissal:
            false
        }
    }
}
