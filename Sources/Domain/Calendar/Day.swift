import Foundation

/// A date of the Gregorian calendar without a time or a zone. Text and JSON form: `YYYY-MM-DD`.
public struct Day: Hashable, Sendable, Comparable {
    /// Days since 1970-01-01.
    public let ordinal: Int

    public init(ordinal: Int) {
        self.ordinal = ordinal
    }

    /// Throws `Fault(.invalid)` for a date that does not exist; years 1 to 9999.
    public init(year: Int, month: Int, day: Int) throws(Fault) {
        guard Self.exists(year: year, month: month, day: day) else {
            throw Fault(.invalid, "\(year)-\(month)-\(day) is not a date that exists.")
        }
        self.ordinal = Self.ordinal(year: year, month: month, day: day)
    }

    /// Exactly `YYYY-MM-DD`. Throws `Fault(.invalid)` otherwise.
    public init(_ text: String, field: String? = nil) throws(Fault) {
        let bytes = Array(text.utf8)
        let shaped =
            bytes.count == 10
            && bytes.enumerated().allSatisfy { index, byte in
                index == 4 || index == 7
                    ? byte == UInt8(ascii: "-") : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
        guard shaped else {
            throw Fault(
                .invalid, "\"\(text.prefix(40))\" is not a date; write it as YYYY-MM-DD.", field: field)
        }
        let number = { (range: Range<Int>) in bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        guard Self.exists(year: year, month: month, day: day) else {
            throw Fault(.invalid, "\(text) is not a date that exists.", field: field)
        }
        self.ordinal = Self.ordinal(year: year, month: month, day: day)
    }

    /// The date on which the instant falls in that zone.
    public init(_ instant: Date, in timeZone: TimeZone) {
        // Bounded, so that an instant of a corrupt or far-off kind cannot trap the conversion.
        let seconds = max(-62_000_000_000, min(250_000_000_000, instant.timeIntervalSince1970))
        let local = seconds + Double(timeZone.secondsFromGMT(for: instant))
        self.ordinal = Int((local / 86_400).rounded(.down))
    }

    /// The instant at which the day begins in that zone.
    public func start(in timeZone: TimeZone) -> Date { instant(minuteOfDay: 0, in: timeZone) }

    /// The instant at which the day is over in that zone, which is when the next one begins.
    public func end(in timeZone: TimeZone) -> Date { adding(days: 1).start(in: timeZone) }

    /// The instant when the zone's clocks show that many minutes after midnight; 1440 is the next midnight.
    public func instant(minuteOfDay: Int, in timeZone: TimeZone) -> Date {
        let local = Double(ordinal) * 86_400 + Double(minuteOfDay) * 60
        // The offset may differ between the guess and the result only next to a change of clocks: ask twice.
        let guess = Date(timeIntervalSince1970: local)
        let near = Date(timeIntervalSince1970: local - Double(timeZone.secondsFromGMT(for: guess)))
        return Date(timeIntervalSince1970: local - Double(timeZone.secondsFromGMT(for: near)))
    }

    public func adding(days: Int) -> Day { Day(ordinal: ordinal + days) }

    /// 1 is Monday, 7 is Sunday.
    public var weekday: Int { ((ordinal + 3) % 7 + 7) % 7 + 1 }

    public var isWeekend: Bool { weekday >= 6 }

    public static func < (left: Day, right: Day) -> Bool { left.ordinal < right.ordinal }

    public static func exists(year: Int, month: Int, day: Int) -> Bool {
        guard (1...9999).contains(year), (1...12).contains(month) else { return false }
        return (1...length(ofMonth: month, year: year)).contains(day)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Day {
    public var year: Int { civil.year }
    public var month: Int { civil.month }
    public var day: Int { civil.day }

    /// Counted in years that begin in March, so that the leap day is the last: month lengths then follow one
    /// formula, and 400 years are always 146,097 days. 719,468 days lie between 0000-03-01 and 1970-01-01.
    private static func ordinal(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let days = ordinal + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Day: CustomStringConvertible {
    public var description: String {
        let (year, month, day) = civil
        let pad = { (number: Int, width: Int) in
            String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
        }
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
    }
}

extension Day: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        try self.init(text, field: decoder.codingPath.dottedField)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
