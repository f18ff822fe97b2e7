import Domain
import Foundation
import Testing

/// Commands at random, sound and unsound, by anyone and at any time: the machine stays within its table. A failure names
/// its seed; `VIDEOCHECK_SEED=<seed> swift test --filter DecisionWalk` repeats it.
@Suite struct DecisionWalkTests {
    @Test func `twenty thousand random commands lead nowhere but where the table says`() throws {
        let given = ProcessInfo.processInfo.environment["VIDEOCHECK_SEED"].flatMap { UInt64($0) }
        let seed = given ?? 20_210_917
        var walk = try DecisionWalk(seed: seed)
        for step in 1...20_000 {
            let odd = walk.step()
            guard odd.isEmpty else {
                Issue.record("seed \(seed), step \(step), \(walk.last): \(odd.joined(separator: "; "))")
                return
            }
        }
        // A walk that goes nowhere would prove nothing.
        #expect(walk.reached == Set(CheckState.Name.allCases), "seed \(seed)")
        #expect(walk.carriedOut == Set(CheckCommand.Name.allCases), "seed \(seed)")
        // Rare guards may be missed here; DecideTests provokes every one of them.
        #expect(walk.refusedBy.count >= 20, "seed \(seed): \(walk.refusedBy.map(\.rawValue).sorted())")
    }
}
