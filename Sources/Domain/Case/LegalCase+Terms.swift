import Foundation

/// A clock of a case that runs now.
public struct CaseTerm: Sendable, Equatable {
    public let name: Name
    /// The day that is not counted.
    public let startedOn: Day
    public let due: Deadline

    public enum Name: String, Choice {
        /// 90 calendar days from filing (行政处罚法 第六十条).
        case penaltyDecision = "penalty_decision"
        /// Seven working days from the decision (第六十一条).
        case penaltyService = "penalty_service"
        /// The party's time to ask for a hearing, and to speak: five working days from the notice's arrival (第六十四条).
        case hearingRequest = "hearing_request"
        /// The hearing's notice arrives seven working days before it.
        case hearingNotice = "hearing_notice"
    }
}

extension LegalCase {
    /// The clocks that run in this state, as the rules of the day of filing have them.
    public func terms(rules: RuleSet, calendar: WorkingCalendar, timeZone: TimeZone) -> [CaseTerm] {
        var terms: [CaseTerm] = []
        let filed = Day(filing.at, in: timeZone)
        if kind == .penalty, !state.name.isOver, state.decision == nil {
            let day = filed.adding(days: rules.clock(.penaltyDecision).length)
            terms.append(
                CaseTerm(
                    name: .penaltyDecision, startedOn: filed,
                    due: Deadline(day: day, instant: day.end(in: timeZone), provisional: false)))
        }
        switch state {
        case .noticeServed(let served) where !served.hasWaived:
            terms.append(Self.partyTerm(served, rules: rules, calendar: calendar, timeZone: timeZone))
        case .hearingSet(let set) where set.service == nil:
            let (day, provisional) = calendar.subtracting(
                workingDays: rules.clock(.hearingNotice).length, from: Day(set.hearing.at, in: timeZone))
            terms.append(
                CaseTerm(
                    name: .hearingNotice, startedOn: Day(set.at, in: timeZone),
                    due: Deadline(day: day, instant: day.end(in: timeZone), provisional: provisional)))
        case .decided(let decided) where kind == .penalty:
            let start = Day(decided.at, in: timeZone)
            terms.append(
                CaseTerm(
                    name: .penaltyService, startedOn: start,
                    due: .working(rules.clock(.penaltyService).length, from: start, calendar, timeZone)))
        default: break
        }
        return terms
    }

    /// How long the party may speak and ask for a hearing.
    static func partyTerm(
        _ served: NoticeServed, rules: RuleSet, calendar: WorkingCalendar, timeZone: TimeZone
    ) -> CaseTerm {
        let start = Day(served.service.arrivedAt, in: timeZone)
        return CaseTerm(
            name: .hearingRequest, startedOn: start,
            due: .working(rules.clock(.hearingRequest).length, from: start, calendar, timeZone))
    }
}

extension Deadline {
    /// So many working days after a day. Where the calendar ends before: the last day that is known, marked provisional;
    /// the day itself where even its own year has no table.
    public static func working(
        _ count: Int, from start: Day, _ calendar: WorkingCalendar, _ timeZone: TimeZone
    ) -> Deadline {
        if let day = try? calendar.adding(workingDays: count, to: start) {
            return Deadline(day: day, instant: day.end(in: timeZone), provisional: false)
        }
        let last = calendar.lastKnownDay(from: start) ?? start
        return Deadline(day: last, instant: last.end(in: timeZone), provisional: true)
    }
}

extension WorkingCalendar {
    /// The latest day with so many working days between it and `day`, that day being the last of them: what arrives then
    /// is in time. A year without a table makes it provisional: the earliest day that is known.
    func subtracting(workingDays count: Int, from day: Day) -> (day: Day, provisional: Bool) {
        var (at, left) = (day, count)
        while left > 0 {
            guard let works = try? isWorkingDay(at) else { return (at, true) }
            if works { left -= 1 }
            at = at.adding(days: -1)
        }
        return (at, false)
    }
}
