import Domain

/// A day, an instant, a slot or a time zone as a paper is given it, in the form that each language writes.
///
/// Given are `2026-03-02 09:00`, `2026-03-02 09:00 – 10:00`, `2026年3月2日` or `Asia/Shanghai`; anything else stands for itself.
struct PaperTime: Sendable, Equatable {
    let zh: String
    let en: String

    init(_ given: String) {
        if let day = Self.isoDay(given) {
            let rest = given.dropFirst(10).replacing(" – ", with: "至").trimmingPrefix(" ")
            (zh, en) = ("\(day.year)年\(day.month)月\(day.day)日\(rest)", given)
        } else if let day = Self.chineseDay(given) {
            (zh, en) = (given, day.description)
        } else if given == "Asia/Shanghai" {
            (zh, en) = ("北京时间", "Beijing time")
        } else {
            (zh, en) = (given, given)
        }
    }

    private static func isoDay(_ text: String) -> Day? {
        guard text.count == 10 || text.dropFirst(10).first == " " else { return nil }
        return try? Day(String(text.prefix(10)))
    }

    private static func chineseDay(_ text: String) -> Day? {
        let parts = text.split(whereSeparator: { "年月日".contains($0) }).map(String.init)
        guard text.hasSuffix("日"), parts.count == 3 else { return nil }
        let padded = parts.map { $0.count == 1 ? "0\($0)" : $0 }
        return try? Day(padded.joined(separator: "-"))
    }
}
