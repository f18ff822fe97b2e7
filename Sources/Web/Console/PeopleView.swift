import Domain
import Foundation
import Store

/// Who inspects, as the check's page shows it: recusals, places that others took, experts.
struct PeopleView {
    let story: CheckStory
    let clock: ConsoleClock
    let language: Contact.Language
    var fees: [CheckStore.ExpertFees] = []

    var values: [String: Any] {
        [
            "recusals": story.people.recusals.map(recusal), "replacements": story.people.replacements.map(replacement),
            "experts": story.people.experts.map(expert),
        ]
    }

    private func name(_ id: String) -> String { story.inspector(id)?.name ?? id }

    private func recusal(_ recusal: Recusal) -> [String: Any] {
        let granted = recusal.decision?.granted
        let words: Phrase =
            switch granted {
            case nil: Phrase("等待决定", "to be decided")
            case true?: Phrase("准许", "granted")
            case false?: Phrase("不予准许", "refused")
            }
        return [
            "recusal_inspector": name(recusal.inspectorID), "recusal_state": words[language],
            "recusal_tone": granted == nil ? "wait" : "", "recusal_reason": recusal.reason,
            "recusal_asker": recusal.askedBy.role.words[language], "recusal_at": clock.minute(recusal.askedAt),
            "recusal_decision": recusal.decision.map { "\($0.by) · \($0.reason)" } ?? "",
        ]
    }

    private func replacement(_ replacement: Replacement) -> [String: Any] {
        [
            "replaced": name(replacement.originalID), "replaced_by": name(replacement.replacementID),
            "replaced_rank": replacement.rank, "replaced_cause": replacement.cause.words[language],
            "replaced_at": clock.minute(replacement.at), "replaced_paper": replacement.document.description,
        ]
    }

    /// What was paid to an expert in a year, over all checks.
    private func year(_ sum: CheckStore.ExpertFees) -> [String: Any] {
        let (amount, hours) = (Penalty.yuan(sum.amountFen), String(format: "%g", sum.hours))
        return [
            "line": Phrase(
                "\(sum.year) 年登记在案：\(sum.checks) 项核查，\(hours) 小时，共 \(amount) 元",
                "On record for \(sum.year): \(sum.checks) check(s), \(hours) h, \(amount) yuan in all")[language]
        ]
    }

    private func expert(_ expert: Expert) -> [String: Any] {
        [
            "expert_name": expert.name, "expert_field": expert.field, "expert_from": expert.organisation ?? "",
            "expert_joined": expert.joinedAt.map(clock.minute) ?? "",
            "expert_fees": expert.fees.map { fee in
                [
                    "fee_amount": Penalty.yuan(fee.amountFen), "fee_hours": String(format: "%g", fee.hours),
                    "fee_paper": fee.document.description,
                ]
            },
            "expert_years": fees.filter { $0.name == expert.name && $0.organisation == expert.organisation }.map(year),
        ]
    }
}
