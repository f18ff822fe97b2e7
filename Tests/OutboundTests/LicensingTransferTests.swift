import Domain
import Foundation
import Testing

@testable import Outbound

/// Real transfers on loopback, against a receiver that misbehaves on demand.
@Suite(.timeLimit(.minutes(5))) struct LicensingTransferTests {
    let peer: Peer
    let loop: CurlLoop

    init() throws {
        peer = try Peer("peer.py")
        loop = try CurlLoop()
    }

    private func client(_ path: String, _ limits: Transfer.Limits = .init()) throws -> LicensingClient {
        try LicensingClient(
            url: "http://127.0.0.1:\(peer.port)\(path)", secret: Data(Sample.secret.utf8), loop: loop,
            limits: limits)
    }

    private func effects(_ id: String) async throws -> Int {
        let end = try await loop.perform(
            Transfer(
                url: "http://127.0.0.1:\(peer.port)/effects?id=\(id)",
                work: .http(method: .get, headers: [], body: Data())))
        guard case .complete(let answer) = end else { return -1 }
        return Int(String(decoding: answer.body, as: UTF8.self)) ?? -1
    }

    @Test func `a receipt for our message ends the delivery`() async throws {
        let outcome = await (try client("/ok")).deliver(Sample.result("msg_1"))
        #expect(outcome.receipt == "r-msg_1")
        #expect(try await effects("msg_1") == 1)
    }

    @Test func `the receiver sees the exact bytes and every header`() async throws {
        struct Seen: Decodable {
            let method: String
            let headers: [String: String]
            let body: String
        }
        let body = #"{"name": "福建某某电力工程有限公司"}"#
        _ = await (try client("/ok")).deliver(Sample.result("msg_1", body: body))
        let end = try await loop.perform(
            Transfer(
                url: "http://127.0.0.1:\(peer.port)/seen?id=msg_1",
                work: .http(method: .get, headers: [], body: Data())))
        guard case .complete(let answer) = end else { throw Fault(.internal, "no answer: \(end)") }
        let seen = try JSONDecoder().decode(Seen.self, from: answer.body)
        #expect(seen.method == "POST")
        #expect(seen.body == body)
        #expect(seen.headers["content-type"] == "application/json")
        #expect(seen.headers["idempotency-key"] == "check:msg_1:r1")
        #expect(seen.headers["webhook-id"] == "msg_1")
        #expect(seen.headers["expect"] == nil)
        let stamp = try #require(seen.headers["webhook-timestamp"].flatMap { Int($0) })
        let again = try StandardWebhooks(secret: Data(Sample.secret.utf8))
            .headers(id: "msg_1", at: Date(timeIntervalSince1970: TimeInterval(stamp)), body: Data(body.utf8))
        #expect(seen.headers["webhook-signature"] == again[2].value)
    }

    @Test(arguments: [
        ("/html", "without a receipt"), ("/other", "msg_of_someone_else"), ("/failing", "500"),
        ("/later", "429"),
        ("/moved", "/ok"), ("/torn", "broke off"), ("/reset", "broke off"), ("/large", "larger"),
        ("/edge", "without a receipt"),
    ])
    func `these are tried again, say why, and had one effect`(path: String, words: String) async throws {
        let outcome = await (try client(path)).deliver(Sample.result("msg_1"))
        #expect(outcome.isRetry)
        #expect(outcome.reason.contains(words), "\(outcome.reason)")
        #expect(outcome.after == (path == "/later" ? .seconds(7) : nil))
        #expect(try await effects("msg_1") == 1)
    }

    @Test(arguments: [
        ("/gone", 410, "{}"), ("/bad", 400, "rule_id is unknown"), ("/conflict", 409, "other body"),
    ])
    func `these wait for a person`(path: String, status: Int, words: String) async throws {
        let outcome = await (try client(path)).deliver(Sample.result("msg_1"))
        #expect(outcome.isHeld)
        #expect(outcome.shown?.status == status)
        #expect(outcome.shown?.body.contains(words) == true)
    }

    @Test func `nobody listening is tried again; no address at all is held`() async throws {
        func deliver(_ url: String) async throws -> DeliveryOutcome {
            await (try LicensingClient(url: url, secret: Data(Sample.secret.utf8), loop: loop))
                .deliver(Sample.result("msg_1"))
        }
        #expect(try await deliver("http://127.0.0.1:1/").isRetry)
        #expect(try await deliver("http://no-such-host.invalid/").isRetry)
        for url in [
            "", "http://", "file:///etc/passwd", "ftp://127.0.0.1/", "smtp://127.0.0.1/", "http://a\r\nb/",
        ] {
            #expect(try await deliver(url).isHeld, "\(url)")
        }
    }

    @Test func `one byte a second is given up while other deliveries go on`() async throws {
        let impatient = Transfer.Limits(lowSpeedBytesPerSecond: 100, lowSpeedFor: .seconds(1))
        let slow = try client("/slow", impatient)
        let quick = try client("/ok")
        async let late = slow.deliver(Sample.result("msg_slow"))
        #expect(await peer.line() == "got /slow")
        for number in 0..<20 {
            #expect(await quick.deliver(Sample.result("msg_\(number)")).receipt == "r-msg_\(number)")
        }
        let outcome = await late
        #expect(outcome.isRetry)
        #expect(outcome.reason.contains("in time"), "\(outcome.reason)")
    }

    @Test func `silence ends with the total time`() async throws {
        let outcome = await (try client("/silent", .init(total: .milliseconds(200)))).deliver(
            Sample.result("msg_1"))
        #expect(outcome.isRetry)
        #expect(outcome.reason.contains("in time"))
    }

    @Test func `a kept-alive connection that is reset has one effect, since each message has its own`()
        async throws
    {
        let client = try client("/keep-alive")
        for number in 1...3 {
            #expect(await client.deliver(Sample.result("msg_\(number)")).receipt == "r-msg_\(number)")
            #expect(try await effects("msg_\(number)") == 1)
        }
    }

    @Test func `on a reused connection libcurl does repeat a POST, so fresh matters`() async throws {
        func post(_ id: String) async throws -> TransferEnd {
            try await loop.perform(
                Transfer(
                    url: "http://127.0.0.1:\(peer.port)/keep-alive",
                    work: .http(method: .post, headers: [("webhook-id", id)], body: Data("{}".utf8)),
                    fresh: false))
        }
        _ = try await post("msg_1")
        _ = try await post("msg_2")
        #expect(try await effects("msg_1") == 1)
        #expect(try await effects("msg_2") == 2)
    }

    @Test func `the environment's proxy is not used`() async {
        // In a process of its own, whose environment nobody else reads.
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", "http://127.0.0.1:1", 1)
            let suite = try LicensingTransferTests()
            let outcome = await (try suite.client("/ok")).deliver(Sample.result("msg_1"))
            #expect(outcome.receipt == "r-msg_1")
        }
    }
}
