import Domain
import Foundation
import Testing

@testable import Outbound

/// How each answer is read; no sockets.
@Suite struct OutcomeTests {
    private func licensing(_ end: TransferEnd) -> DeliveryOutcome {
        LicensingClient.outcome(of: end, messageID: "msg_1", now: Sample.now)
    }

    @Test func `only a receipt for our message is a delivery`() {
        let good = licensing(Sample.complete(201, #"{"receipt_id":"R-9","message_id":"msg_1","more":1}"#))
        #expect(good.receipt == "R-9")
        #expect(good.shown?.status == 201)
        for body in [
            "", "<html>", "[]", "null", #"{"receipt_id":"R-9"}"#, #"{"receipt_id":"","message_id":"msg_1"}"#,
            #"{"receipt_id":7,"message_id":"msg_1"}"#, #"{"receipt_id":"a\nb","message_id":"msg_1"}"#,
            #"{"receipt_id":"R","message_id":"msg_2"}"#,
        ] {
            #expect(licensing(Sample.complete(200, body)).isRetry, "\(body)")
        }
        #expect(licensing(Sample.complete(204, "")).isRetry)
        let other = licensing(Sample.complete(200, #"{"receipt_id":"R","message_id":"msg_2"}"#))
        #expect(other.reason.contains("msg_2"))
    }

    @Test(arguments: [301, 302, 307, 308, 304, 408, 425, 429, 500, 502, 503, 504, 599])
    func `these statuses are tried again`(status: Int) {
        #expect(licensing(Sample.complete(status, #"{"receipt_id":"R","message_id":"msg_1"}"#)).isRetry)
    }

    @Test(arguments: [400, 401, 403, 404, 409, 410, 413, 422, 451])
    func `these statuses wait for a person, with the answer shown`(status: Int) {
        let outcome = licensing(Sample.complete(status, "why"))
        #expect(outcome.isHeld)
        #expect(outcome.shown == .init(status: status, body: "why"))
    }

    @Test func `an answer is shown up to four KiB`() {
        #expect(
            licensing(Sample.complete(400, String(repeating: "x", count: 9000))).shown?.body.count == 4096)
    }

    @Test(arguments: [
        ("120", 120), ("0", 0), ("999999999999999999999999", 86400), ("90000", 86400),
        ("Sat, 18 Sep 2021 01:43:00 GMT", 60), ("Saturday, 18-Sep-21 01:43:00 GMT", 60),
        ("Sat Sep 18 01:43:00 2021", 60), ("Fri, 17 Sep 2021 01:43:00 GMT", 0),
        ("Sat, 18 Sep 2031 01:43:00 GMT", 86400),
    ])
    func `Retry-After is read as seconds or as a date, at most a day`(value: String, seconds: Int) {
        #expect(RetryAfter.parse(value, now: Sample.now) == .seconds(seconds))
        #expect(licensing(Sample.complete(503, "", ["retry-after": value])).after == .seconds(seconds))
    }

    @Test(arguments: ["", "soon", "-5", "1.5", "next: week"])
    func `a Retry-After that is neither is ignored`(value: String) {
        #expect(RetryAfter.parse(value, now: Sample.now) == nil)
    }

    @Test func `a transfer that broke off is tried again, except for an unusable address`() {
        func broken(_ kind: TransferFailure.Kind) -> DeliveryOutcome {
            licensing(.broken(TransferFailure(kind: kind, code: 1, message: "words")))
        }
        for kind: TransferFailure.Kind in [.certificate, .timeout, .tooLarge, .network] {
            #expect(broken(kind).isRetry)
            #expect(broken(kind).reason.contains("words"))
        }
        #expect(broken(.certificate).reason.contains("certificate"))
        #expect(broken(.unusableURL).isHeld)
    }

    @Test func `a mail server's own classes decide`() {
        func mail(_ status: Int, _ line: String) -> DeliveryOutcome {
            let partial = TransferAnswer(status: status, body: Data(line.utf8))
            let failure = TransferFailure(kind: .network, code: 55, message: "RCPT failed", partial: partial)
            return MailGateway.outcome(of: .broken(failure), messageID: "<a@b>")
        }
        #expect(mail(451, "451 later").isRetry)
        #expect(mail(550, "550 nobody").isHeld)
        #expect(mail(550, "550 nobody").reason.contains("550 nobody"))
        #expect(mail(354, "354 go on").isRetry)
        let taken = MailGateway.outcome(of: Sample.complete(250, "250 queued as 1"), messageID: "<a@b>")
        #expect(taken.receipt == "250 queued as 1")
        #expect(MailGateway.outcome(of: Sample.complete(250, ""), messageID: "<a@b>").receipt == "<a@b>")
    }
}
