/// Bytes per second over the last moments: recent enough to follow the line, long enough not to flicker.
struct Pace: Sendable {
    private static let window: Duration = .seconds(8)
    private var marks: [(at: ContinuousClock.Instant, bytes: Int64)] = []

    mutating func note(_ bytes: Int64, at instant: ContinuousClock.Instant) {
        // Several marks in one moment say no more than the last of them.
        if marks.count > 1, let last = marks.last, instant - last.at < .milliseconds(50) { marks.removeLast() }
        marks.append((instant, bytes))
        while marks.count > 2, instant - marks[1].at > Self.window { marks.removeFirst() }
    }

    /// Nil until there is something to measure.
    func bytesPerSecond(at now: ContinuousClock.Instant) -> Double? {
        guard let first = marks.first, let last = marks.last, last.bytes > first.bytes else { return nil }
        let seconds = (now - first.at) / .seconds(1)
        return seconds >= 0.2 ? Double(last.bytes - first.bytes) / seconds : nil
    }
}
