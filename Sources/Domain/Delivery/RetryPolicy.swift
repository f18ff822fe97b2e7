/// When a message that could not be delivered is tried again: quickly at first, daily in the end, for ever.
///
/// Source: the schedule that Standard Webhooks 1.0.0 recommends. Nothing is ever dropped; once the schedule
/// is used up a person is told, and the message is tried daily until someone acts.
public struct RetryPolicy: Sendable, Equatable {
    /// The wait before each attempt, the first attempt included; the last entry repeats.
    public let schedule: [Duration]

    /// 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, then daily.
    public static let standard = RetryPolicy(schedule: [
        .zero, .seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(14), hours(20),
        hours(24),
    ])

    public init(schedule: [Duration]) {
        precondition(!schedule.isEmpty, "a retry schedule has at least one entry")
        self.schedule = schedule
    }

    /// How long to wait after attempt `n` (counted from 1; 0 means before the first) has failed.
    ///
    /// - Parameters:
    ///   - jitter: a fraction in 0..<1 that spreads the wait evenly over ±10 %, so that what failed together
    ///     does not come back together.
    ///   - retryAfter: what the receiver asked for; the wait is never shorter, and it is not jittered.
    public func delay(afterAttempt n: Int, jitter: Double, retryAfter: Duration?) -> Duration {
        precondition(n >= 0, "attempts count from 1")
        precondition((0..<1).contains(jitter), "jitter is a fraction in 0..<1")
        let base = schedule[min(n, schedule.count - 1)]
        return max(base * (0.9 + 0.2 * jitter), retryAfter ?? .zero)
    }

    /// True when attempt `n` was the schedule's last or a later one: from here on a person should know.
    public func alerts(afterAttempt n: Int) -> Bool {
        n >= schedule.count
    }

    private static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    private static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
}
