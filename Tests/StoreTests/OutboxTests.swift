import Domain
import Foundation
import Store
import Testing

@Suite struct OutboxTests {
    private static let now = Centre.opening
    private static let answer = DeliveryOutcome.Answer(status: 503, body: "later")

    private func claim(_ centre: Centre, at now: Date = now) async throws -> ClaimedDelivery? {
        try await centre.store.claimDeliveries(of: [.noticeMail], limit: 5, lease: .seconds(60), now: now)
            .first
    }

    private func row(_ centre: Centre) async throws -> DeliveryRow {
        try #require(try await centre.store.deliveries().first { $0.kind == .noticeMail })
    }

    @Test func `a claim counts the attempt and pushes the row away for its lease`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            let first = try #require(try await claim(centre))
            #expect(first.message.attempt == 1)
            #expect(try await row(centre).dueAt == Self.now.addingTimeInterval(60))
            #expect(try await claim(centre) == nil)
            let second = try #require(try await claim(centre, at: Self.now.addingTimeInterval(60)))
            #expect(second.message.attempt == 2 && second.message.messageID == first.message.messageID)
            #expect(second.message.idempotencyKey == first.message.idempotencyKey)
            #expect(second.message.content == first.message.content)
        }
    }

    @Test func `a retry waits as long as it is told, and the answer is kept`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            let first = try #require(try await claim(centre))
            try await centre.store.settle(
                first, .retry(reason: "busy", after: nil, answer: Self.answer), retryIn: .seconds(5),
                now: Self.now)
            let row = try await row(centre)
            #expect(row.state == .pending && row.dueAt == Self.now.addingTimeInterval(5) && row.attempts == 1)
            #expect(row.lastReason == "busy" && row.lastAnswer == Self.answer)
            #expect(try await claim(centre, at: Self.now.addingTimeInterval(5)) != nil)
        }
    }

    @Test func `a late answer of an attempt that was superseded changes nothing`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            let first = try #require(try await claim(centre))
            let later = Self.now.addingTimeInterval(60)
            _ = try #require(try await claim(centre, at: later))
            let before = try await row(centre)
            try await centre.store.settle(
                first, .retry(reason: "late", after: nil, answer: nil), retryIn: .zero, now: later)
            try await centre.store.settle(
                first, .held(reason: "late", answer: nil), retryIn: .zero, now: later)
            let after = try await row(centre)
            #expect(after.dueAt == before.dueAt && after.state == .pending && after.lastReason == nil)
        }
    }

    @Test func `a receipt always counts, and nothing undoes it`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            let first = try #require(try await claim(centre))
            let later = Self.now.addingTimeInterval(60)
            let second = try #require(try await claim(centre, at: later))
            try await centre.store.settle(
                first, .delivered(receipt: "R-1", answer: .init(status: 200, body: "")), retryIn: .zero,
                now: later)
            try await centre.store.settle(
                second, .held(reason: "no", answer: nil), retryIn: .zero, now: later)
            try await centre.store.settle(
                second, .delivered(receipt: "R-2", answer: .init(status: 200, body: "")), retryIn: .zero,
                now: later)
            let row = try await row(centre)
            #expect(row.state == .delivered && row.receipt == "R-1" && row.dueAt == nil)
            let again = await fault {
                _ = try await centre.store.retryDelivery(first.id, by: Actor(.head, "Chen"), now: later)
            }
            #expect(again?.kind == .conflict)
        }
    }

    @Test func `what is held waits for a person, who may send it again`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            let first = try #require(try await claim(centre))
            try await centre.store.settle(
                first, .held(reason: "410", answer: .init(status: 410, body: "gone")), retryIn: .zero,
                now: Self.now)
            let far = Self.now.addingTimeInterval(86_400 * 30)
            #expect(try await claim(centre, at: far) == nil)
            let row = try await centre.store.retryDelivery(first.id, by: Actor(.head, "Chen"), now: far)
            #expect(row.state == .pending && row.dueAt == far)
            #expect(try await claim(centre, at: far)?.message.attempt == 2)
        }
    }

    @Test func `what a process that is gone had claimed is due again after a restart`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            _ = try #require(try await claim(centre))
            let restart = Self.now.addingTimeInterval(1)
            try await centre.store.prepare(now: restart)
            #expect(try await claim(centre, at: restart)?.message.attempt == 2)
        }
    }
}
