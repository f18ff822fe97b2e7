import Foundation

/// The last day of a clock.
public struct Deadline: Sendable, Equatable, Codable {
    public let day: Day
    /// The end of `day` on local clocks, exclusive: what happens before it is in time.
    public let instant: Date
    /// True when the calendar ends before the clock does. `day` is then the last one that is known, which is
    /// too early rather than guessed; compute it again once the next year's table is there.
    public let provisional: Bool

    public init(day: Day, instant: Date, provisional: Bool) {
        self.day = day
        self.instant = instant
        self.provisional = provisional
    }

    /// The end of a clock that was started on a day. It never fails: where the calendar ends too early the deadline is
    /// provisional, on the last day that is known.
    static func after(
        _ start: Day, _ length: Int, _ unit: ClockRule.Unit, calendar: WorkingCalendar, timeZone: TimeZone
    ) -> Deadline {
        let day: Day? =
            switch unit {
            case .calendarDays: start.adding(days: length)
            case .workingDays: try? calendar.adding(workingDays: length, to: start)
            }
        let last = day ?? calendar.lastKnownDay(from: start) ?? start
        return Deadline(day: last, instant: last.end(in: timeZone), provisional: day == nil)
    }

    /// So much later, by the rules' clock for an extension.
    public func extended(by rules: RuleSet, calendar: WorkingCalendar, timeZone: TimeZone) -> Deadline {
        let clock = rules.clock(.licenceExtension)
        let later = Deadline.after(day, clock.length, clock.unit, calendar: calendar, timeZone: timeZone)
        return Deadline(day: later.day, instant: later.instant, provisional: provisional || later.provisional)
    }

    /// The deadline of a check: of the licence decision on an application, or of a check that was ordered.
    /// - Parameters:
    ///   - start: its day is not counted.
    ///   - rules: those of that day.
    /// - Throws: `Fault(.unavailable)` when even the year of `start` has no calendar.
    public static func decision(
        _ name: ClockName, since start: Date, rules: RuleSet, calendar: WorkingCalendar, timeZone: TimeZone
    ) throws(Fault) -> Deadline {
        let (start, clock) = (Day(start, in: timeZone), rules.clock(name))
        if calendar.lastKnownDay(from: start) == nil { _ = try calendar.adding(workingDays: 1, to: start) }
        return .after(start, clock.length, clock.unit, calendar: calendar, timeZone: timeZone)
    }
}
