import Foundation

/// Waiting between attempts: longer each time, scattered so that several clients do not come back together, and over
/// when nothing has moved for `patience`.
struct Pause: Sendable {
    private static let first: Duration = .milliseconds(500)
    private static let longest: Duration = .seconds(30)

    let patience: Duration
    private var next = Self.first
    private var since: ContinuousClock.Instant?

    init(patience: Duration) { self.patience = patience }

    /// Something moved.
    mutating func reset() {
        next = Self.first
        since = nil
    }

    /// Sleeps; `tell` hears for how many seconds.
    /// - Throws: `trouble` once patience is at its end, `CancellationError`.
    mutating func wait(after trouble: Trouble, tell: (String) -> Void) async throws {
        let now = ContinuousClock.now
        let start = since ?? now
        since = start
        guard now - start < patience else { throw trouble }
        let scattered = next * Double.random(in: 0.8...1.2)
        next = min(next * 2, Self.longest)
        tell(String(format: "%.1f", scattered / .seconds(1)))
        try await Task.sleep(for: scattered)
    }
}
