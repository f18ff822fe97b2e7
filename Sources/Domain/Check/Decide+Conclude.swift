import Foundation

/// The head's conclusion: pass or fail, with an outcome for each person, and its service.
extension Desk {
    func conclude(
        _ review: UnderReview, _ rechecked: Rechecked?, _ outcome: PersonOutcome.Verdict, _ conclusion: Conclusion
    ) -> Ruling {
        let open = rechecked?.remaining ?? review.findings
        if let refusal = unfounded(outcome, conclusion, open) { return .refused(refusal) }
        guard outcome == .fail || rechecked != nil || review.basis.showsPeople else {
            return refuse(
                .people,
                "Nobody was seen in this check: it cannot be said that its people are in order. Order an on-site check, or record what was found."
            )
        }
        if let refusal = misnamed(conclusion.people) { return .refused(refusal) }
        let people = check.people.map { person in
            conclusion.people.first { $0.person == person.id }
                ?? PersonOutcome(person: person.id, outcome: open.contains { $0.person == person.id } ? .fail : .pass)
        }
        if let refusal = contradiction(outcome, people, open) { return .refused(refusal) }
        let fields: [String: JSONValue] = [
            "reason": .string(conclusion.reason), "findings": self.fields(open), "outcomes": self.fields(people),
            "rechecked": .bool(rechecked != nil), "verdicts": disagreement,
        ]
        return filing(outcome == .pass ? .conclusion : .decision, fields) { paper in
            let decided = Decided(
                review: review, rechecked: rechecked,
                decision: Decision(
                    at: now, by: actor.name, reason: conclusion.reason, people: people, document: paper.id,
                    number: paper.number), service: nil)
            let body = named(paper).merging([
                "outcome": .string(outcome.rawValue), "reason": .string(conclusion.reason),
            ]) { $1 }
            switch outcome {
            case .pass:
                return posting(.pass, [], body: body) { body, result in
                    accept(.passed(decided), body, effects: [.file(paper), .send(paper), .postResult(result)])
                }
            // A decision against the party is posted once it is served.
            case .fail: return accept(.failed(decided), body, effects: [.file(paper), .send(paper)])
            }
        }
    }

    private func unfounded(
        _ outcome: PersonOutcome.Verdict, _ conclusion: Conclusion, _ open: [Finding]
    ) -> Refusal? {
        guard !conclusion.reason.isEmpty else {
            return Refusal(.reason, "A conclusion needs its reasons: send them as \"reason\".")
        }
        if outcome == .pass, !open.isEmpty {
            return Refusal(
                .findings,
                "\(open.count) finding(s) are open (\(open.map(\.ruleID).joined(separator: ", "))): a check with open findings cannot pass."
            )
        }
        if outcome == .fail, open.isEmpty {
            return Refusal(
                .findings, "A check fails on findings, and none is on record: review it with the findings first.")
        }
        return nil
    }

    /// An outcome is for one of the check's people, and each has one.
    private func misnamed(_ people: [PersonOutcome]) -> Refusal? {
        let known = Set(check.people.map(\.id))
        if let stranger = people.first(where: { !known.contains($0.person) }) {
            return Refusal(.people, "\(stranger.person) is not one of this check's people.")
        }
        guard Set(people.map(\.person)).count == people.count else {
            return Refusal(.people, "\"people\" names somebody twice: one outcome for each person.")
        }
        return nil
    }

    private func contradiction(
        _ outcome: PersonOutcome.Verdict, _ people: [PersonOutcome], _ open: [Finding]
    ) -> Refusal? {
        if outcome == .pass, let odd = people.first(where: { $0.outcome == .fail }) {
            return Refusal(.people, "\(odd.person) cannot fail in a check that passes: record a finding, and fail it.")
        }
        let named = Set(open.compactMap(\.person))
        if let odd = people.first(where: { $0.outcome == .pass && named.contains($0.person) }) {
            return Refusal(.people, "\(odd.person) cannot pass: a finding about this person is open.")
        }
        let concernsAll = open.contains { $0.person == nil }
        if !concernsAll, let odd = people.first(where: { $0.outcome == .fail && !named.contains($0.person) }) {
            return Refusal(.people, "\(odd.person) cannot fail: no open finding is about this person, or about all.")
        }
        return nil
    }

    /// The decision has reached the party: now it may be posted.
    func serve(_ decided: Decided, _ service: Service) -> Ruling {
        guard decided.service == nil else {
            return refuse(.service, "The decision is served already: that stays on record as it is.")
        }
        return receipt(of: decided.decision.number, .decision, service) { paper, body in
            posting(.fail, decided.findings, body: body) { body, result in
                accept(
                    .failed(
                        Decided(
                            review: decided.review, rechecked: decided.rechecked, decision: decided.decision,
                            service: service)), body, effects: [.file(paper), .postResult(result)])
            }
        }
    }

    private func fields(_ people: [PersonOutcome]) -> JSONValue {
        .array(
            people.map { outcome in
                .object([
                    "name": .text(check.people.first { $0.id == outcome.person }?.name),
                    "passed": .bool(outcome.outcome == .pass),
                ])
            })
    }
}
