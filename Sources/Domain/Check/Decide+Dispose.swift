import Foundation

/// Dispose: findings, the head's conclusion, and the end once the backend has its result.
extension Desk {
    func review(_ sealed: Sealed, _ findings: [Finding]) -> Ruling {
        let people = Set(check.people.map(\.id))
        let footage = Set(facts.footage.map(\.id))
        for (index, finding) in findings.enumerated() {
            if let person = finding.person, !people.contains(person) {
                return refuse(.findings, "findings[\(index)].person \(person) is not one of this check's people.")
            }
            if let evidence = finding.evidence, !footage.contains(evidence.recording) {
                return refuse(
                    .findings, "findings[\(index)].recording \(evidence.recording) is not footage of this check.")
            }
            if let evidence = finding.evidence, !(evidence.from >= 0 && evidence.to >= evidence.from) {
                return refuse(
                    .findings, "findings[\(index)] must have 0 ≤ from ≤ to, in seconds from the recording's start.")
            }
        }
        return accept(
            .underReview(UnderReview(sealed: sealed, at: now, findings: findings)),
            ["findings": .array(findings.map { .string($0.ruleID) })],
            effects: [.replaceFindings(findings)])
    }

    func conclude(_ review: UnderReview, _ outcome: Outcome, _ reason: String) -> Ruling {
        guard !reason.isEmpty else {
            return refuse(.reason, "A conclusion needs its reasons: send them as \"reason\".")
        }
        if outcome == .pass, !review.findings.isEmpty {
            return refuse(
                .findings,
                "\(review.findings.count) finding(s) are open (\(review.findings.map(\.ruleID).joined(separator: ", "))): a check with open findings cannot pass."
            )
        }
        if outcome == .fail, review.findings.isEmpty {
            return refuse(
                .findings, "A check fails on findings, and none is on record: review it with the findings first.")
        }
        guard let reservation = facts.result else {
            return refuse(.receipt, "No result message could be reserved.")
        }
        let decided = Decided(review: review, at: now, by: actor.name, reason: reason)
        let message = ResultMessage(
            check: check, review: review, outcome: outcome, at: now, reservation: reservation,
            footage: facts.footage)
        return accept(
            outcome == .pass ? .passed(decided) : .failed(decided),
            [
                "outcome": .string(outcome.rawValue), "reason": .string(reason),
                "message_id": .string(reservation.message.description),
            ],
            effects: [.postResult(message)])
    }

    func close(_ decided: Decided, _ outcome: Outcome) -> Ruling {
        guard facts.delivered else {
            return refuse(
                .receipt, "The licensing backend has not yet receipted the result: see the check's deliveries.")
        }
        return accept(
            .closed(Closed(decided: decided, outcome: outcome, at: now)), ["outcome": .string(outcome.rawValue)])
    }
}
