import Domain
import Foundation
import Testing

@testable import Outbound

/// The shipped shape files, and what a shape file may hold; no sockets.
@Suite struct TextShapeTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "config/text")

    static func shape(_ name: String, _ change: (String) -> String = { $0 }) throws -> TextShape {
        let text = try String(contentsOf: folder.appending(path: "\(name).json"), encoding: .utf8)
        return try TextShape(file: "\(name).json", data: Data(change(text).utf8))
    }

    static func ingredients(
        url: String = "http://127.0.0.1:9/", template: String = "T-1", to: String = "13900000000",
        code: String = "7KQ4M2XN", nonce: String = "n-1", now: Date = Sample.now
    ) -> TextShape.Ingredients {
        TextShape.Ingredients(
            url: url, template: template,
            account: TextAccount(signatureName: "核查中心", appID: "1400006666", keyID: "key-1", secret: "secret-1"),
            message: Sample.text(to: to, ["code": code]), text: .init(to: to, parameters: ["code": code]), now: now,
            nonce: nonce)
    }

    static func request(_ shape: TextShape, _ given: TextShape.Ingredients) throws -> Transfer {
        try shape.request(given, limits: Transfer.Limits(), caFile: nil)
    }

    @Test func `the built-in shape is the shipped file`() throws {
        let shipped = try Data(contentsOf: Self.folder.appending(path: "plain.json"))
        #expect(Data(PackageResources.plain_json) == shipped)
    }

    @Test func `a plain request is the same bytes on every attempt`() throws {
        let given = Self.ingredients(template: "Code {code}")
        let bodies = try (0..<5).map { _ in try Self.request(TextShape.plain(), given).bytes }
        #expect(Set(bodies).count == 1)
        #expect(
            String(decoding: bodies[0], as: UTF8.self)
                == #"{"params":{"code":"7KQ4M2XN"},"template":"Code {code}","#
                + #""text":"Code 7KQ4M2XN","to":"13900000000"}"#)
    }

    /// The example that the interface's provider publishes, with the request's fields and method as it has them.
    @Test func `the published example of signed fields comes out as published`() throws {
        let shape = try Self.shape("form-signed-fields") {
            $0.replacing("\"POST\"", with: "\"GET\"").replacing("POST&", with: "GET&")
                .replacing("\"form\"", with: "\"query\"").replacing("\"JSON\"", with: "\"XML\"")
                .replacing("{message_id}", with: "123").replacing("\"code\"],", with: "\"customer\"],")
        }
        var given = Self.ingredients(
            url: "http://127.0.0.1:9/", template: "SMS_71390007", to: "15300000001",
            nonce: "45e25e9b-0a6f-4070-8c85-2956eda1b466",
            now: try #require(Date(iso8601: "2017-07-12T02:42:19Z")))
        given.account = TextAccount(
            signatureName: "阿里云短信测试专用", keyID: "testId", secret: "testSecret")
        given.text = .init(to: "15300000001", parameters: ["customer": "test"])
        let made = try Self.request(shape, given)
        #expect(made.url.contains("&Signature=zJDF%2BLrzhj%2FThnlvIToysFRq6t4%3D&"))
        #expect(made.bytes.isEmpty)
    }

    @Test(arguments: ["plain", "json-signed-header", "form-signed-fields"])
    func `the secret is in no request`(name: String) throws {
        let made = try Self.request(Self.shape(name), Self.ingredients())
        guard case .http(_, let headers, let body) = made.work else { return }
        let all = made.url + headers.map { $0.name + $0.value }.joined() + String(decoding: body, as: UTF8.self)
        #expect(!all.contains("secret-1"))
        #expect(all.contains("7KQ4M2XN") && all.contains("13900000000"))
    }

    @Test(arguments: [
        ("\"method\": \"POST\"", "\"method\": \"POST\", \"verb\": 1", "request.verb", "form, query"),
        ("\"method\": \"POST\"", "\"method\": \"PUT\"", "request.method", "GET or POST"),
        ("{key_id}", "{keyid}", "request.form.AccessKeyId", "{key_id}"),
        ("\"over\": \"POST&", "\"over\": \"{secret}", "signing[0].over", "{message_id}"),
        ("hmac_sha1", "md5", "signing[0].algorithm", "hmac_sha256"),
        ("\"receipt\": \"/BizId\"", "\"receipt\": \"BizId\"", "answer.receipt", "JSON pointer"),
        ("{\"/Code\": [\"OK\"]}", "{\"/Code\": \"OK\"}", "answer.success", "list of values"),
        ("\"+08:00\"", "\"Shanghai\"", "callback.utc_offset", "+08:00"),
        ("\"max_characters\": 20", "\"max_characters\": 0", "parameters.max_characters", "from 1"),
        ("{params}", "{params", "request.form.TemplateParam", "its }"),
        ("\"isv.*\"", "\"i*v\"", "answer.permanent", "trailing *"),
    ])
    func `a mistake in a shape file is named with what is allowed`(
        old: String, new: String, field: String, allowed: String
    ) throws {
        let fault = #expect(throws: Fault.self) {
            try Self.shape("form-signed-fields") { $0.replacing(old, with: new) }
        }
        #expect(fault?.kind == .invalid)
        #expect(fault?.field == field, "\(fault?.description ?? "")")
        #expect(fault?.message.contains("form-signed-fields.json") == true)
        #expect(fault?.message.contains(allowed) == true, "\(fault?.message ?? "")")
    }

    @Test(arguments: [
        "", "7KQ4M2XN7KQ4M", "a\nb", "https://x", "www.x.cn",
    ])
    func `what the provider's template cannot take is refused before it is sent`(code: String) throws {
        let shape = try Self.shape("json-signed-header")
        let fault = #expect(throws: Fault.self) { try Self.request(shape, Self.ingredients(code: code)) }
        #expect(fault?.field == "code")
    }

    @Test func `a landline is held`() async throws {
        let loop = try CurlLoop()
        let gateway = TextGateway(
            shape: try TextShape.plain(), url: "http://127.0.0.1:9", template: "Code {code}", loop: loop)
        #expect(await gateway.deliver(Sample.text(to: "0591-87654321", ["code": "1"])).isHeld)
        await loop.shutdown()
    }

    @Test func `a plain gateway's error inside a 200 is a failure`() throws {
        let shape = try TextShape.plain()
        func text(_ body: String) -> DeliveryOutcome {
            shape.outcome(of: Sample.complete(200, body), now: Sample.now)
        }
        #expect(text(#"{"message_id":"s1"}"#).receipt == "s1")
        #expect(text(#"{"message_id":17,"code":0,"error":null}"#).receipt == "17")
        #expect(text(#"{"message_id":"s1","code":"OK"}"#).receipt == "s1")
        for body in [
            #"{"message_id":"s1","error":"x"}"#, #"{"message_id":"s1","error":{"a":1}}"#, #"{"code":500}"#,
            #"{"code":429,"error":"slow"}"#, #"{"message_id":"s1","code":"isv.LIMIT"}"#, "", "<html>",
        ] {
            #expect(text(body).isRetry, "\(body)")
        }
        // Taken, and nothing to know it by: sending it again might send it twice.
        for body in [#"{"code":0}"#, "{}", #"{"message_id":""}"#, #"{"message_id":"a\nb"}"#, "[]", "null"] {
            #expect(text(body).isHeld && text(body).reason.contains("/message_id"), "\(body)")
        }
        #expect(text(#"{"code":402,"error":"no credit"}"#).isHeld)
        #expect(text(#"{"code":"403"}"#).isHeld)
        #expect(text(#"{"code":402,"error":"no credit"}"#).reason.contains("code 402, no credit"))
        #expect(text(#"{"code":429,"error":"slow"}"#).after == .seconds(60))
    }

    @Test(arguments: [
        ("isv.AMOUNT_NOT_ENOUGH", "held"), ("isv.BUSINESS_LIMIT_CONTROL", "slow"), ("isp.SYSTEM_ERROR", "retry"),
        ("isp.RAM_PERMISSION_DENY", "held"), ("Throttling.User", "slow"), ("SomethingNew", "retry"),
    ])
    func `the provider's own code decides, inside any status`(code: String, verdict: String) throws {
        let shape = try Self.shape("form-signed-fields")
        let body = #"{"Code":"\#(code)","Message":"words","RequestId":"r"}"#
        let outcome = shape.outcome(of: Sample.complete(200, body), now: Sample.now)
        #expect(outcome.reason.contains("200") && outcome.reason.contains("code \(code), words"))
        switch verdict {
        case "held": #expect(outcome.isHeld)
        case "slow": #expect(outcome.after == .seconds(60))
        default: #expect(outcome.isRetry && outcome.after == nil)
        }
        let refused = shape.outcome(of: Sample.complete(400, body), now: Sample.now)
        // A status decides only where the file does not know the code.
        #expect(refused.isHeld == (verdict == "held" || code == "SomethingNew"))
    }
}
