import Domain
import Foundation
import Testing

@testable import Outbound

/// Real requests to a gateway that checks their signatures by itself (Peers/text_gateway.py).
@Suite(.timeLimit(.minutes(5))) struct TextTransferTests {
    private func deliver(
        _ shape: String, path: String, template: String = "T-1", secret: String = "s3cret/+=",
        to: String = "+86 139-0000-0000"
    ) async throws -> (outcome: DeliveryOutcome, seen: JSONValue) {
        let peer = try Peer("text_gateway.py", arguments: ["key-1", "s3cret/+="])
        let base = "http://127.0.0.1:\(peer.port)"
        let loop = try CurlLoop()
        let gateway = TextGateway(
            shape: try TextShapeTests.shape(shape), url: base + path, template: template,
            account: TextAccount(
                signatureName: "核查 中心*~", appID: "1400006666", keyID: "key-1", secret: secret), loop: loop)
        let outcome = await gateway.deliver(Sample.text(to: to, ["code": "7KQ4M2XN"]))
        let end = try await loop.perform(
            Transfer(url: base + "/seen", work: .http(method: .get, headers: [], body: Data())))
        await loop.shutdown()
        guard case .complete(let answer) = end else { throw Fault(.unavailable, "the peer is gone") }
        return (outcome, try JSONDecoder().decode(JSONValue.self, from: answer.body))
    }

    @Test(arguments: ["/", "/api/v3"])
    func `a JSON request carries a signature that its receiver computes too`(path: String) async throws {
        let (outcome, seen) = try await deliver("json-signed-header", path: path)
        #expect(outcome.receipt == "2026:1", "\(outcome)")
        #expect(
            seen
                == .object([
                    "message": .object([
                        "PhoneNumberSet": .array(["+8613900000000"]), "SmsSdkAppId": "1400006666", "TemplateId": "T-1",
                        "SignName": "核查 中心*~", "TemplateParamSet": .array(["7KQ4M2XN"]),
                        "SessionContext": "msg_text1",
                    ])
                ]))
    }

    @Test func `form fields carry a signature that their receiver computes too`() async throws {
        let (outcome, seen) = try await deliver("form-signed-fields", path: "/form")
        #expect(outcome.receipt == "900619^0", "\(outcome)")
        guard case .object(let all) = seen, case .object(let fields) = all["message"] else {
            Issue.record("\(seen)")
            return
        }
        #expect(fields["PhoneNumbers"] == "13900000000" && fields["SignName"] == "核查 中心*~")
        #expect(fields["TemplateParam"] == #"{"code":"7KQ4M2XN"}"# && fields["OutId"] == "msg_text1")
    }

    @Test(arguments: [("json-signed-header", "/"), ("form-signed-fields", "/form")])
    func `a wrong secret is found by the receiver and held`(shape: String, path: String) async throws {
        let (outcome, _) = try await deliver(shape, path: path, secret: "another")
        #expect(outcome.isHeld && outcome.reason.contains("Signature"), "\(outcome)")
    }

    @Test(arguments: [
        ("json-signed-header", "/", "FailedOperation.PhoneNumberInBlacklist", true),
        ("json-signed-header", "/", "LimitExceeded.PhoneNumberThirtySecondLimit", false),
        ("form-signed-fields", "/form", "isv.MOBILE_NUMBER_ILLEGAL", true),
        ("form-signed-fields", "/form", "isp.SYSTEM_ERROR", false), ("plain", "/plain", "402", true),
        ("plain", "/plain", "503", false),
    ])
    func `an error inside a 200 is a failure by its own code`(
        shape: String, path: String, code: String, isHeld: Bool
    ) async throws {
        let (outcome, _) = try await deliver(shape, path: path, template: "answer \(code)")
        #expect(outcome.isHeld == isHeld && outcome.isRetry == !isHeld, "\(outcome)")
        #expect(outcome.reason.contains("code \(code)"))
    }

    @Test func `a plain gateway takes a text with its key`() async throws {
        let (outcome, seen) = try await deliver("plain", path: "/plain", template: "Code {code}")
        #expect(outcome.receipt == "sms-text:1")
        guard case .object(let all) = seen else { return }
        #expect(all["key"] == "text:1")
    }
}
