import Domain
import Foundation
import Hummingbird
import NIOCore
import Testing

@testable import Web

@Suite struct PartyPageTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func `ten wrong codes are heard and the eleventh is not, until the time is over`() {
        let limiter = GuessLimiter(allowed: 10, window: 600)
        for _ in 0..<10 { #expect(limiter.mayGuess("a", now: now)) }
        #expect(!limiter.mayGuess("a", now: now.addingTimeInterval(599)))
        #expect(limiter.mayGuess("b", now: now))
        #expect(limiter.mayGuess("a", now: now.addingTimeInterval(600)))
    }

    @Test func `a right code does not count`() {
        let limiter = GuessLimiter(allowed: 2, window: 600)
        for _ in 0..<50 {
            #expect(limiter.mayGuess("a", now: now))
            limiter.forgive("a")
        }
        #expect(limiter.count == 0)
    }

    @Test func `many addresses never take more than the bound`() {
        let limiter = GuessLimiter(allowed: 10, window: 600, capacity: 100)
        for number in 0..<1000 {
            #expect(limiter.mayGuess("\(number)", now: now.addingTimeInterval(Double(number) / 10)))
            #expect(limiter.count <= 100)
        }
        #expect(limiter.count > 50)
    }

    @Test func `addresses are told apart as households, not as numbers`() throws {
        func peer(_ text: String) throws -> String {
            GuessLimiter.peer(try SocketAddress(ipAddress: text, port: 5))
        }
        #expect(try peer("192.0.2.1") != peer("192.0.2.2"))
        #expect(try peer("2001:db8::1") == peer("2001:db8::ffff:1"))
        #expect(try peer("2001:db8::1") != peer("2001:db8:0:1::1"))
        #expect(try peer("::ffff:192.0.2.1") == peer("192.0.2.1"))
    }

    @Test(arguments: [
        (nil, Contact.Language.zh), ("", .zh), ("fr", .zh), ("en-GB,en;q=0.9", .en),
        ("zh-CN,zh;q=0.9,en;q=0.8", .zh),
        ("de,en;q=0.7,zh;q=0.3", .en), ("en;q=0,zh", .zh), ("zh;q=0.2,EN;q=0.4", .en),
    ])
    func `the better liked language is chosen, and Chinese when neither is named`(
        header: String?, language: Contact.Language
    ) {
        #expect(Contact.Language(acceptLanguage: header) == language)
    }

    @Test func `a page escapes what it shows, in the frame's title and in the document's attribute`() throws {
        let page = try Page(PackageResources.party_notice_mustache, styleSheet: "/style.css")
        let values: [String: Any] = [
            "document": "<p title=\"\u{338}\">&amp;</p>", "enterprise": "<script>x</script>", "key": "K\"K",
            "people": [["name": "<b>", "id_masked": "1"]],
        ]
        let response = page.response(
            title: "<t>", language: .en, policy: PartyPages.policy(styles: ["p {}"]), values)
        let length = try #require(response.body.contentLength)
        #expect(response.headers[.contentLength] == "\(length)")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.headers[.referrerPolicy] == "no-referrer")
        let html = page.text(title: "<t>", language: .en, values)
        #expect(html.contains("srcdoc=\"&lt;p title=&quot;\u{338}&quot;&gt;&amp;amp;&lt;/p&gt;\""))
        #expect(html.contains("value=\"K&quot;K\""))
        #expect(!html.contains("<script>"))
        #expect(!html.contains("<b>"))
        #expect(html.contains("I have read this") && !html.contains("我已阅读"))
        #expect(html.contains("<title>&lt;t&gt;</title>"))
    }

    @Test func `the notice's own style sheet is let in by its digest and no other`() {
        // printf 'p {}' | openssl dgst -sha256 -binary | base64
        let digest = "SNJDlN1Iy2mnt7DOjQIyDb2LQE6O5PQiSZomcdzawQ4="
        #expect(PartyPages.policy(styles: ["p {}"]).contains("style-src 'self' 'sha256-\(digest)';"))
        #expect(PartyPages.policy().contains("style-src 'self';"))
    }
}
