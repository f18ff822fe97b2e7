import Foundation

/// Instants as people in the centre's time zone read them.
public struct LocalClock: Sendable {
    private let timeZone: TimeZone

    public init(timeZone: TimeZone) { self.timeZone = timeZone }

    /// `2026-03-02 09:00`
    public func minute(_ instant: Date) -> String { "\(Day(instant, in: timeZone)) \(time(instant))" }

    /// `09:00`
    public func time(_ instant: Date) -> String {
        let minutes = Int(instant.timeIntervalSince(Day(instant, in: timeZone).start(in: timeZone)) / 60)
        return "\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
    }

    /// `2026-03-02 09:00 – 10:00`
    public func slot(_ start: Date, _ end: Date) -> String { "\(minute(start)) – \(time(end))" }

    /// `2026年3月2日`
    public func day(_ instant: Date) -> String { date(Day(instant, in: timeZone)) }

    /// `2026年3月2日`
    public func date(_ day: Day) -> String { "\(day.year)年\(day.month)月\(day.day)日" }
}
