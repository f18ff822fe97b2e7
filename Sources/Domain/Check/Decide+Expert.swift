import Foundation

/// Experts: invited, in the session, and paid.
extension Desk {
    func invite(_ invitation: InviteExpert) -> Ruling {
        guard !invitation.name.isEmpty, !invitation.field.isEmpty else {
            return refuse(.expert, "An invitation needs the expert's \"name\" and \"field\".")
        }
        guard !invitation.reason.isEmpty else {
            return refuse(.reason, "Say in \"reason\" what the expert is needed for.")
        }
        guard
            !facts.people.experts.contains(where: {
                $0.name == invitation.name && $0.organisation == invitation.organisation
            })
        else {
            return refuse(.expert, "\(invitation.name) is invited to this check already.")
        }
        guard let id = facts.people.expertID else {
            return refuse(.document, "No identifier could be set aside for the expert: try again.")
        }
        let expert = Expert(
            id: id, name: invitation.name, field: invitation.field, organisation: invitation.organisation,
            reason: invitation.reason, invitedAt: now, invitedBy: actor.name)
        let fields: [String: JSONValue] = [
            "expert": .string(expert.name), "organisation": .text(expert.organisation),
            "field": .string(expert.field), "reason": .string(expert.reason),
            "when": .text(check.state.booking.map { clock.slot($0.start, $0.end) }),
        ]
        return filing(.expertInvitation, fields) { paper in
            aside(
                named(paper).merging([
                    "expert": .string(id.description), "name": .string(expert.name), "field": .string(expert.field),
                ]) { $1 }, effects: [.people(.invited(expert)), .file(paper)])
        }
    }

    func record(_ fee: RecordExpertFee) -> Ruling {
        guard let expert = facts.people.experts.first(where: { $0.id.description == fee.expert }) else {
            let known = facts.people.experts.map { "\($0.id) (\($0.name))" }.joined(separator: ", ")
            return refuse(
                .expert,
                known.isEmpty
                    ? "No expert was invited to this check: there is nobody to pay."
                    : "\"expert\" must be one of those who were invited: \(known).")
        }
        guard fee.hours > 0, fee.hours <= RecordExpertFee.longestHours else {
            return refuse(.expert, "\"hours\" must be more than 0 and at most \(Int(RecordExpertFee.longestHours)).")
        }
        guard (0...RecordExpertFee.mostFen).contains(fee.amountFen) else {
            return refuse(.expert, "\"amount_fen\" must lie between 0 and \(RecordExpertFee.mostFen), in fen.")
        }
        let fields: [String: JSONValue] = [
            "expert": .string(expert.name), "organisation": .text(expert.organisation),
            "field": .string(expert.field), "hours": .string(Self.hours(fee.hours)),
            "amount": .string(Self.yuan(fee.amountFen)), "note": .text(fee.note),
        ]
        return filing(.expertFeeRecord, fields) { paper in
            let row = Expert.Fee(
                hours: fee.hours, amountFen: fee.amountFen, note: fee.note, at: now, by: actor.name, document: paper.id)
            return aside(
                named(paper).merging([
                    "expert": .string(expert.id.description), "hours": .double(fee.hours),
                    "amount_fen": .int(fee.amountFen), "note": .text(fee.note),
                ]) { $1 }, effects: [.people(.paid(expert.id, row)), .file(paper)])
        }
    }

    /// Experts who are said to be in the session must have been invited.
    func uninvited(_ experts: [ID<Expert>]?) -> Refusal? {
        guard let stranger = experts?.first(where: { id in !facts.people.experts.contains { $0.id == id } }) else {
            return nil
        }
        return Refusal(.expert, "\(stranger) was not invited to this check: invite the expert first.")
    }

    /// `1.5`, `2`
    private static func hours(_ hours: Double) -> String {
        let hundredths = Int((hours * 100).rounded())
        if hundredths % 100 == 0 { return String(hundredths / 100) }
        let part = hundredths % 100
        return "\(hundredths / 100)." + (part % 10 == 0 ? String(part / 10) : (part < 10 ? "0" : "") + String(part))
    }

    /// `1200.00`
    private static func yuan(_ fen: Int64) -> String {
        "\(fen / 100)." + (fen % 100 < 10 ? "0" : "") + String(fen % 100)
    }
}
