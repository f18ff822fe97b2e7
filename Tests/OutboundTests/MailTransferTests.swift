import Domain
import Foundation
import Testing

@testable import Outbound

/// Real mails to a real SMTP server, read by Python's own mail parser.
@Suite(
    .enabled(
        if: Python.withPeers != nil, "needs PyPI aiosmtpd: make test installs it, or set VIDEOCHECK_PYTHON"),
    .timeLimit(.minutes(5)))
struct MailTransferTests {
    let sink: Peer
    let gateway: MailGateway

    init() throws {
        sink = try Peer("mail_sink.py", python: Python.withPeers ?? Python.any)
        gateway = try MailGateway(
            url: "smtp://127.0.0.1:\(sink.port)", from: "centre@example.cn", loop: CurlLoop(name: "mail"))
    }

    private struct Received: Decodable {
        let from: String
        let to: [String]
        let headers: [String: String]
        let subject: String
        let text: String
        let html: String?
        let defects: [String]
        let longest: Int
    }

    @Test func `a mail arrives whole, in Chinese, with text and HTML`() async throws {
        let subject = "视频核查告知书 C2021-00017：请于 9 月 18 日 10:00 参加，并提前测试摄像头和麦克风（福建某某电力工程有限公司）"
        let text = "王先生：\n. 一行以点开头\n..\n" + String(repeating: "核查", count: 400)
        let html = "<!doctype html><p>王先生 &amp; 同事</p>"
        let outcome = await gateway.deliver(Sample.mail(subject: subject, text: text, html: html))
        #expect(outcome.receipt == "250 queued as 4711")
        let mail = try JSONDecoder().decode(Received.self, from: Data((await sink.line() ?? "").utf8))
        #expect(mail.from == "centre@example.cn")
        #expect(mail.to == ["wang@example.cn"])
        #expect(mail.subject == subject)
        #expect(mail.text == text)
        #expect(mail.html == html)
        #expect(mail.defects.isEmpty)
        #expect(mail.longest <= 76)
        #expect(mail.headers["message-id"] == "<msg_mail1@example.cn>")
    }

    @Test func `a mail without HTML is plain`() async throws {
        #expect(await gateway.deliver(Sample.mail(text: "Only text")).receipt != nil)
        let mail = try JSONDecoder().decode(Received.self, from: Data((await sink.line() ?? "").utf8))
        #expect(mail.text == "Only text")
        #expect(mail.html == nil)
    }

    @Test func `the server's refusals for now are tried again, those for ever are held`() async throws {
        let busy = await gateway.deliver(Sample.mail(to: "busy@example.cn"))
        #expect(busy.isRetry)
        #expect(busy.reason.contains("451 try again later"), "\(busy.reason)")
        let full = await gateway.deliver(Sample.mail(to: "full@example.cn"))
        #expect(full.isRetry)
        #expect(full.reason.contains("452 mailbox full"), "\(full.reason)")
        let unknown = await gateway.deliver(Sample.mail(to: "unknown@example.cn"))
        #expect(unknown.isHeld)
        #expect(unknown.reason.contains("550 no such mailbox"), "\(unknown.reason)")
    }

    @Test func `an address or subject with a line end is held and nothing is sent`() async throws {
        #expect(await gateway.deliver(Sample.mail(to: "a@b.cn\r\nRCPT TO:<x@y.cn>")).isHeld)
        #expect(await gateway.deliver(Sample.mail(subject: "a\r\nBcc: x@y.cn")).isHeld)
        #expect(await gateway.deliver(Sample.mail(text: "the first to arrive")).receipt != nil)
        #expect(await sink.line()?.contains("the first to arrive") == true)
    }

    @Test func `no mail server is tried again`() async throws {
        let nowhere = try MailGateway(url: "smtp://127.0.0.1:1", from: "centre@example.cn", loop: CurlLoop())
        #expect(await nowhere.deliver(Sample.mail()).isRetry)
    }
}
