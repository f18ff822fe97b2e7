import Foundation

/// Dates and times as they stand in sheets: `2026-03-02`, `2026/3/2`, `2026.3.2`, `20260302`, `2026年3月2日`, with or
/// without a time of day, or an instant with its offset.
public enum CellTime {
    /// A date, or nil for what is none.
    public static func day(_ text: String) -> Day? {
        guard let (day, rest) = leadingDay(text) else { return nil }
        // A spreadsheet's date is a midnight.
        return rest.allSatisfy { "T 0:.".contains($0) } ? day : nil
    }

    /// Without an offset the centre's clocks count; a day alone is its first moment.
    public static func instant(_ text: String, in timeZone: TimeZone) -> Date? {
        // Other ways of writing it never have both.
        if text.utf8.contains(UInt8(ascii: "T")), text.contains("+") || text.hasSuffix("Z") || text.utf8.count > 19,
            let date = Date(iso8601: text)
        {
            return date
        }
        guard let (day, rest) = leadingDay(text) else { return nil }
        let clock = rest.trimmingCharacters(in: CharacterSet(charactersIn: " T"))
        if clock.isEmpty { return day.start(in: timeZone) }
        let parts = clock.replacing("：", with: ":").split(separator: ":", omittingEmptySubsequences: false).map(
            String.init)
        guard (2...3).contains(parts.count), let hour = number(parts[0], 0...23), let minute = number(parts[1], 0...59)
        else { return nil }
        var seconds = 0
        if parts.count == 3 {
            guard let found = number(parts[2].split(separator: ".").first.map(String.init) ?? "", 0...59) else {
                return nil
            }
            seconds = found
        }
        return day.instant(minuteOfDay: hour * 60 + minute, in: timeZone).addingTimeInterval(Double(seconds))
    }

    /// The date that a text begins with, and what follows.
    static func leading(_ text: String) -> (day: Day, rest: Substring)? { leadingDay(text) }

    private static func number(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        guard (1...2).contains(text.count), let value = Int(text), range.contains(value) else { return nil }
        return value
    }

    private static func leadingDay(_ text: String) -> (day: Day, rest: Substring)? {
        var rest = Substring(text.trimmingCharacters(in: .whitespacesAndNewlines))
        func digits(_ most: Int) -> Int? {
            let run = rest.prefix(most).prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(run.count)
            return Int(run)
        }
        guard let year = digits(4), year >= 1000, let mark = rest.first else { return nil }
        let (month, day): (Int?, Int?)
        if mark.isNumber {
            month = rest.count >= 4 ? digits(2) : nil
            day = digits(2)
        } else {
            rest = rest.dropFirst()
            month = digits(2)
            guard let second = rest.first, mark == "年" ? second == "月" : second == mark && "-/.".contains(mark)
            else { return nil }
            rest = rest.dropFirst()
            day = digits(2)
            if mark == "年", rest.first == "日" { rest = rest.dropFirst() }
        }
        guard let month, let day, let found = try? Day(year: year, month: month, day: day),
            rest.first.map({ !$0.isNumber }) ?? true
        else { return nil }
        return (found, rest)
    }
}
