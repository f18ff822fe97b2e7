import Domain
import Foundation
import Testing

@testable import Outbound

@Suite(.timeLimit(.minutes(5))) struct TLSTransferTests {
    /// A self-signed certificate of one address, which is its own authority.
    private struct Certificate: ~Copyable {
        let folder: URL
        var certificate: String { folder.appending(path: "cert.pem").path }
        var key: String { folder.appending(path: "key.pem").path }

        init(days: Int = 2) throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "outbound-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let request = folder.appending(path: "request.pem").path
            try openssl([
                "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                "/CN=peer", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", request,
            ])
            try openssl([
                "x509", "-req", "-in", request, "-signkey", key, "-copy_extensions", "copy", "-days",
                String(days), "-out", certificate,
            ])
        }

        private func openssl(_ arguments: [String]) throws {
            let run = try Python.run("/usr/bin/openssl", arguments)
            guard run.status == 0 else { throw Fault(.internal, "openssl: \(run.output)") }
        }

        deinit { try? FileManager.default.removeItem(at: folder) }
    }

    private func deliver(_ url: String, trusting caFile: String?) async throws -> DeliveryOutcome {
        let loop = try CurlLoop()
        let client = try LicensingClient(
            url: url, secret: Data(Sample.secret.utf8), loop: loop, caFile: caFile)
        return await client.deliver(Sample.result("msg_1"))
    }

    private func effects(_ port: Int, _ caFile: String) async throws -> String {
        let end = try await CurlLoop().perform(
            Transfer(
                url: "https://127.0.0.1:\(port)/effects?id=msg_1",
                work: .http(method: .get, headers: [], body: Data()), caFile: caFile))
        guard case .complete(let answer) = end else { return "\(end)" }
        return String(decoding: answer.body, as: UTF8.self)
    }

    @Test func `an authority that is not trusted and a wrong host get nothing`() async throws {
        let made = try Certificate()
        let peer = try Peer("peer.py", arguments: [made.certificate, made.key])
        let unknown = try await deliver("https://127.0.0.1:\(peer.port)/ok", trusting: nil)
        #expect(unknown.isRetry)
        #expect(unknown.reason.contains("certificate"), "\(unknown.reason)")
        let wrongHost = try await deliver("https://localhost:\(peer.port)/ok", trusting: made.certificate)
        #expect(wrongHost.isRetry)
        #expect(wrongHost.reason.contains("certificate"), "\(wrongHost.reason)")
        #expect(try await effects(peer.port, made.certificate) == "0")
        let trusted = try await deliver("https://127.0.0.1:\(peer.port)/ok", trusting: made.certificate)
        #expect(trusted.receipt == "r-msg_1")
        #expect(try await effects(peer.port, made.certificate) == "1")
    }

    @Test func `a look at a certificate says until when it holds, and why it does not`() async throws {
        let made = try Certificate(days: 9)
        let peer = try Peer("peer.py", arguments: [made.certificate, made.key])
        let url = "https://127.0.0.1:\(peer.port)/ok"
        let end = Date().addingTimeInterval(9 * 86_400)
        guard
            case .valid(let until?) = await CertificateLook(loop: try CurlLoop(), caFile: made.certificate).look(
                at: url)
        else {
            Issue.record("a trusted certificate is not valid")
            return
        }
        #expect((end.addingTimeInterval(-3600)...end).contains(until))
        guard case .invalid(let reason) = await CertificateLook(loop: try CurlLoop()).look(at: url) else {
            Issue.record("an unknown authority is not told")
            return
        }
        #expect(reason.contains("certificate"), "\(reason)")
        let plain = try Peer("peer.py")
        let nothing = await CertificateLook(loop: try CurlLoop()).look(at: "http://127.0.0.1:\(plain.port)/ok")
        #expect(nothing == .valid(until: nil))
        guard case .unreachable = await CertificateLook(loop: try CurlLoop()).look(at: "https://127.0.0.1:9/") else {
            Issue.record("nobody listens there")
            return
        }
    }

    @Test func `an expired certificate gets nothing`() async throws {
        let made = try Certificate(days: -1)
        let peer = try Peer("peer.py", arguments: [made.certificate, made.key])
        let outcome = try await deliver("https://127.0.0.1:\(peer.port)/ok", trusting: made.certificate)
        #expect(outcome.isRetry)
        #expect(outcome.reason.contains("expired"), "\(outcome.reason)")
    }
}
