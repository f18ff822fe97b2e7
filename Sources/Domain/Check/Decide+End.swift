import Foundation

/// The end of a check, and what comes after an end: a visit, a result that is corrected or taken back.
extension Desk {
    var ending: Ruling? {
        switch (command, check.state) {
        case (.escalate(let order), .aborted(let aborted)): escalate(.aborted(aborted), order)
        case (.escalate(let order), .sealed(let sealed)): escalate(.sealed(sealed), order)
        case (.escalate(let order), .noShow(let absence)): escalate(.noShow(absence), order)
        case (.escalate(let order), .declined(let declined)): escalate(.declined(declined), order)
        case (.escalate(let order), .underReview(let review)): escalate(.review(review), order)
        case (.reopen(let reason), .passed(let decided)): reopen(decided, reason)
        case (.reopen(let reason), .failed(let decided)): reopen(decided, reason)
        case (.reopen(let reason), .closed(let closed)): reopen(closed.ending.decided, reason)
        case (.withdraw(let reason), .passed(let decided)): withdraw(decided, .pass, reason)
        case (.withdraw(let reason), .failed(let decided)): withdraw(decided, .fail, reason)
        case (.withdraw(let reason), .closed(let closed)):
            switch closed.ending {
            case .passed(let decided): withdraw(decided, .pass, reason)
            case .failed(let decided): withdraw(decided, .fail, reason)
            case .escalated, .withdrawn: refuse(.receipt, "There is no result of this check to take back.")
            }
        case (.close, .passed(let decided)): close(.passed(decided))
        case (.close, .failed(let decided)): close(.failed(decided))
        case (.close, .escalated(let escalated)): close(.escalated(escalated))
        case (.close, .withdrawn(let withdrawn)): close(.withdrawn(withdrawn))
        default: nil
        }
    }

    private func escalate(_ origin: Escalated.Origin, _ order: Escalate) -> Ruling {
        guard !order.reason.isEmpty else { return refuse(.reason, "Ordering an on-site check needs its reason.") }
        guard check.mode != .onsiteCheck else {
            return refuse(.mode, "\(check.checkNo) is on the spot already: decide it on what was found there.")
        }
        guard let onsite = facts.onsite else {
            return refuse(.document, "No number could be set aside for the on-site check: try again.")
        }
        let fields: [String: JSONValue] = [
            "code": .string(order.code.rawValue), "reason": .string(order.reason), "onsite": .string(onsite.number),
            "noted": .string(clock.minute(now)),
        ]
        return filing(.escalationNote, fields) { paper in
            let escalated = Escalated(
                origin: origin, at: now, by: actor.name, code: order.code, reason: order.reason, onsite: onsite.id)
            let body = named(paper).merging([
                "code": .string(order.code.rawValue), "reason": .string(order.reason),
                "onsite": .string(onsite.id.description), "onsite_no": .string(onsite.number),
            ]) { $1 }
            let findings = CheckState.escalated(escalated).review?.findings ?? []
            return posting(.escalate, findings, body: body) { body, result in
                accept(
                    .escalated(escalated), body,
                    effects: [
                        .file(paper), .openOnsite(onsite, reason: order.reason), .postResult(result),
                    ])
            }
        }
    }

    /// Wrong, or new facts: the head decides anew, and the new result replaces the posted one.
    private func reopen(_ decided: Decided?, _ reason: String) -> Ruling {
        guard let decided else {
            return refuse(.receipt, "This check ended without a decision: there is none to reconsider.")
        }
        if let revoked { return .refused(revoked) }
        guard !reason.isEmpty else { return refuse(.reason, "Reopening a decided check needs its reason.") }
        let fields: [String: JSONValue] = [
            "reason": .string(reason), "noted": .string(clock.minute(now)),
            "decision_number": .string(decided.decision.number),
        ]
        // What a recheck found cured stays cured: only what was still open is decided on anew.
        let review = UnderReview(basis: decided.review.basis, at: decided.review.at, findings: decided.findings)
        return filing(.reopeningNote, fields) { paper in
            accept(
                .underReview(review), named(paper).merging(["reason": .string(reason)]) { $1 },
                effects: [.replaceFindings(review.findings), .file(paper), .send(paper)])
        }
    }

    /// The newest result says that the licence is revoked: another one of this check would undo that without a decision.
    private var revoked: Refusal? {
        facts.revokedBy.map {
            Refusal(
                .revoked,
                "The licence is revoked by case \($0), and its decision is served: what comes after that is not decided in this check."
            )
        }
    }

    private func withdraw(_ decided: Decided, _ was: Outcome, _ reason: String) -> Ruling {
        if let revoked { return .refused(revoked) }
        guard !reason.isEmpty else { return refuse(.reason, "Taking a result back needs its reason.") }
        guard let posted = facts.result?.posted, posted > 0 else {
            return refuse(.receipt, "No result of this check was posted yet: reopen it instead.")
        }
        let fields: [String: JSONValue] = [
            "reason": .string(reason), "noted": .string(clock.minute(now)), "revision": .int(Int64(posted)),
            "decision_number": .string(decided.decision.number),
        ]
        return filing(.withdrawalNote, fields) { paper in
            let body = named(paper).merging(["reason": .string(reason)]) { $1 }
            return posting(.withdrawn, [], body: body, reason: reason) { body, result in
                accept(
                    .withdrawn(
                        Withdrawn(decided: decided, was: was, at: now, by: actor.name, reason: reason)),
                    body, effects: [.file(paper), .send(paper), .postResult(result)])
            }
        }
    }

    private func close(_ ending: Closed.Ending) -> Ruling {
        if case .failed(let decided) = ending, decided.service == nil {
            return refuse(
                .service, "The decision is not served yet: the party has not confirmed it. Serve it another lawful way."
            )
        }
        guard facts.openCases.isEmpty else {
            return refuse(
                .openCase, "A filed case is open on \(check.checkNo): the check closes once it is ended or dismissed.")
        }
        guard facts.delivered else {
            return refuse(
                .receipt,
                "The licensing backend has not yet receipted the result, or the credit platform its penalty: see the check's deliveries."
            )
        }
        return accept(
            .closed(Closed(ending: ending, at: now)), ["outcome": .string(ending.outcome.rawValue)])
    }

    /// Writes the next result, which replaces the one before.
    func posting(
        _ outcome: Outcome, _ findings: [Finding], body: [String: JSONValue],
        rectification: ResultMessage.Rectification? = nil, reason: String? = nil,
        _ then: ([String: JSONValue], ResultMessage) -> Ruling
    ) -> Ruling {
        guard let reservation = facts.result else {
            return refuse(.document, "No result message could be set aside: try again.")
        }
        let result = ResultMessage(
            check: check, findings: findings, outcome: outcome, at: now, reservation: reservation,
            footage: facts.footage, manifest: facts.manifest, rectification: rectification, reason: reason)
        return then(body.merging(["message_id": .string(reservation.message.description)]) { $1 }, result)
    }
}
