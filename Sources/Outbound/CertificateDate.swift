import Foundation

/// The expiry of a certificate as libcurl writes it, which depends on the TLS library it was built with.
enum CertificateDate {
    /// `Nov 24 04:48:46 2026 GMT` or `2026-11-24 04:48:46 GMT`; nil for anything else.
    static func parse(_ text: String) -> Date? {
        let words = text.split(separator: " ").map(String.init)
        let parts: (year: String, month: Int, day: String, time: String)
        if words.count == 5, let month = months.firstIndex(of: words[0]) {
            parts = (words[3], month + 1, words[1], words[2])
        } else if words.count >= 2, case let date = words[0].split(separator: "-").map(String.init), date.count == 3,
            let month = Int(date[1])
        {
            parts = (date[0], month, date[2], words[1])
        } else {
            return nil
        }
        let time = parts.time.split(separator: ":").compactMap { Int($0) }
        guard let year = Int(parts.year), let day = Int(parts.day), time.count == 3 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(
            from: DateComponents(
                year: year, month: parts.month, day: day, hour: time[0], minute: time[1], second: time[2]))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
