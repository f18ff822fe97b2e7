import Foundation

/// Legal review (法制审核) and the decision.
extension CaseDesk {
    var deciding: CaseRuling? {
        switch (command, legalCase.state) {
        case (.legalReview(let review), .noticeServed(let served)):
            unheard(served).map { .refused($0) } ?? self.review(.statement(served), review)
        case (.legalReview(let review), .hearingHeld(let held)): self.review(.hearing(held), review)
        case (.legalReview(let review), .returned(let last)): self.review(last.basis, review)
        case (.decide(let decision), .legallyReviewed(let reviewed)): decide(reviewed, decision)
        case (.decide, .noticeServed(let served)): unheard(served).map { .refused($0) } ?? unreviewed()
        case (.decide, .hearingHeld), (.decide, .returned): unreviewed()
        case (.decide, .hearingAsked), (.decide, .hearingSet):
            refuse(.hearing, "The party has asked for a hearing, and it is not held yet: hold it before the decision.")
        default: nil
        }
    }

    /// The party's time still runs, and it has not said all that it may.
    private func unheard(_ served: NoticeServed) -> Refusal? {
        let entitled = served.notified.measures.entitlesToHearing(from: facts.rules.hearingThresholdFen)
        // A statement is not a waiver: whoever may still ask for a hearing has its time for that.
        guard !served.hasWaived, entitled || served.statements.isEmpty else { return nil }
        let due = facts.terms.hearingRequest(served).due
        if due.provisional {
            return Refusal(
                .tooEarly,
                "The party's time cannot be counted beyond \(due.day), where the calendar ends: add the next year's table."
            )
        }
        guard now < due.instant else { return nil }
        return Refusal(
            .tooEarly,
            "The party may \(entitled ? "ask for a hearing" : "make its statement") until \(due.day), that day included, unless it waives that."
        )
    }

    private func unreviewed() -> CaseRuling {
        refuse(
            .legalReview,
            "No legal review has approved what is proposed now: a legal reviewer gives \"legal-review\" first.")
    }

    private func review(_ basis: LegallyReviewed.Basis, _ review: LegalReview) -> CaseRuling {
        let notified = basis.served.notified
        guard actor.name != notified.by, actor.name != legalCase.filing.by else {
            return refuse(
                .impartiality,
                "\(actor.name) filed or proposed this case: another legal reviewer looks at it.")
        }
        guard !review.text.isEmpty else {
            return refuse(.reason, "An opinion needs its reasons: send them as \"text\".")
        }
        let approves = review.opinion == .approve
        let fields: [String: JSONValue] = [
            "approves": .bool(approves), "text": .string(review.text), "facts": .string(notified.facts),
            "basis": .string(notified.basis), "measures": notified.measures.paperField,
            "notice_number": .string(notified.number), "heard": .bool(basis.wasHeard),
        ]
        return filing(.legalOpinion, fields) { paper in
            let reviewed = LegallyReviewed(
                basis: basis, at: now, by: actor.name, text: review.text, document: paper.id, number: paper.number)
            return accept(
                approves ? .legallyReviewed(reviewed) : .returned(reviewed),
                named(paper, ["opinion": .string(review.opinion.rawValue)]), effects: [.file(paper)])
        }
    }

    private func decide(_ reviewed: LegallyReviewed, _ decision: DecideCase) -> CaseRuling {
        if let flaw = decision.measures.flaw(for: legalCase.kind) { return .refused(flaw) }
        let notified = reviewed.basis.served.notified
        guard !decision.measures.exceeds(notified.measures) else {
            return refuse(
                .measures,
                "This is more, or other, than \(notified.number) announced: notify the party anew, and hear it on that."
            )
        }
        guard !decision.reason.isEmpty else {
            return refuse(
                .reason, "A decision needs its reasons, and which of the party's statements were followed: \"reason\".")
        }
        if legalCase.kind == .revocation, !facts.check.isDecidedAgainstParty {
            return refuse(
                .checkDecision,
                "\(legalCase.checkNo) itself is not decided against the party and served yet: a revocation replaces that result."
            )
        }
        let due = facts.terms.penaltyDecision(of: legalCase).due
        let isLate = legalCase.kind == .penalty && !due.provisional && now >= due.instant
        guard !isLate || !decision.lateReason.isEmpty else {
            return refuse(
                .tooLate,
                "The decision was due on \(due.day), \(facts.rules.clock(.penaltyDecision).span) after filing: say in \"late_reason\" why it comes later."
            )
        }
        return file(reviewed, decision, lateReason: isLate ? decision.lateReason : nil)
    }

    private func file(_ reviewed: LegallyReviewed, _ decision: DecideCase, lateReason: String?) -> CaseRuling {
        let served = reviewed.basis.served
        let fields: [String: JSONValue] = [
            "facts": .string(served.notified.facts), "basis": .string(served.notified.basis),
            "measures": decision.measures.paperField, "reason": .string(decision.reason),
            "notice_number": .string(served.notified.number), "spoke": .bool(!served.statements.isEmpty),
            "heard": .bool(reviewed.basis.wasHeard), "review_number": .string(reviewed.number),
            "money": .bool(decision.measures.fen(.fine) + decision.measures.fen(.confiscation) > 0),
        ]
        let kind: DocumentKind = legalCase.kind == .penalty ? .penaltyDecision : .revocationDecision
        return filing(kind, fields) { paper in
            accept(
                .decided(
                    CaseDecided(
                        reviewed: reviewed, at: now, by: actor.name, measures: decision.measures,
                        reason: decision.reason, lateReason: lateReason, document: paper.id, number: paper.number)),
                named(
                    paper,
                    [
                        "measures": decision.measures.eventField, "reason": .string(decision.reason),
                        "late_reason": .text(lateReason),
                    ]), effects: [.file(paper), .send(paper)])
        }
    }
}

extension LegallyReviewed.Basis {
    /// Whether a hearing was held.
    var wasHeard: Bool { if case .hearing = self { true } else { false } }
}

extension Check {
    /// The decision that it is not passed has reached the party, and stands.
    var isDecidedAgainstParty: Bool { state.outcome == .fail && state.decided?.service != nil }
}
