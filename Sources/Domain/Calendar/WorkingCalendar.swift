import Foundation

/// The centre's working days: Monday to Friday, but for the days that a yearly table names.
///
/// Source of the tables: the State Council's yearly notice of holidays and make-up days. A year without a
/// table is an error and never a guess from weekdays, since every deadline across a holiday would be wrong.
public struct WorkingCalendar: Sendable, Equatable {
    private struct Year: Sendable, Equatable {
        let file: String
        let off: Set<Day>
        let work: Set<Day>
    }

    private let tables: [Int: Year]

    /// Each file is `{"year": 2021, "off": ["2021-01-01", …], "work": ["2021-02-07", …]}`: `off` lists holidays,
    /// including those that fall on a weekend; `work` lists weekend days that are worked.
    ///
    /// Throws `Fault(.invalid)` that names the file, and the day where there is one.
    public init(files: [(name: String, data: Data)]) throws(Fault) {
        var calendar = WorkingCalendar(tables: [:])
        for (name, data) in files { calendar = try calendar.adding(name, data) }
        tables = calendar.tables
    }

    private init(tables: [Int: Year]) { self.tables = tables }

    /// With one more year. Throws `Fault(.invalid)` as `init` does, also when that year is there already.
    public func adding(_ name: String, _ data: Data) throws(Fault) -> WorkingCalendar {
        let (year, read) = try Self.year(name, data)
        if let other = tables[year] {
            throw Fault(
                .invalid, "\(name): the year \(year) is already in \(other.file); remove one of the two.")
        }
        return WorkingCalendar(tables: tables.merging([year: read]) { $1 })
    }

    private static func year(_ name: String, _ data: Data) throws(Fault) -> (Int, Year) {
        let table = try StrictTable(file: name, data: data, keys: ["year", "off", "work"])
        let year = try table.int("year", in: 1949...2199)
        if let named = Int(stem(ofFile: name)), named != year {
            throw Fault(.invalid, "\(name): \"year\" is \(year), which is not the year in its name.")
        }
        let off = try Self.days(table, key: "off", year: year, file: name)
        let work = try Self.days(table, key: "work", year: year, file: name)
        if let both = off.intersection(work).min() {
            throw Fault(.invalid, "\(name): \(both) is in both \"off\" and \"work\"; remove one.")
        }
        if let weekday = work.filter({ !$0.isWeekend }).min() {
            throw Fault(
                .invalid,
                "\(name): \(weekday) is in \"work\" but no weekend day; \"work\" lists make-up days only."
            )
        }
        guard !off.isEmpty else {
            throw Fault(
                .invalid, "\(name): \"off\" is empty, and no year is without holidays; enter the list.")
        }
        return (year, Year(file: name, off: off, work: work))
    }

    /// One year's table, in order; nil: it is missing.
    public func table(of year: Int) -> (off: [Day], work: [Day])? {
        tables[year].map { ($0.off.sorted(), $0.work.sorted()) }
    }

    private static func days(
        _ table: StrictTable, key: String, year: Int, file: String
    ) throws(Fault) -> Set<Day> {
        var days: Set<Day> = []
        for text in try table.strings(key, what: "dates YYYY-MM-DD") {
            let day: Day
            do { day = try Day(text, field: key) } catch { throw error.within("\(file), \"\(key)\"") }
            guard day.year == year else {
                throw Fault(.invalid, "\(file): \(day) in \"\(key)\" is not a day of \(year).", field: key)
            }
            guard days.insert(day).inserted else {
                throw Fault(.invalid, "\(file): \(day) is twice in \"\(key)\"; remove one.", field: key)
            }
        }
        return days
    }

    /// The years that have a table, in order.
    public var years: [Int] { tables.keys.sorted() }

    /// Throws `Fault(.unavailable)` that says which file to add when the day's year has no table.
    public func isWorkingDay(_ day: Day) throws(Fault) -> Bool {
        let year = day.year
        guard let table = tables[year] else { throw Self.missing(year) }
        if table.off.contains(day) { return false }
        return !day.isWeekend || table.work.contains(day)
    }

    /// The last of that many working days after `start`, which itself is not counted.
    ///
    /// Throws `Fault(.unavailable)` as `isWorkingDay` does. Zero gives `start`; the count is never negative.
    public func adding(workingDays count: Int, to start: Day) throws(Fault) -> Day {
        precondition(count >= 0, "working days are counted forward only")
        var day = start
        var left = count
        while left > 0 {
            day = day.adding(days: 1)
            if try isWorkingDay(day) { left -= 1 }
        }
        return day
    }

    /// The day from which that many working days lead to `day`, which itself is not counted.
    ///
    /// Throws `Fault(.unavailable)` as `isWorkingDay` does.
    func subtracting(workingDays count: Int, from day: Day) throws(Fault) -> Day {
        var (day, left) = (day, count)
        while left > 0 {
            day = day.adding(days: -1)
            if try isWorkingDay(day) { left -= 1 }
        }
        return day
    }

    /// The last day that can be counted to from `start` without meeting a year that has no table; nil when the
    /// year of `start` has none.
    public func lastKnownDay(from start: Day) -> Day? {
        var year = start.year
        guard tables[year] != nil else { return nil }
        while tables[year + 1] != nil { year += 1 }
        return try? Day(year: year, month: 12, day: 31)
    }

    /// Next year, when it is December already and that year has no table: a cause for an alarm.
    public func yearToAdd(on today: Day) -> Int? {
        if tables[today.year] == nil { return today.year }
        return today.month == 12 && tables[today.year + 1] == nil ? today.year + 1 : nil
    }

    private static func missing(_ year: Int) -> Fault {
        Fault(
            .unavailable,
            "The calendar has no table for \(year); add config/calendar/\(year).json with the holidays and "
                + "make-up days of that year.")
    }
}
