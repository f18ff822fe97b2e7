import Synchronization

/// Whether every loop still progresses: the watchdog is pinged only while this says so.
public final class Pulse: Sendable {
    private struct Beat {
        let at: ContinuousClock.Instant
        let allowance: Duration
    }

    private let beats = Mutex<[String: Beat]>([:])

    public init() {}

    /// `loop` is alive and will beat again within `allowance`.
    public func beat(_ loop: String, allowance: Duration) {
        beats.withLock { $0[loop] = Beat(at: .now, allowance: allowance) }
    }

    /// How long ago each loop last beat, by name.
    public func ages(at now: ContinuousClock.Instant = .now) -> [(loop: String, age: Duration)] {
        beats.withLock { beats in beats.map { ($0.key, now - $0.value.at) }.sorted { $0.0 < $1.0 } }
    }

    /// The loop has ended on purpose.
    public func rest(_ loop: String) {
        beats.withLock { _ = $0.removeValue(forKey: loop) }
    }

    /// Loops that are late at `now`, by name; empty: all progress.
    public func late(at now: ContinuousClock.Instant = .now) -> [String] {
        beats.withLock { beats in
            beats.filter { now - $0.value.at > $0.value.allowance }.map(\.key).sorted()
        }
    }
}
