import Domain
import Foundation

/// Instants, days and lengths as the console says them, in the centre's zone.
struct ConsoleClock: Sendable {
    let zone: TimeZone
    private let clock: LocalClock

    init(zone: TimeZone) {
        self.zone = zone
        clock = LocalClock(timeZone: zone)
    }

    /// `2026-03-02 09:00`
    func minute(_ instant: Date) -> String { clock.minute(instant) }

    /// `2026-03-02T09:00` or `2026-03-02 09:00` on the centre's clocks; nil when it is neither.
    func instant(_ text: String) -> Date? {
        let parts = text.split(whereSeparator: { $0 == "T" || $0 == " " })
        guard parts.count == 2, let day = try? Day(String(parts[0])) else { return nil }
        let numbers = parts[1].split(separator: ":").map { Int($0) }
        guard (2...3).contains(numbers.count), let hour = numbers[0], let minute = numbers[1], (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        return day.instant(minuteOfDay: hour * 60 + minute, in: zone)
    }

    /// `09:00`
    func time(_ instant: Date) -> String { clock.time(instant) }

    /// `2026-03-02 09:00 – 10:00`
    func slot(_ start: Date, _ end: Date) -> String { clock.slot(start, end) }

    func day(_ instant: Date) -> Day { Day(instant, in: zone) }

    /// How far a deadline's day lies ahead, or that it is past.
    func remaining(_ deadline: Deadline, now: Date) -> Phrase {
        let days = deadline.day.ordinal - day(now).ordinal
        switch days {
        case ..<0: return Phrase("逾期 \(-days) 天", days == -1 ? "1 day late" : "\(-days) days late")
        case 0: return Phrase("今天到期", "due today")
        case 1: return Phrase("明天到期", "due tomorrow")
        default: return Phrase("还有 \(days) 天", "in \(days) days")
        }
    }

    func weekday(_ day: Day) -> Phrase {
        switch day.weekday {
        case 1: Phrase("周一", "Mon")
        case 2: Phrase("周二", "Tue")
        case 3: Phrase("周三", "Wed")
        case 4: Phrase("周四", "Thu")
        case 5: Phrase("周五", "Fri")
        case 6: Phrase("周六", "Sat")
        default: Phrase("周日", "Sun")
        }
    }

    /// The zone as people call it.
    func zoneName(_ language: Contact.Language) -> String {
        zone.identifier == "Asia/Shanghai" ? Phrase("北京时间", "Beijing time")[language] : zone.identifier
    }

    /// `1:02:03`, `02:03`
    static func length(_ seconds: Double) -> String {
        let whole = Int(min(max(seconds, 0), 1e9).rounded())
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        let tail = "\(minutes < 10 ? "0" : "")\(minutes):\(rest < 10 ? "0" : "")\(rest)"
        return hours > 0 ? "\(hours):\(tail)" : tail
    }

    /// `4.1 MB`, in powers of ten as disks are sold.
    static func size(_ bytes: Int64) -> String {
        var value = Double(bytes)
        for unit in ["B", "kB", "MB", "GB", "TB"] {
            if value < 999.5 || unit == "TB" {
                let text = unit == "B" || value >= 99.5 ? "\(Int(value.rounded()))" : "\((value * 10).rounded() / 10)"
                return "\(text) \(unit)"
            }
            value /= 1000
        }
        return "\(bytes) B"
    }
}
