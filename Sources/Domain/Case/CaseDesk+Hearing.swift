import Foundation

/// The hearing (听证): asked for, set, held.
extension CaseDesk {
    var hearing: CaseRuling? {
        switch (command, legalCase.state) {
        case (.askHearing(let reason), .noticeServed(let served)): ask(served, reason)
        case (.setHearing(let hearing), .hearingAsked(let asked)): set(asked, hearing)
        case (.setHearing(let hearing), .hearingSet(let set)): self.set(set.asked, hearing)
        case (.holdHearing(let held), .hearingSet(let set)): hold(set, held)
        default: nil
        }
    }

    private func ask(_ served: NoticeServed, _ reason: String) -> CaseRuling {
        let threshold = facts.rules.hearingThresholdFen
        guard served.notified.measures.entitlesToHearing(from: threshold) else {
            return refuse(
                .hearing,
                "What is proposed entitles to no hearing: that is for a forfeiture, a revocation, or a sum of \(Penalty.yuan(threshold)) yuan and more. The party may make its statement."
            )
        }
        guard !served.hasWaived else {
            return refuse(.hearing, "The party has waived its hearing: that stays on record as it is.")
        }
        guard facts.terms.mayAsk(for: served, now: now) else {
            return refuse(
                .tooLate,
                "A hearing could be asked for until \(facts.terms.hearingRequest(served).due.day), that day included: \(facts.terms.rule(of: .hearingRequest, on: Day(served.service.arrivedAt, in: facts.timeZone)).span) after the notice arrived."
            )
        }
        let fields: [String: JSONValue] = [
            "text": .string(reason), "noted": .string(clock.minute(now)),
            "notice_number": .string(served.notified.number), "measures": served.notified.measures.paperField,
            "by_party": .bool(actor.role == .party),
        ]
        return filing(.hearingRequest, fields) { paper in
            accept(
                .hearingAsked(HearingAsked(served: served, at: now, reason: reason)),
                named(paper, ["reason": .string(reason)]), effects: [.file(paper)])
        }
    }

    private func set(_ asked: HearingAsked, _ hearing: SetHearing) -> CaseRuling {
        guard !hearing.place.isEmpty, !hearing.chair.isEmpty else {
            return refuse(.hearing, "A hearing needs its \"place\" and the \"chair\" who presides.")
        }
        if let refusal = partial(hearing.chair, asked.served.notified) { return .refused(refusal) }
        if let refusal = tooNear(hearing.at) { return .refused(refusal) }
        let fields: [String: JSONValue] = [
            "when": .string(clock.minute(hearing.at)), "place": .string(hearing.place),
            "chair": .string(hearing.chair), "notice_number": .string(asked.served.notified.number),
            "measures": asked.served.notified.measures.paperField,
        ]
        return filing(.hearingNotice, fields) { paper in
            let set = HearingSet(
                asked: asked, at: now, hearing: hearing, document: paper.id, number: paper.number, service: nil)
            let body: [String: JSONValue] = [
                "hearing_at": .string(hearing.at.iso8601), "place": .string(hearing.place),
                "chair": .string(hearing.chair),
            ]
            return accept(.hearingSet(set), named(paper, body), effects: [.file(paper), .send(paper)])
        }
    }

    /// Whoever presides has neither checked nor filed nor proposed (行政处罚法 第六十四条第四项).
    private func partial(_ chair: String, _ notified: Notified) -> Refusal? {
        let inspects = facts.inspectors.contains { [$0.name, $0.id, $0.certificateNo].contains(chair) }
        guard inspects || chair == legalCase.filing.by || chair == notified.by else { return nil }
        return Refusal(
            .impartiality,
            "\(chair) has worked on this case: a hearing is led by someone who did not check, file or propose. Name another \"chair\"."
        )
    }

    /// The law's days between the notice and the hearing.
    private func tooNear(_ hearing: Date) -> Refusal? {
        let span = facts.terms.rule(of: .hearingNotice, on: today).span
        let earliest = facts.terms.earliestHearing(noticed: today, setOn: today)
        guard !earliest.provisional else {
            return Refusal(
                .noticeLead,
                "The calendar ends on \(earliest.day), so \(span) cannot be counted: add the next year's table."
            )
        }
        guard Day(hearing, in: facts.timeZone) >= earliest.day, hearing > now else {
            return Refusal(
                .noticeLead,
                "A hearing is held \(span) or more after its notice: \(earliest.day) at the earliest, counted from today. Set it anew."
            )
        }
        return nil
    }

    private func hold(_ set: HearingSet, _ held: HoldHearing) -> CaseRuling {
        guard now >= set.hearing.at else {
            return refuse(.tooEarly, "The hearing is at \(set.hearing.at.iso8601): record it once it is held.")
        }
        guard let service = set.service else {
            return refuse(
                .service, "The notice of the hearing is not served: the party cannot be heard, nor said to be absent.")
        }
        let arrived = Day(service.arrivedAt, in: facts.timeZone)
        let day = Day(set.at, in: facts.timeZone)
        let earliest = facts.terms.earliestHearing(noticed: arrived, setOn: day)
        guard !earliest.provisional, Day(set.hearing.at, in: facts.timeZone) >= earliest.day else {
            return refuse(
                .noticeLead,
                "The notice arrived on \(arrived), less than \(facts.terms.rule(of: .hearingNotice, on: day).span) before the hearing: set it anew, for \(earliest.day) or later."
            )
        }
        guard !held.record.isEmpty else {
            return refuse(.transcript, "A hearing is held with its transcript (听证笔录): send it as \"record\".")
        }
        let fields: [String: JSONValue] = [
            "when": .string(clock.minute(set.hearing.at)), "place": .string(set.hearing.place),
            "chair": .string(set.hearing.chair), "notice_number": .string(set.number), "text": .string(held.record),
            "party_absent": .bool(held.partyAbsent),
        ]
        return filing(.hearingRecord, fields) { paper in
            accept(
                .hearingHeld(
                    HearingHeld(
                        set: set, at: now, record: held.record, partyAbsent: held.partyAbsent, document: paper.id,
                        number: paper.number)),
                named(paper, ["party_absent": .bool(held.partyAbsent)]), effects: [.file(paper)])
        }
    }
}
