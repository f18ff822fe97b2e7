import Foundation

/// A clock that runs: since when, until when, by which rules.
public struct ClockTerm: Sendable, Equatable {
    public let name: ClockName
    /// The day of the event that started it, which is not counted.
    public let startedOn: Day
    public let due: Deadline
    /// From then on it is said to be near.
    public let warnAt: Date
    /// Of the rule set that it runs by.
    public let rules: Day
}

/// Which clocks must run: a pure function of what is on record, so that an event starts and stops them by what it leads
/// to, and anyone can ask afterwards whether all that must run does.
public struct ClockTerms: Sendable {
    private let book: RuleBook
    let calendar: WorkingCalendar
    let timeZone: TimeZone

    public init(book: RuleBook, calendar: WorkingCalendar, timeZone: TimeZone) {
        self.book = book
        self.calendar = calendar
        self.timeZone = timeZone
    }

    /// Of a check, as it stands.
    /// - Parameter settled: clocks of this check that a person has said to be done, by the day that had started them.
    public func running(_ check: Check, settled: [ClockName: Day]) -> [ClockTerm] {
        var terms: [ClockTerm] = []
        if check.state.name.awaitsDecision {
            if let from = check.extendedFrom {
                terms.append(term(.licenceExtension, from: from, until: check.deadline))
            } else {
                terms.append(
                    term(check.source.decisionClock, from: day(check.acceptedAt), until: check.deadline))
            }
        }
        return terms + steps(check) + results(check.state, settled)
    }

    /// Of an application that waits for a person to triage it.
    public func awaitingTriage(receivedAt: Date, acceptedAt: Date) -> [ClockTerm] {
        [
            term(.supplementNotice, from: day(receivedAt)),
            term(.licenceDecision, from: day(acceptedAt)),
        ]
    }

    /// Notice, rectification, and papers on their way.
    private func steps(_ check: Check) -> [ClockTerm] {
        switch check.state {
        case .scheduled(let scheduled) where scheduled.course.waiver == nil: [lead(scheduled)]
        case .rectifying(let rectifying):
            [
                term(
                    .rectification, from: day(rectifying.order.at),
                    until: deadline(rectifying.lastDay(in: timeZone)))
            ] + (rectifying.service == nil ? [service(rectifying.order.at)] : [])
        case .failed(let decided) where decided.service == nil: [service(decided.decision.at)]
        case .passed(let decided) where check.source == .licenceReview:
            [term(.licenceIssue, from: day(decided.decision.at))]
        default: []
        }
    }

    /// A served decision is published; one that was published and is taken back is taken down.
    private func results(_ state: CheckState, _ settled: [ClockName: Day]) -> [ClockTerm] {
        if let withdrawal = state.withdrawal {
            let day = day(withdrawal.at)
            guard settled[.publication] != nil, settled[.publishedWithdrawal] != day else { return [] }
            return [term(.publishedWithdrawal, from: day)]
        }
        guard state.outcome == .fail, let served = state.decided?.service else { return [] }
        let day = day(served.arrivedAt)
        return settled[.publication] == day ? [] : [term(.publication, from: day)]
    }

    private func service(_ sent: Date) -> ClockTerm { term(.paperService, from: day(sent)) }

    /// Counted back from the session's day, with the days that must lie between.
    private func lead(_ scheduled: Scheduled) -> ClockTerm {
        let day = day(scheduled.start)
        let days = rule(of: .noticeLead, on: day).length
        return term(.noticeLead, from: day, until: deadline(days == 0 ? day : day.adding(days: -days - 1)))
    }

    func day(_ instant: Date) -> Day { Day(instant, in: timeZone) }

    func deadline(_ day: Day) -> Deadline {
        Deadline(day: day, instant: day.end(in: timeZone), provisional: false)
    }

    /// - Parameter until: where something else than the clock's own length says it.
    func term(_ name: ClockName, from start: Day, until: Deadline? = nil) -> ClockTerm {
        let rules = rules(start)
        let rule = rules.clock(name)
        let due = until ?? after(start, rule)
        let warns = rule.warnDays > 0 && name.holder == .centre
        let warning = warns ? warned(rule, before: due.day).start(in: timeZone) : due.instant
        return ClockTerm(
            name: name, startedOn: start, due: due, warnAt: warning, rules: rules.effectiveFrom)
    }

    func after(_ start: Day, _ rule: ClockRule) -> Deadline {
        .after(start, rule.length, rule.unit, calendar: calendar, timeZone: timeZone)
    }

    private func warned(_ rule: ClockRule, before day: Day) -> Day {
        switch rule.unit {
        case .calendarDays: day.adding(days: -rule.warnDays)
        case .workingDays:
            (try? calendar.subtracting(workingDays: rule.warnDays, from: day)) ?? day.adding(days: -rule.warnDays)
        }
    }

    /// Of a clock that an event of that day starts.
    func rule(of name: ClockName, on day: Day) -> ClockRule { rules(day).clock(name) }

    /// By the event's date; what is older than the first rules runs by those.
    private func rules(_ day: Day) -> RuleSet { (try? book.rules(on: day)) ?? book.nearest(to: day) }
}

extension Check.Source {
    /// The clock of the check's own deadline.
    public var decisionClock: ClockName { self == .licenceReview ? .licenceDecision : .orderedCheck }
}

extension CheckState.Name {
    /// Whether the licence decision still hangs on it: an order to rectify gives the party time of its own.
    public var awaitsDecision: Bool {
        switch self {
        case .requested, .approved, .scheduled, .issued, .serviceFailed, .served, .inSession, .interrupted, .aborted,
            .noShow, .declined, .completed, .sealed, .underReview:
            true
        case .rectifying, .rechecked, .passed, .failed, .escalated, .withdrawn, .cancelled, .closed: false
        }
    }
}
