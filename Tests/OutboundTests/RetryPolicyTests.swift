import Testing

@testable import Domain

@Suite struct RetryPolicyTests {
    let policy = RetryPolicy.standard

    @Test func `the waits are those of the schedule, then daily for ever`() {
        let seconds = [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400, 86400, 86400]
        for (attempt, expected) in seconds.enumerated() {
            #expect(policy.delay(afterAttempt: attempt, jitter: 0.5, retryAfter: nil) == .seconds(expected))
        }
        #expect(policy.delay(afterAttempt: .max, jitter: 0.5, retryAfter: nil) == .seconds(86400))
    }

    @Test func `jitter spreads a wait over ten per cent either way`() {
        #expect(policy.delay(afterAttempt: 2, jitter: 0, retryAfter: nil) == .seconds(270))
        let most = policy.delay(afterAttempt: 2, jitter: 0.999_999, retryAfter: nil)
        #expect(most > .seconds(329) && most < .seconds(330))
    }

    @Test func `the receiver may ask for longer but not for shorter`() {
        #expect(policy.delay(afterAttempt: 1, jitter: 0.5, retryAfter: .seconds(60)) == .seconds(60))
        #expect(policy.delay(afterAttempt: 3, jitter: 0.5, retryAfter: .seconds(60)) == .seconds(1800))
    }

    @Test func `a person is told once the schedule is used up`() {
        #expect((0..<10).allSatisfy { !policy.alerts(afterAttempt: $0) })
        #expect((10..<20).allSatisfy { policy.alerts(afterAttempt: $0) })
    }
}
