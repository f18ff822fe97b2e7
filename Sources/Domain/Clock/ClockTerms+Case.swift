import Foundation

/// The clocks of a filed case. What `decide` holds a command against is counted here too, so that no page says another day
/// than a refusal does.
extension ClockTerms {
    /// Of a case, as it stands.
    /// - Parameter settled: as of a check.
    public func running(_ one: LegalCase, settled: [ClockName: Day]) -> [ClockTerm] {
        let toDecide = one.kind == .penalty && !one.state.name.isOver && one.state.decision == nil
        return (toDecide ? [penaltyDecision(of: one)] : []) + party(one.state) + penalty(one, settled)
    }

    /// What the party is to be told, and how long it may speak.
    private func party(_ state: CaseState) -> [ClockTerm] {
        switch state {
        case .noticeServed(let served) where !served.hasWaived: [hearingRequest(served)]
        case .hearingSet(let set) where set.service == nil: [hearingNotice(set)]
        default: []
        }
    }

    /// A penalty that is decided has to reach the party, and one that has reached it is published.
    private func penalty(_ one: LegalCase, _ settled: [ClockName: Day]) -> [ClockTerm] {
        guard one.kind == .penalty else { return [] }
        if case .decided(let decided) = one.state { return [term(.penaltyService, from: day(decided.at))] }
        guard let served = one.state.decisionService else { return [] }
        let term = term(.penaltyPublication, from: day(served.service.arrivedAt))
        return settled[term.name] == term.startedOn ? [] : [term]
    }

    func penaltyDecision(of one: LegalCase) -> ClockTerm { term(.penaltyDecision, from: day(one.filing.at)) }

    /// The party's time to ask for a hearing, and to speak.
    func hearingRequest(_ served: NoticeServed) -> ClockTerm {
        term(.hearingRequest, from: day(served.service.arrivedAt))
    }

    /// Whether the party's time to ask for a hearing still runs. An end that is not known yet is not held against it.
    public func mayAsk(for served: NoticeServed, now: Date) -> Bool {
        let due = hearingRequest(served).due
        return due.provisional || now < due.instant
    }

    /// Counted back from the hearing: the last day on which its notice may arrive.
    private func hearingNotice(_ set: HearingSet) -> ClockTerm {
        let (start, hearing) = (day(set.at), day(set.hearing.at))
        let rule = rule(of: .hearingNotice, on: start)
        switch rule.unit {
        case .calendarDays:
            return term(.hearingNotice, from: start, until: deadline(hearing.adding(days: -rule.length)))
        case .workingDays:
            var (last, left, isKnown) = (hearing, rule.length, true)
            while left > 0, last > start {
                // Days of a year without a table are not counted on: rather too early than guessed.
                let works = try? calendar.isWorkingDay(last)
                isKnown = isKnown && works != nil
                if works == true { left -= 1 }
                last = last.adding(days: -1)
            }
            let due = Deadline(day: last, instant: last.end(in: timeZone), provisional: !isKnown)
            return term(.hearingNotice, from: start, until: due)
        }
    }

    /// The first day for a hearing whose notice was set on one day and arrived, or may arrive, on another.
    func earliestHearing(noticed arrival: Day, setOn day: Day) -> Deadline {
        after(arrival, rule(of: .hearingNotice, on: day))
    }
}
