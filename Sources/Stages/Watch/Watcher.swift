import Domain
import Foundation
import Store

/// Looks at what should be known of, every half minute and whenever something asks for it: raises what stands, clears
/// what is over. The rows answer for most of it; `surroundings` for what lies outside the database.
struct Watcher: Sendable {
    /// Kinds that the surroundings answer for, and what stands of them now.
    typealias Look = @Sendable (_ now: Date) async -> [Alert]

    let store: CheckStore
    let kinds: Set<Alert.Kind>
    let look: Look
    let interval: TimeInterval = 30
    /// What is over is kept this long.
    let memory: TimeInterval = 400 * 86_400

    func pass(now: Date) async throws -> Date? {
        try await store.mendClock(now: now)
        let outside = await look(now)
        let inside = try await store.conditions(now: now)
        try await store.keep(CheckStore.watchedKinds.union(kinds), at: inside + outside, now: now)
        try await store.forgetAlerts(before: now.addingTimeInterval(-memory))
        return now.addingTimeInterval(interval)
    }
}
