import Domain
import Foundation
import Testing

@Suite struct DayTests {
    @Test func `every day of four centuries agrees with Foundation`() throws {
        var gregorian = Calendar(identifier: .gregorian)
        gregorian.timeZone = .gmt
        // A prime step visits every month and weekday without taking every day.
        for ordinal in stride(from: -62_000, to: 84_000, by: 13) {
            let day = Day(ordinal: ordinal)
            let date = Date(timeIntervalSince1970: Double(ordinal) * 86_400)
            let parts = gregorian.dateComponents([.year, .month, .day, .weekday], from: date)
            #expect(day.year == parts.year && day.month == parts.month && day.day == parts.day)
            #expect(day.weekday == ((parts.weekday ?? 0) + 5) % 7 + 1)
            #expect(try Day(day.description) == day)
            #expect(try Day(year: day.year, month: day.month, day: day.day) == day)
        }
    }

    @Test(arguments: [
        "2021-02-29", "2021-13-01", "2021-00-10", "2021-1-01", "21-01-01", "2021-01-01T00", "２０２１-01-01", "",
        "0000-01-01", "2021/01/01", "-021-01-01",
    ])
    func `what is no date is refused`(_ text: String) {
        #expect(throws: Fault.self) { try Day(text) }
    }

    @Test func `leap days follow the Gregorian rule`() {
        #expect(Day.exists(year: 2024, month: 2, day: 29))
        #expect(Day.exists(year: 2000, month: 2, day: 29))
        #expect(!Day.exists(year: 1900, month: 2, day: 29))
    }

    @Test func `an instant falls on the day of the zone`() throws {
        let shanghai = try RepositoryFiles.shanghai
        let late = try RepositoryFiles.instant("2021-09-15T16:00:00Z")
        #expect(Day(late, in: shanghai).description == "2021-09-16")
        #expect(Day(late.addingTimeInterval(-1), in: shanghai).description == "2021-09-15")
        #expect(Day(late, in: .gmt).description == "2021-09-15")
        #expect(try Day("2021-09-16").start(in: shanghai) == late)
        #expect(try Day("2021-09-15").end(in: shanghai) == late)
        #expect(
            try Day("2021-09-16").instant(minuteOfDay: 570, in: shanghai) == late.addingTimeInterval(34_200))
        for far in [Date.distantPast, .distantFuture, Date(timeIntervalSince1970: .infinity)] {
            _ = Day(far, in: shanghai)
        }
    }

    @Test func `a zone that changes its clocks is followed`() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let change = try Day("2021-03-28")
        #expect(change.end(in: berlin).timeIntervalSince(change.start(in: berlin)) == 23 * 3600)
        #expect(Day(change.start(in: berlin), in: berlin) == change)
    }
}
