import Foundation

/// What is announced to the party, its way there, and what the party says to it.
extension CaseDesk {
    var telling: CaseRuling? {
        switch (command, legalCase.state) {
        case (.notify(let proposal), .filed), (.notify(let proposal), .notified),
            (.notify(let proposal), .noticeServed), (.notify(let proposal), .hearingHeld),
            (.notify(let proposal), .returned), (.notify(let proposal), .legallyReviewed):
            notify(proposal)
        case (.acknowledge(let word), .notified(let notified)): proved(word, notified.at) { served(notified, $0) }
        case (.serve(let service), .notified(let notified)): attested(service, notified.at) { served(notified, $0) }
        case (.acknowledge(let word), .hearingSet(let set)): proved(word, set.at) { served(set, $0) }
        case (.serve(let service), .hearingSet(let set)): attested(service, set.at) { served(set, $0) }
        case (.acknowledge(let word), .decided(let decided)): proved(word, decided.at) { served(decided, $0) }
        case (.serve(let service), .decided(let decided)): attested(service, decided.at) { served(decided, $0) }
        case (.statement(let text, let waives), .noticeServed(let served)):
            statement(text, waives) { .noticeServed(served.adding($0)) }
        case (.statement(let text, let waives), .hearingAsked(let asked)):
            statement(text, waives) {
                waives ? .noticeServed(asked.served.adding($0)) : .hearingAsked(asked.adding($0))
            }
        case (.statement(let text, let waives), .hearingSet(let set)):
            statement(text, waives) {
                waives ? .noticeServed(set.asked.served.adding($0)) : .hearingSet(set.adding($0))
            }
        case (.statement(let text, let waives), .hearingHeld(let held)):
            heard(text, waives) { .hearingHeld(held.adding($0)) }
        case (.statement(let text, let waives), .returned(let reviewed)):
            heard(text, waives) { .returned(reviewed.adding($0)) }
        // The review has not seen it, and is made again.
        case (.statement(let text, let waives), .legallyReviewed(let reviewed)):
            heard(text, waives) { reviewed.basis.adding($0).state }
        default: nil
        }
    }

    /// Announces the measures. A new announcement replaces the earlier one, with what was said and reviewed on it.
    private func notify(_ proposal: Notify) -> CaseRuling {
        if let flaw = proposal.measures.flaw(for: legalCase.kind) { return .refused(flaw) }
        let found = proposal.facts.isEmpty ? legalCase.filing.facts : proposal.facts
        let basis = proposal.basis.isEmpty ? legalCase.filing.basis : proposal.basis
        let entitles = proposal.measures.entitlesToHearing(from: facts.rules.hearingThresholdFen)
        let fields: [String: JSONValue] = [
            "facts": .string(found), "basis": .string(basis), "measures": proposal.measures.paperField,
            "hearing": .bool(entitles), "days": .int(Int64(facts.terms.rule(of: .hearingRequest, on: today).length)),
            "again": .text(legalCase.state.notified?.number),
        ]
        let kind: DocumentKind = legalCase.kind == .penalty ? .penaltyNotice : .revocationNotice
        return filing(kind, fields) { paper in
            accept(
                .notified(
                    Notified(
                        at: now, by: actor.name, measures: proposal.measures, facts: found, basis: basis,
                        document: paper.id, number: paper.number)),
                named(paper, ["measures": proposal.measures.eventField, "hearing": .bool(entitles)]),
                effects: [.file(paper), .send(paper)])
        }
    }

    // MARK: arrival

    private func proved(_ word: Acknowledge, _ made: Date, _ then: (Service) -> CaseRuling) -> CaseRuling {
        word.judged(made: made, now: now, refused: { .refused($0) }, proved: then)
    }

    private func attested(_ service: Service, _ sent: Date, _ then: (Service) -> CaseRuling) -> CaseRuling {
        service.judged(sent: sent, now: now, refused: { .refused($0) }, proved: then)
    }

    func receipt(
        of number: String, _ kind: DocumentKind, _ service: Service, _ then: (Paper, [String: JSONValue]) -> CaseRuling
    ) -> CaseRuling {
        filing(.serviceReceipt, service.paperFields(of: number, kind, clock)) { paper in
            then(paper, named(paper, service.eventFields(of: number)))
        }
    }

    /// From here on the party's time runs.
    private func served(_ notified: Notified, _ service: Service) -> CaseRuling {
        let kind: DocumentKind = legalCase.kind == .penalty ? .penaltyNotice : .revocationNotice
        return receipt(of: notified.number, kind, service) { paper, body in
            accept(
                .noticeServed(NoticeServed(notified: notified, service: service, statements: [])), body,
                effects: [.file(paper)])
        }
    }

    private func served(_ set: HearingSet, _ service: Service) -> CaseRuling {
        guard set.service == nil else {
            return refuse(.service, "The notice of the hearing is served already: that stays on record as it is.")
        }
        return receipt(of: set.number, .hearingNotice, service) { paper, body in
            let told = HearingSet(
                asked: set.asked, at: set.at, hearing: set.hearing, document: set.document, number: set.number,
                service: service)
            return accept(.hearingSet(told), body, effects: [.file(paper)])
        }
    }

    // MARK: the party speaks

    /// While it is still to be heard; a waiver takes back a hearing that it had asked for.
    fileprivate func statement(_ text: String, _ waives: Bool, _ then: (PartyStatement) -> CaseState) -> CaseRuling {
        guard waives || !text.isEmpty else {
            return refuse(
                .transcript, "Put on record in \"text\" what the party says, or send \"waive\": true when it waives.")
        }
        let fields: [String: JSONValue] = [
            "text": .string(text), "waives": .bool(waives), "noted": .string(clock.minute(now)),
            "notice_number": .text(legalCase.state.notified?.number), "by_party": .bool(actor.role == .party),
        ]
        return filing(.statementRecord, fields) { paper in
            let said = PartyStatement(
                at: now, text: text, waives: waives, document: paper.id, number: paper.number)
            return accept(then(said), named(paper, ["waives": .bool(waives)]), effects: [.file(paper)])
        }
    }
}

extension CaseDesk {
    /// Until the decision it may add to what it said; there is nothing left to waive.
    private func heard(_ text: String, _ waives: Bool, _ then: (PartyStatement) -> CaseState) -> CaseRuling {
        guard !waives else {
            return refuse(
                .hearing, "The party's time to ask for a hearing is over, or it was heard: nothing is left to waive.")
        }
        return statement(text, waives, then)
    }
}
