import Domain
import Foundation
import Store
import Testing

@Suite struct AlertMailTests {
    private static let now = Centre.opening
    private static let answer = DeliveryOutcome.Answer(status: 250, body: "taken")

    /// Writes what is due at `now`, sends it, and returns its text.
    private func send(_ centre: Centre, at now: Date) async throws -> String? {
        _ = try await centre.store.writeAlertMail(to: "admin@example.cn", now: now)
        guard let mail = try await centre.store.claimAlertMail(lease: .seconds(60), now: now) else { return nil }
        try await centre.store.settle(mail, .delivered(receipt: "r", answer: Self.answer), retryIn: .zero, now: now)
        guard case .mail(let content) = mail.message.content else { return nil }
        return content.text
    }

    @Test func `the first alert is told of at once, the next ones together ten minutes later`() async throws {
        try await Centre.with { centre in
            try await centre.store.raise(Alert(.deliveryHeld, subject: "dlv_1"), now: Self.now)
            #expect(try await send(centre, at: Self.now)?.contains("dlv_1") == true)
            for name in ["dlv_2", "dlv_3"] {
                try await centre.store.raise(Alert(.deliveryHeld, subject: name), now: Self.now.addingTimeInterval(5))
            }
            #expect(try await send(centre, at: Self.now.addingTimeInterval(599)) == nil)
            let second = try #require(try await send(centre, at: Self.now.addingTimeInterval(600)))
            #expect(second.contains("dlv_2") && second.contains("dlv_3") && !second.contains("dlv_1"))
            #expect(try await send(centre, at: Self.now.addingTimeInterval(7200)) == nil)
        }
    }

    @Test func `what is critical does not wait for the ten minutes`() async throws {
        try await Centre.with { centre in
            try await centre.store.raise(Alert(.deliveryHeld, subject: "dlv_1"), now: Self.now)
            _ = try await send(centre, at: Self.now)
            try await centre.store.raise(Alert(.diskLow, subject: "/srv"), now: Self.now.addingTimeInterval(90))
            #expect(try await send(centre, at: Self.now.addingTimeInterval(90))?.contains("/srv") == true)
        }
    }

    @Test func `what stands is told of daily until somebody acknowledges, and a notice only once`() async throws {
        try await Centre.with { centre in
            let store = centre.store
            try await store.raise(Alert(.deliveryHeld, subject: "dlv_1"), now: Self.now)
            try await store.raise(Alert(.incomingUnassigned, subject: "a.mp4"), now: Self.now)
            let first = try #require(try await send(centre, at: Self.now))
            #expect(first.contains("dlv_1") && first.contains("a.mp4"))
            let tomorrow = Self.now.addingTimeInterval(86_400)
            #expect(try await send(centre, at: tomorrow.addingTimeInterval(-1)) == nil)
            let second = try #require(try await send(centre, at: tomorrow))
            #expect(second.contains("dlv_1") && !second.contains("a.mp4"))
            let row = try #require(try await store.openAlerts().rows.first { $0.alert.kind == .deliveryHeld })
            let known = try await store.acknowledgeAlert(row.id, by: Actor(.registrar, "Zhou"), now: tomorrow)
            #expect(known.acknowledged?.by == "Zhou" && known.clearedAt == nil)
            #expect(try await send(centre, at: tomorrow.addingTimeInterval(90_000)) == nil)
        }
    }

    @Test func `a mail that was claimed and not settled is the same mail when it is claimed again`() async throws {
        try await Centre.with { centre in
            let store = centre.store
            try await store.raise(Alert(.deliveryHeld, subject: "dlv_1"), now: Self.now)
            _ = try await store.writeAlertMail(to: "admin@example.cn", now: Self.now)
            let first = try #require(try await store.claimAlertMail(lease: .seconds(60), now: Self.now))
            #expect(try await store.claimAlertMail(lease: .seconds(60), now: Self.now.addingTimeInterval(59)) == nil)
            try await store.raise(Alert(.deliveryHeld, subject: "dlv_2"), now: Self.now.addingTimeInterval(1))
            let none = try await store.writeAlertMail(to: "admin@example.cn", now: Self.now.addingTimeInterval(700))
            #expect(none == nil, "one mail at a time")
            let later = Self.now.addingTimeInterval(701)
            let again = try #require(try await store.claimAlertMail(lease: .seconds(60), now: later))
            #expect(again.message.messageID == first.message.messageID && again.message.attempt == 2)
            #expect(again.message.content == first.message.content)
            try await store.settle(first, .held(reason: "late", answer: nil), retryIn: .zero, now: later)
            #expect(try centre.count("alert_mail", "state = 'pending'") == 1, "a late answer does not count")
        }
    }

    @Test func `conditions come from the rows: late, near, overdue, a year without a calendar`() async throws {
        try await Centre.with { centre in
            _ = try await centre.requested()
            func kinds(_ days: Double) async throws -> Set<Alert.Kind> {
                Set(try await centre.store.conditions(now: Self.now.addingTimeInterval(days * 86_400)).map(\.kind))
            }
            #expect(try await kinds(0) == [])
            #expect(try await kinds(4).contains(.backupOverdue))
            #expect(try await kinds(365).contains(.clockOverdue))
            #expect(try await kinds(365 * 20).contains(.calendarMissing))
            try await centre.store.note(FsckFact(at: Self.now, problems: 2, first: "node 3"))
            // What was said to be over stays said, whatever the clock says now.
            #expect(try await kinds(0) == [.fsckProblems, .clockOverdue])
        }
    }
}
