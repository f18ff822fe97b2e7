import Domain
import Foundation
import Testing

@testable import Outbound

/// What is built before anything is sent; no sockets.
@Suite struct RequestTests {
    @Test(arguments: [
        "a@b.cn", "first.last+tag@mail.example.cn", "o'neil@xn--fiq228c.cn",
    ])
    func `these addresses are taken`(address: String) throws {
        #expect(try MailAddress(address, field: "to").text == address)
    }

    @Test(arguments: [
        "", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "a\n@b", "<a@b>", "a@b>", "a,b@c", ".a@b",
        "a..b@c",
        "a@b.", "\"a\"@b", "王@b.cn", "a@例.cn", "a@b\u{0}", "a@b ORCPT=x",
    ])
    func `these addresses are refused`(address: String) {
        #expect(throws: Fault.self) { try MailAddress(address, field: "to") }
    }

    @Test func `subjects are folded into encoded words of whole characters`() {
        #expect(MIMEHeader.line("Subject", "Plain words") == "Subject: Plain words")
        #expect(MIMEHeader.line("Subject", "核查告知书") == "Subject: =?UTF-8?B?5qC45p+l5ZGK55+l5Lmm?=")
        #expect(MIMEHeader.line("Subject", "a =?b").contains("=?UTF-8?B?"))
        let long = String(repeating: "非现场核查👩‍⚖️", count: 20)
        let lines = MIMEHeader.line("Subject", long).components(separatedBy: "\r\n")
        #expect(lines.count > 3)
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(" =?") })
        let decoded = lines.map { line in
            let word = line.drop { $0 != "=" }.dropFirst(10).dropLast(2)
            return Data(base64Encoded: String(word)).flatMap { String(data: $0, encoding: .utf8) } ?? "broken"
        }
        #expect(decoded.joined() == long)
    }

    @Test func `a mail's date is as RFC 5322 writes it`() {
        #expect(MIMEHeader.date(Sample.now) == "Sat, 18 Sep 2021 01:42:00 +0000")
    }

    @Test func `a mail has its lines and parts`() throws {
        let from = try MailAddress("centre@example.cn", field: "from")
        let mail = OutboundMessage.Mail(
            to: "wang@example.cn", subject: "告知", text: String(repeating: "x", count: 200), html: "<p>告知</p>")
        let message = try MIMEMessage(mail, from: from, messageID: "msg_1", date: Sample.now)
        let lines = String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.contains("\n") && !$0.contains("\r") })
        #expect(lines.contains("Message-ID: <msg_1@example.cn>"))
        #expect(lines.contains("MIME-Version: 1.0"))
        #expect(lines.suffix(2) == ["--=_videocheck_alternative--", ""])
    }

    @Test func `attachments stand beside the text and its HTML`() throws {
        let from = try MailAddress("centre@example.cn", field: "from")
        func build(_ name: String, _ type: String) throws -> [String] {
            let file = OutboundMessage.Mail.Attachment(name: name, mediaType: type, data: Data("BEGIN".utf8))
            let mail = OutboundMessage.Mail(
                to: "a@b.cn", subject: "s", text: "t", html: "<p>", attachments: [file])
            let bytes = try MIMEMessage(mail, from: from, messageID: "msg_1", date: Sample.now).bytes
            return String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        }
        let lines = try build("C2021-00017.ics", "text/calendar; charset=utf-8; method=PUBLISH")
        #expect(lines.contains("Content-Type: multipart/mixed; boundary=\"=_videocheck_mixed\""))
        #expect(lines.contains("Content-Type: multipart/alternative; boundary=\"=_videocheck_alternative\""))
        let type = try #require(lines.firstIndex(of: "Content-Type: text/calendar;"))
        #expect(
            lines[(type + 1)...(type + 6)] == [
                " charset=utf-8;", " method=PUBLISH", "Content-Disposition: attachment;",
                " filename=\"C2021-00017.ics\"", "Content-Transfer-Encoding: base64", "",
            ])
        #expect(lines[type + 7] == Data("BEGIN".utf8).base64EncodedString())
        #expect(lines.suffix(2) == ["--=_videocheck_mixed--", ""])
        let long = try build("核查告知书核查告知书核查告知书.pdf", "application/pdf")
        #expect(long.contains(" filename*0*=UTF-8''%E6%A0%B8%E6%9F%A5%E5%91%8A%E7%9F%A5%E4%B9%A6;"))
        #expect(long.allSatisfy { $0.utf8.count <= 76 })
        for (name, type) in [
            ("a\r\nBcc: x", "text/plain"), ("", "text/plain"), ("../a", "text/plain"), ("a\"b", "text/plain"),
            ("a", "text/plain\r\nX: y"), ("a", "plain"), ("a", "文/本"),
        ] { #expect(throws: Fault.self) { try build(name, type) } }
    }

    @Test func `a subject or an identifier that could smuggle a header in is refused`() throws {
        let from = try MailAddress("centre@example.cn", field: "from")
        func build(_ subject: String, _ id: String) throws -> MIMEMessage {
            try MIMEMessage(
                .init(to: "a@b.cn", subject: subject, text: "", html: nil), from: from, messageID: id,
                date: Sample.now)
        }
        #expect(throws: Fault.self) { try build("a\r\nBcc: x@y.cn", "msg_1") }
        #expect(throws: Fault.self) { try build("a\u{2028}b", "msg_1") }
        #expect(throws: Fault.self) { try build("a", "msg>\r\n") }
        #expect(throws: Never.self) { try build("a", "msg_1") }
    }

    @Test func `headers and addresses with line ends never reach libcurl`() async throws {
        let loop = try CurlLoop()
        for (name, value) in [("X", "a\r\nY: b"), ("X\r\n", "a"), ("", "a"), ("a b", "c")] {
            let transfer = Transfer(
                url: "http://127.0.0.1:9", work: .http(method: .get, headers: [(name, value)], body: Data()))
            await #expect(throws: Fault.self) { _ = try await loop.perform(transfer) }
        }
        await loop.shutdown()
    }

    @Test func `the last head counts and QUIT's reply does not`() {
        var http = ReplyLines(of: .http(method: .get, headers: [], body: Data()))
        for line in ["HTTP/1.1 103 Early", "link: x", "", "HTTP/1.1 200 OK", "Retry-After:  5 ", ""] {
            http.take(line: line)
        }
        let header = TransferAnswer.Header(name: "retry-after", value: "5")
        #expect(http.answer(body: Data()) == TransferAnswer(status: 200, headers: [header]))
        var mail = ReplyLines(of: .mail(from: "", recipients: [], message: Data(), startTLS: .never))
        #expect(mail.answer(body: Data()) == nil)
        for line in ["220 hello", "550 5.1.1 nobody: here", "221 Bye"] { mail.take(line: line) }
        let refusal = TransferAnswer(status: 550, body: Data("550 5.1.1 nobody: here".utf8))
        #expect(mail.answer(body: Data()) == refusal)
    }
}
