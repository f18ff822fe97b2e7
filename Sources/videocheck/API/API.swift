import Domain
import Foundation
import Outbound

/// The daemon's HTTP API as this program uses it. Every refusal and every failure comes out as `Trouble`.
struct API: Sendable {
    /// `http://127.0.0.1:8080`, without a slash at its end.
    let server: String
    let token: String?
    /// Authorities to trust instead of the system's, a PEM file.
    let caFile: String?
    let say: Language
    private let loop: CurlLoop

    static let prefix = "/api/v1"
    /// Answers are JSON pages, or pieces of footage; more than this in one answer is no VideoCheck.
    private static let maximumAnswer = 32 << 20

    init(server: String, token: String?, caFile: String?, say: Language) throws(Fault) {
        self.server = server
        self.token = token
        self.caFile = caFile
        self.say = say
        loop = try CurlLoop(name: "videocheck", limits: .init(queue: 64, concurrent: 4))
    }

    /// One request, whatever its status.
    /// - Parameters:
    ///   - path: from the server's root; see `path(_:_:)`.
    ///   - fresh: a connection of its own, for what must not arrive twice.
    /// - Throws: `Trouble` when no whole answer came, `CancellationError`.
    func send(
        _ method: Transfer.Method, _ path: String, headers: [(name: String, value: String)] = [],
        body: Data = Data(), limits: Transfer.Limits = Transfer.Limits(), fresh: Bool = false
    ) async throws -> TransferAnswer {
        var headers = headers + [("Accept-Language", say.rawValue), ("User-Agent", "videocheck")]
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        let transfer = Transfer(
            url: server + path, work: .http(method: method, headers: headers, body: body), limits: limits,
            fresh: fresh, maximumAnswer: Self.maximumAnswer, caFile: caFile)
        let end: TransferEnd
        do {
            end = try await loop.perform(transfer)
        } catch {
            try Task.checkCancellation()
            throw Trouble(error)
        }
        switch end {
        case .complete(let answer): return answer
        case .broken(let failure): throw trouble(failure)
        }
    }

    /// The JSON of a success; anything else is thrown.
    func json(
        _ method: Transfer.Method, _ path: String, headers: [(name: String, value: String)] = [],
        body: Data = Data()
    ) async throws -> JSONValue {
        let answer = try await success(method, path, headers: headers, body: body)
        guard let value = try? JSONValue(parsing: answer.body) else {
            throw Problem(TransferAnswer(status: answer.status), say).trouble(server: server)
        }
        return value
    }

    func success(
        _ method: Transfer.Method, _ path: String, headers: [(name: String, value: String)] = [],
        body: Data = Data()
    ) async throws -> TransferAnswer {
        let answer = try await send(method, path, headers: headers, body: body, fresh: method == .post)
        guard (200..<300).contains(answer.status) else {
            throw Problem(answer, say).trouble(server: server)
        }
        return answer
    }

    func get(_ parts: [String], _ query: [(String, String?)] = []) async throws -> JSONValue {
        try await json(.get, Self.path(parts, query))
    }

    /// Carries a key of its own, so that the server takes a repetition for what it is.
    func post(_ parts: [String], _ body: JSONValue) async throws -> JSONValue {
        try await json(
            .post, Self.path(parts),
            headers: [("Content-Type", "application/json"), ("Idempotency-Key", UUID().uuidString)],
            body: CanonicalJSON.encode(body))
    }

    /// `/api/v1/checks/C2026-00001?limit=5`; every part is escaped, parameters without a value are left out.
    static func path(_ parts: [String], _ query: [(String, String?)] = []) -> String {
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(escaped($0))" } }
        return prefix + parts.map { "/" + escaped($0) }.joined()
            + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    private static func escaped(_ text: String) -> String {
        var allowed = CharacterSet(charactersIn: "a"..."z")
        allowed.formUnion(CharacterSet(charactersIn: "A"..."Z"))
        allowed.formUnion(CharacterSet(charactersIn: "0123456789-._~"))
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }

    private func trouble(_ failure: TransferFailure) -> Trouble {
        switch failure.kind {
        case .unusableURL:
            Trouble(
                .unreachable,
                say("\(server) is no address of a server: check --server.", "\(server) 不是服务器地址：请检查 --server。"))
        case .certificate:
            Trouble(
                .unreachable,
                say(
                    "The certificate of \(server) does not verify (\(failure.message)): name its authority by --ca-file.",
                    "\(server) 的证书无法验证（\(failure.message)）：请用 --ca-file 指明签发机构。"))
        case .tooLarge:
            Trouble(
                .refused, say("The answer of \(server) is larger than expected.", "\(server) 的应答超出预期大小。"))
        case .timeout, .network:
            Trouble(
                .unreachable,
                say(
                    "\(server) does not answer (\(failure.message)): is videocheckd running there? "
                        + "Another address is named by --server.",
                    "\(server) 没有应答（\(failure.message)）：videocheckd 是否在运行？其他地址请用 --server 指明。"),
                isPassing: true)
        }
    }
}
