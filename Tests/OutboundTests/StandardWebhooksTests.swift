import Domain
import Foundation
import Testing

@testable import Outbound

@Suite struct StandardWebhooksTests {
    @Test func `the specification's sample has its signature`() throws {
        let signer = try StandardWebhooks(secret: Data(Sample.secret.utf8))
        let headers = signer.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: Date(timeIntervalSince1970: 1_614_265_330.9),
            body: Data(#"{"test": 2432232314}"#.utf8))
        #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(headers[0].value == "msg_p5jXN8AQM9LWM0D4loKWxJek")
        #expect(headers[1].value == "1614265330")
        #expect(headers[2].value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `raw bytes and their whsec form are the same key, with or without a line end`() throws {
        let raw = Data((0..<32).map { UInt8($0) })
        let forms = [raw, Data("whsec_\(raw.base64EncodedString())".utf8)]
        let signatures = try (forms + forms.map { $0 + Data("\n".utf8) }).map {
            try StandardWebhooks(secret: $0).headers(id: "a", at: Sample.now, body: Data())[2].value
        }
        #expect(Set(signatures).count == 1)
    }

    @Test(arguments: ["whsec_no base64!", "whsec_c2hvcnQ=", "short", ""])
    func `a secret that is broken or short is refused`(secret: String) {
        #expect(throws: Fault.self) { try StandardWebhooks(secret: Data(secret.utf8)) }
    }

    @Test(
        .enabled(
            if: Python.withPeers != nil,
            "needs PyPI standardwebhooks: make test installs it, or set VIDEOCHECK_PYTHON"))
    func `PyPI standardwebhooks accepts what we sign, and not another body`() throws {
        let python = try #require(Python.withPeers)
        let body = #"{"name":"福建某某电力工程有限公司"}"#
        let signer = try StandardWebhooks(secret: Data(Sample.secret.utf8))
        let signed = signer.headers(id: "msg_1", at: Date(), body: Data(body.utf8))
        let headers = Dictionary(uniqueKeysWithValues: signed.map { ($0.name, $0.value) })
        func verify(_ body: String) throws -> Int32 {
            let input: [String: Any] = ["secret": Sample.secret, "headers": headers, "body": body]
            let data = try JSONSerialization.data(withJSONObject: input)
            return try Python.run(python, [Python.script("webhook_verifier.py")], input: data).status
        }
        #expect(try verify(body) == 0)
        #expect(try verify(body + " ") == 1)
    }
}
