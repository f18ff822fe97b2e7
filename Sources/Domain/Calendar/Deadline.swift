import Foundation

/// The last day of a clock that runs in working days.
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

    /// The deadline of the licence decision on an application, by the rules of the day of acceptance.
    ///
    /// Throws `Fault(.unavailable)` when even the year of acceptance has no calendar.
    public static func decision(
        acceptedAt: Date, rules: RuleSet, calendar: WorkingCalendar, timeZone: TimeZone
    ) throws(Fault) -> Deadline {
        let accepted = Day(acceptedAt, in: timeZone)
        do {
            let day = try calendar.adding(workingDays: rules.decisionWorkingDays, to: accepted)
            return Deadline(day: day, instant: day.end(in: timeZone), provisional: false)
        } catch {
            guard let last = calendar.lastKnownDay(from: accepted) else { throw error }
            return Deadline(day: last, instant: last.end(in: timeZone), provisional: true)
        }
    }
}
