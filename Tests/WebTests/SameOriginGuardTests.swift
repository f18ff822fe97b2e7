import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Web

@Suite struct SameOriginGuardTests {
    typealias Guard = SameOriginGuard<BasicRequestContext>

    @Test(arguments: [
        ("localhost", true), ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("LOCALHOST", true),
        ("console.localhost", true), ("hecha.example", true), ("evil.example", false), ("10.0.0.1", false),
        ("127.0.0.1.evil.example", false), ("127.evil", false), ("", false), ("localhost.evil.example", false),
    ])
    func `a host is ours when it is loopback's or the listener's`(host: String, isOurs: Bool) {
        #expect(Guard.isOurs(host, listener: "hecha.example") == isOurs)
    }

    @Test func `a listener on every address is reached by addresses and never by a stranger's name`() {
        #expect(Guard.isOurs("10.0.0.1", listener: "0.0.0.0") && Guard.isOurs("fe80::1", listener: "::"))
        #expect(!Guard.isOurs("evil.example", listener: "0.0.0.0") && !Guard.isOurs("999.0.0.1", listener: "0.0.0.0"))
    }

    @Test func `an authority is read with and without its port`() {
        #expect(Authority("[::1]:8080").host == "::1" && Authority("[::1]:8080").port == "8080")
        #expect(Authority("[::1]").host == "::1" && Authority("[::1]").port == "80")
        #expect(Authority("localhost", scheme: "https").port == "443")
        #expect(Authority("localhost:80") == Authority("LocalHost"))
    }

    private static func request(_ headers: [(String, String)], path: String) -> Request {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return Request(
            head: HTTPRequest(
                method: .post, scheme: "http", authority: "localhost:8080", path: path, headerFields: fields),
            body: RequestBody(buffer: ByteBuffer()))
    }

    @Test(arguments: [
        ([("Sec-Fetch-Site", "same-origin")], true), ([("Sec-Fetch-Site", "none")], true),
        ([("Sec-Fetch-Site", "same-site")], false), ([("Sec-Fetch-Site", "cross-site")], false),
        ([("Sec-Fetch-Site", "cross-site"), ("Origin", "http://localhost:8080")], false),
        ([("Origin", "http://localhost:8080")], true), ([("Origin", "http://localhost:8081")], false),
        ([("Origin", "https://localhost:8080")], true), ([("Origin", "http://evil.example")], false),
        ([("Origin", "null")], false), ([("Origin", "")], false),
    ])
    func `a browser's POST is heard when it comes from here`(headers: [(String, String)], heard: Bool) {
        #expect(Guard.mayAct(Self.request(headers, path: "/checks/C2026-00001/approve")) == heard)
        #expect(Guard.mayAct(Self.request(headers, path: "/api/v1/checks/C2026-00001/approve")) == heard)
    }

    @Test func `a machine that says nothing of origins is heard at the API alone`() {
        #expect(Guard.mayAct(Self.request([], path: "/api/v1/inspectors")))
        #expect(!Guard.mayAct(Self.request([], path: "/checks/C2026-00001/approve")))
    }
}
