import Domain
import Foundation

/// Sizes, times and durations as people read them.
enum Figures {
    /// `1.5 MB`: powers of 1000, as file managers show them.
    static func size(_ bytes: Int64) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var (value, unit) = (Double(bytes), 0)
        // 999.95 would be written as 1000.0 of the smaller unit.
        while value >= (unit == 0 ? 1000 : 999.95), unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(bytes) B" : String(format: "%.1f %@", value, units[unit])
    }

    /// `0:07`, `12:30`, `3:05:09`; rounded up, so that what is left is never nothing.
    static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
        let whole = Int(seconds.rounded(.up))
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
    }

    /// An instant of the API in the local zone, to the minute: `2026-03-02 09:00`. What is no instant stays as it is.
    static func time(_ text: String?, seconds: Bool = false) -> String {
        guard let text else { return "–" }
        guard let date = Date(iso8601: text) else { return text }
        var moment = time_t(date.timeIntervalSince1970)
        var parts = tm()
        guard localtime_r(&moment, &parts) != nil else { return text }
        let day = String(format: "%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday)
        let clock = String(format: "%02d:%02d", parts.tm_hour, parts.tm_min)
        return seconds ? "\(day) \(clock)" + String(format: ":%02d", parts.tm_sec) : "\(day) \(clock)"
    }

    /// Seconds of footage: `12.0 s`, or `1:02:03` from a minute on.
    static func length(_ seconds: Double) -> String {
        seconds < 60 ? String(format: "%.1f s", seconds) : clock(seconds.rounded(.down))
    }
}
