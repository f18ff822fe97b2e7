import Domain
import Foundation
import Testing

@Suite struct WorkingCalendarTests {
    @Test(arguments: [
        ("2021-09-15", 20, "2021-10-19"), ("2021-09-30", 7, "2021-10-15"), ("2021-02-05", 5, "2021-02-18"),
        ("2021-04-30", 5, "2021-05-11"), ("2021-09-15", 0, "2021-09-15"),
    ])
    func `working days are counted without the start day`(
        _ start: String, _ count: Int, _ expected: String
    ) throws {
        let calendar = try RepositoryFiles.calendar()
        #expect(try calendar.adding(workingDays: count, to: try Day(start)).description == expected)
    }

    @Test(arguments: zip(2020...2026, [249, 250, 249, 249, 251, 248, 248]))
    func `a shipped year has its number of working days`(_ year: Int, _ expected: Int) throws {
        let calendar = try RepositoryFiles.calendar()
        let first = try Day(year: year, month: 1, day: 1)
        var count = 0
        for offset in 0..<366 {
            let day = first.adding(days: offset)
            if day.year == year, try calendar.isWorkingDay(day) { count += 1 }
        }
        #expect(count == expected)
    }

    @Test func `a missing year is an error that says which file to add`() throws {
        let calendar = try RepositoryFiles.calendar()
        let found = fault { _ = try calendar.isWorkingDay(try Day("2027-03-01")) }
        #expect(found?.message.contains("config/calendar/2027.json") == true)
        let counted = fault { _ = try calendar.adding(workingDays: 20, to: try Day("2026-12-20")) }
        #expect(counted?.message.contains("2027") == true)
    }

    @Test func `the alarm for next year begins in December`() throws {
        let calendar = try RepositoryFiles.calendar()
        #expect(calendar.yearToAdd(on: try Day("2026-11-30")) == nil)
        #expect(calendar.yearToAdd(on: try Day("2026-12-01")) == 2027)
        #expect(calendar.yearToAdd(on: try Day("2025-12-31")) == nil)
        #expect(calendar.yearToAdd(on: try Day("2027-01-01")) == 2027)
    }

    @Test(arguments: [
        (#"{"year":2021,"off":["2021-01-01"],"work":[],"note":""}"#, "unknown key \"note\""),
        (#"{"year":2021,"off":["2021-01-01"]}"#, "\"work\" is missing"),
        (#"{"year":2021,"off":["2021-02-07"],"work":["2021-02-07"]}"#, "2021-02-07 is in both"),
        (#"{"year":2021,"off":["2022-01-01"],"work":[]}"#, "2022-01-01 in \"off\" is not a day of 2021"),
        (#"{"year":2021,"off":["2021-01-01","2021-01-01"],"work":[]}"#, "2021-01-01 is twice"),
        (#"{"year":2021,"off":["2021-01-01"],"work":["2021-02-08"]}"#, "2021-02-08 is in \"work\""),
        (#"{"year":2021,"off":["2021-02-30"],"work":[]}"#, "2021-02-30 is not a date that exists"),
        (#"{"year":2021,"off":[],"work":[]}"#, "\"off\" is empty"),
        (#"{"year":"2021","off":[],"work":[]}"#, "\"year\" must be a whole number"),
        (#"{"year":2022,"off":["2022-01-01"],"work":[]}"#, "not the year in its name"),
        (#"{"year":2021,"off":"2021-01-01","work":[]}"#, "\"off\" must be a list"),
        (#"[2021]"#, "must be an object"), (#"{"year":"#, "not JSON"),
    ])
    func `a bad table is refused by name`(_ json: String, _ expected: String) {
        let found = fault { _ = try WorkingCalendar(files: [(name: "2021.json", data: Data(json.utf8))]) }
        #expect(found?.description.contains("2021.json") == true)
        #expect(found?.description.contains(expected) == true)
    }

    @Test func `one year in two files is refused`() {
        let data = Data(#"{"year":2021,"off":["2021-01-01"],"work":[]}"#.utf8)
        let found = fault { _ = try WorkingCalendar(files: [("a.json", data), ("b.json", data)]) }
        #expect(found?.message == "b.json: the year 2021 is already in a.json; remove one of the two.")
    }
}
