import Domain
import Foundation
import Store
import Testing

/// Text messages: reports in any order, and the ones that a person sends.
@Suite struct TextTests {
    private static let now = Centre.opening
    private static let ok = DeliveryOutcome.Answer(status: 200, body: "")
    private static let staff = Actor(.registrar, "Li")

    private func claim(_ centre: Centre, at now: Date = now) async throws -> ClaimedDelivery {
        _ = try await centre.issued()
        return try #require(
            try await centre.store.claimDeliveries(of: [.noticeText], limit: 5, lease: .seconds(60), now: now).first)
    }

    private func settle(
        _ centre: Centre, _ claimed: ClaimedDelivery, _ outcome: DeliveryOutcome, at now: Date = now
    ) async throws {
        try await centre.store.settle(claimed, outcome, retryIn: .seconds(300), now: now)
    }

    private func row(_ centre: Centre) async throws -> DeliveryRow {
        try #require(try await centre.store.deliveries().first { $0.kind == .noticeText })
    }

    private func report(
        receipt: String? = "S-1", message: String? = nil, arrived: Bool = true, code: String = "DELIVRD"
    ) -> TextReport {
        TextReport(
            receipt: receipt, messageID: message, hasArrived: arrived, at: Self.now.addingTimeInterval(-5), code: code,
            words: "words")
    }

    @Test func `a gateway that fails three times is an alert, and one text that goes through ends it`() async throws {
        try await Centre.with { centre in
            func failing(_ now: Date) async throws -> [Alert] {
                try await centre.store.conditions(now: now).filter { $0.kind == .textGatewayFailing }
            }
            #expect(CheckStore.watchedKinds.contains(.textGatewayFailing))
            var claimed = try await claim(centre)
            for attempt in 1...3 {
                let now = Self.now.addingTimeInterval(Double(attempt) * 300)
                try await settle(centre, claimed, .retry(reason: "503", after: nil, answer: nil), at: now)
                #expect(try await failing(now).map(\.detail) == (attempt < 3 ? [] : [["reason": "503"]]))
                claimed = try #require(
                    try await centre.store.claimDeliveries(
                        of: [.noticeText], limit: 5, lease: .seconds(60), now: now.addingTimeInterval(300)
                    ).first)
            }
            try await settle(
                centre, claimed, .delivered(receipt: "S-1", answer: Self.ok), at: Self.now.addingTimeInterval(1300))
            #expect(try await failing(Self.now.addingTimeInterval(1300)) == [])
        }
    }

    @Test func `a report is applied once, however often it comes`() async throws {
        try await Centre.with { centre in
            let claimed = try await claim(centre)
            try await settle(centre, claimed, .delivered(receipt: "S-1", answer: Self.ok))
            #expect(try await centre.store.record([report()], now: Self.now) == [claimed.id])
            let entries = try centre.count("audit_leaf")
            #expect(try await centre.store.record([report(), report()], now: Self.now).isEmpty)
            #expect(try await centre.store.record([report(arrived: false)], now: Self.now).isEmpty)
            #expect(try centre.count("audit_leaf") == entries)
            let arrival = try await row(centre).arrival
            #expect(arrival.state == .arrived && arrival.at == Self.now.addingTimeInterval(-5))
            #expect(arrival.code == "DELIVRD" && arrival.words == "words")
            #expect(try centre.count("text_report") == 0)
        }
    }

    @Test(arguments: [true, false])
    func `a report that comes before its receipt is kept and counts at settle`(arrived: Bool) async throws {
        try await Centre.with { centre in
            let claimed = try await claim(centre)
            let early = report(arrived: arrived, code: "X")
            #expect(try await centre.store.record([early, early], now: Self.now).isEmpty)
            #expect(try centre.count("text_report") == 1)
            #expect(try await row(centre).arrival.state == .unknown)
            try await settle(centre, claimed, .delivered(receipt: "S-1", answer: Self.ok))
            #expect(try await row(centre).arrival.state == (arrived ? .arrived : .failed))
            #expect(try await row(centre).arrival.code == "X")
            #expect(try centre.count("text_report") == 0)
            #expect(try centre.count("alert", "kind = 'text_undelivered'") == (arrived ? 0 : 1))
        }
    }

    @Test func `an arrival that names our message ends its retries`() async throws {
        try await Centre.with { centre in
            let claimed = try await claim(centre)
            try await settle(centre, claimed, .retry(reason: "no whole answer", after: nil, answer: nil))
            let told = report(receipt: "S-9", message: claimed.message.messageID)
            #expect(try await centre.store.record([told], now: Self.now) == [claimed.id])
            let row = try await row(centre)
            #expect(row.state == .delivered && row.receipt == "S-9" && row.arrival.state == .arrived)
            #expect(row.dueAt == nil)
        }
    }

    @Test func `the failure of an attempt before says nothing of the one after it`() async throws {
        try await Centre.with { centre in
            let claimed = try await claim(centre)
            let message = claimed.message.messageID
            _ = try await centre.store.record(
                [report(receipt: "S-0", message: message, arrived: false)], now: Self.now)
            try await settle(centre, claimed, .delivered(receipt: "S-1", answer: Self.ok))
            #expect(try await row(centre).arrival.state == .unknown)
            // The handset has the text, whichever attempt brought it.
            _ = try await centre.store.record([report(receipt: "S-0", message: message)], now: Self.now)
            #expect(try await row(centre).arrival.state == .arrived)
        }
    }

    @Test func `a late arrival corrects a failure, and ends its alert`() async throws {
        try await Centre.with { centre in
            let claimed = try await claim(centre)
            try await settle(centre, claimed, .delivered(receipt: "S-1", answer: Self.ok))
            _ = try await centre.store.record([report(arrived: false, code: "MK:0001")], now: Self.now)
            #expect(try await row(centre).arrival.state == .failed)
            #expect(try await centre.store.openAlerts().rows.map(\.alert.kind).contains(.textUndelivered))
            _ = try await centre.store.record([report()], now: Self.now)
            #expect(try await row(centre).arrival.state == .arrived)
            #expect(try await centre.store.openAlerts().rows.map(\.alert.kind).contains(.textUndelivered) == false)
        }
    }

    @Test func `a report of something else changes nothing and goes after a week`() async throws {
        try await Centre.with { centre in
            let claimed = try await claim(centre)
            try await settle(centre, claimed, .delivered(receipt: "S-1", answer: Self.ok))
            let before = try await row(centre)
            let stranger = report(receipt: "R-1", message: "msg_other")
            #expect(try await centre.store.record([stranger], now: Self.now).isEmpty)
            let after = try await row(centre)
            #expect(after.arrival == before.arrival && after.receipt == before.receipt)
            #expect(try centre.count("text_report") == 1)
            _ = try await centre.store.watchTexts(now: Self.now.addingTimeInterval(6 * 86_400))
            #expect(try centre.count("text_report") == 1)
            _ = try await centre.store.watchTexts(now: Self.now.addingTimeInterval(8 * 86_400))
            #expect(try centre.count("text_report") == 0)
        }
    }

    @Test func `a person sends it, and says so once`() async throws {
        try await Centre.with { centre in
            let claimed = try await claim(centre)
            try await settle(centre, claimed, .manual(reason: "sms.mode is manual"))
            let waiting = try #require(try await centre.store.texts(.waiting).first)
            #expect(waiting.delivery.id == claimed.id && waiting.phone == "13800000000")
            #expect(waiting.parameters["code"]?.count == 8)
            #expect(waiting.overdueAt == Self.now.addingTimeInterval(4 * 3600))
            let sent = try await centre.store.textSent(claimed.id, by: Self.staff, now: Self.now)
            #expect(sent.state == .delivered && sent.receipt == "manual:Li" && sent.waitingSince == nil)
            let entries = try centre.count("audit_leaf")
            _ = try await centre.store.textSent(claimed.id, by: Self.staff, now: Self.now)
            #expect(try centre.count("audit_leaf") == entries)
            let other = await fault {
                _ = try await centre.store.textSent(claimed.id, by: Actor(.registrar, "Wu"), now: Self.now)
            }
            #expect(other?.kind == .conflict)
            #expect(try await centre.store.texts(.waiting).isEmpty)
            #expect(try await centre.store.texts(.offered).isEmpty)
        }
    }

    @Test func `what a person cannot send is held, and may be taken over or retried again`() async throws {
        try await Centre.with { centre in
            let claimed = try await claim(centre)
            try await settle(centre, claimed, .manual(reason: "sms.mode is manual"))
            let held = try await centre.store.textFailed(
                claimed.id, by: Self.staff, reason: "no such number", now: Self.now)
            #expect(held.state == .held && held.lastReason?.contains("no such number") == true)
            #expect(try await centre.store.texts(.offered).map(\.delivery.id) == [claimed.id])
            let again = try await centre.store.takeTextOver(claimed.id, by: Self.staff, now: Self.now)
            #expect(again.state == .manual)
            let retried = try await centre.store.retryDelivery(claimed.id, by: Self.staff, now: Self.now)
            #expect(retried.state == .pending && retried.waitingSince == nil)
        }
    }

    @Test func `what did not reach its handset may be taken over, what did may not`() async throws {
        try await Centre.with { centre in
            let claimed = try await claim(centre)
            let onItsWay = await fault {
                _ = try await centre.store.takeTextOver(claimed.id, by: Self.staff, now: Self.now)
            }
            #expect(onItsWay?.kind == .conflict)
            try await settle(centre, claimed, .delivered(receipt: "S-1", answer: Self.ok))
            let fine = await fault {
                _ = try await centre.store.takeTextOver(claimed.id, by: Self.staff, now: Self.now)
            }
            #expect(fine?.kind == .conflict)
            _ = try await centre.store.record([report(arrived: false)], now: Self.now)
            #expect(try await centre.store.texts(.offered).count == 1)
            #expect(try await centre.store.takeTextOver(claimed.id, by: Self.staff, now: Self.now).state == .manual)
            // Then the network corrects itself: nobody needs to send it any more.
            _ = try await centre.store.record([report()], now: Self.now)
            let row = try await row(centre)
            #expect(row.state == .delivered && row.arrival.state == .arrived && row.waitingSince == nil)
        }
    }

    @Test func `only text messages can be sent by hand`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            let mail = try #require(try await centre.store.deliveries().first { $0.kind == .noticeMail })
            let refused = await fault {
                _ = try await centre.store.takeTextOver(mail.id, by: Self.staff, now: Self.now)
            }
            #expect(refused?.kind == .conflict)
        }
    }

    @Test func `a wait beyond the rule's hours raises an alert until it is over`() async throws {
        try await Centre.with { centre in
            let claimed = try await claim(centre)
            try await settle(centre, claimed, .manual(reason: "sms.mode is manual"))
            let end = Self.now.addingTimeInterval(4 * 3600)
            #expect(try await centre.store.watchTexts(now: Self.now) == end)
            #expect(try await centre.store.openAlerts().rows.isEmpty)
            #expect(try await centre.store.watchTexts(now: end) == nil)
            let alerts = try await centre.store.openAlerts().rows
            #expect(alerts.map(\.alert.kind) == [.textWaiting])
            #expect(alerts.first?.alert.subject == claimed.id.description)
            _ = try await centre.store.textSent(claimed.id, by: Self.staff, now: end)
            _ = try await centre.store.watchTexts(now: end)
            #expect(try await centre.store.openAlerts().rows.isEmpty)
        }
    }
}
