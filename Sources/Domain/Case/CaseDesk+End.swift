import Foundation

/// The decision's arrival, what is posted then, and the end of a case.
extension CaseDesk {
    var ending: CaseRuling? {
        switch (command, legalCase.state) {
        case (.execute(let execution), .decisionServed(let served)): execute(served, execution)
        case (.deregister(let note), .decisionServed(let served)): deregister(served, note)
        case (.dismiss(let dismissal), let state) where CaseCommand.Name.dismiss.takenFrom.contains(state.name):
            dismiss(state, dismissal)
        default: nil
        }
    }

    /// It is served: now others may be told.
    func served(_ decided: CaseDecided, _ service: Service) -> CaseRuling {
        let kind: DocumentKind = legalCase.kind == .penalty ? .penaltyDecision : .revocationDecision
        return receipt(of: decided.number, kind, service) { paper, body in
            guard let reservation = facts.result else {
                return refuse(.document, "No message could be set aside for the decision: try again.")
            }
            let done = DecisionServed(decided: decided, service: service)
            let body = body.merging(["message_id": .string(reservation.message.description)]) { $1 }
            let effect: CaseEffect
            switch decided.measures {
            case .penalties:
                effect = .postPenalty(CreditPenalty(legalCase, done, facts, message: reservation.message, now: now))
            case .revocation(let revocation):
                let told = ResultMessage.Revocation(
                    docNo: decided.number, licenceNo: revocation.licenceNo, ground: revocation.ground)
                effect = .postResult(
                    ResultMessage(
                        check: facts.check, findings: facts.check.state.decided?.findings ?? [], outcome: .revoke,
                        at: now, reservation: reservation, footage: facts.footage, revocation: told))
            }
            return accept(.decisionServed(done), body, effects: [.file(paper), effect])
        }
    }

    private func execute(_ served: DecisionServed, _ execution: Execution) -> CaseRuling {
        guard legalCase.kind == .penalty else {
            return refuse(.caseKind, "A revocation is not executed like a penalty: the licence is deregistered.")
        }
        let money = served.decided.measures.fen(.fine) + served.decided.measures.fen(.confiscation)
        guard money == 0 || !execution.receiptNo.isEmpty else {
            return refuse(
                .execution,
                "\(Penalty.yuan(money)) yuan were to be paid: send the bank's or the treasury's \"receipt_no\".")
        }
        guard money > 0 || execution.how == .carriedOut else {
            return refuse(.execution, "There was nothing to be paid: \"how\" is \"carried_out\".")
        }
        let fields: [String: JSONValue] = [
            "how": .string(execution.how.title.zh), "how_en": .string(execution.how.title.en),
            "receipt_no": .string(execution.receiptNo), "note": .string(execution.note),
            "measures": served.decided.measures.paperField, "decision_number": .string(served.decided.number),
            "served": .string(clock.minute(served.service.arrivedAt)), "noted": .string(clock.minute(now)),
        ]
        return filing(.executionRecord, fields) { paper in
            accept(
                .executed(
                    Executed(
                        served: served, at: now, by: actor.name, execution: execution, document: paper.id,
                        number: paper.number)),
                named(paper, ["how": .string(execution.how.rawValue), "receipt_no": .string(execution.receiptNo)]),
                effects: [.file(paper)])
        }
    }

    private func deregister(_ served: DecisionServed, _ note: String) -> CaseRuling {
        guard let revocation = served.decided.measures.revocation else {
            return refuse(
                .caseKind,
                "A penalty strikes no licence off here: only a revocation is followed by deregistration; execute it.")
        }
        let fields: [String: JSONValue] = [
            "licence_no": .string(revocation.licenceNo), "note": .string(note),
            "decision_number": .string(served.decided.number),
            "served": .string(clock.minute(served.service.arrivedAt)), "noted": .string(clock.minute(now)),
        ]
        return filing(.deregistrationNote, fields) { paper in
            accept(
                .deregistered(
                    Deregistered(
                        served: served, at: now, by: actor.name, note: note, document: paper.id,
                        number: paper.number)),
                named(paper, ["licence_no": .string(revocation.licenceNo)]),
                effects: [.file(paper), .send(paper)])
        }
    }

    /// No measure is taken. A party that was told of the case is told of its end.
    private func dismiss(_ state: CaseState, _ dismissal: Dismissal) -> CaseRuling {
        guard !dismissal.reason.isEmpty else { return refuse(.reason, "Dismissing a case needs its reasons.") }
        let fields: [String: JSONValue] = [
            "ground": .string(dismissal.ground.title.zh), "ground_en": .string(dismissal.ground.title.en),
            "reason": .string(dismissal.reason), "filing_number": .string(legalCase.filing.number),
            "noted": .string(clock.minute(now)),
        ]
        return filing(.caseDismissal, fields) { paper in
            accept(
                .dismissed(
                    Dismissed(
                        from: state.name, at: now, by: actor.name, ground: dismissal.ground,
                        reason: dismissal.reason, document: paper.id, number: paper.number)),
                named(
                    paper,
                    ["ground": .string(dismissal.ground.rawValue), "reason": .string(dismissal.reason)]),
                effects: state.name == .filed ? [.file(paper)] : [.file(paper), .send(paper)])
        }
    }
}
