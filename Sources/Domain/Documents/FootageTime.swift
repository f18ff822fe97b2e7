/// A place in a recording as people find it in a player: `5:12`, `1:05:12`; cut to whole seconds.
enum FootageTime {
    static func text(_ seconds: Double) -> String {
        let whole = Int(seconds)
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
    }

    /// `5:12–5:55`
    static func span(_ from: Double, _ to: Double) -> String { "\(text(from))–\(text(to))" }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
