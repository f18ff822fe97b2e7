import Domain
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One of the daemon's listeners, as a browser or a colleague's program sees it.
struct HTTPPeer: Sendable {
    struct Answer: Sendable {
        let status: Int
        let body: Data
        /// Lower-case names.
        let headers: [String: String]

        var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
        var isSuccess: Bool { (200..<300).contains(status) }
    }

    let base: URL
    private let session: URLSession

    init(base: URL) {
        self.base = base
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 30
        // The daemon is on loopback: a proxy set for the outside world is none of its business.
        configuration.connectionProxyDictionary = [:]
        session = URLSession(configuration: configuration)
    }

    /// - Parameter target: a path below `base`, or a whole URL.
    func send(
        _ method: String, _ target: String, headers: [String: String] = [:], body: Data? = nil
    ) async throws -> Answer {
        guard let url = URL(string: target, relativeTo: base) else {
            throw Fault(.internal, "\(target) is no URL.")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else {
            throw Fault(.internal, "\(method) \(target) had no HTTP answer.")
        }
        let fields = response.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
        return Answer(
            status: response.statusCode, body: data, headers: Dictionary(fields) { first, _ in first })
    }

    func get(_ target: String) async throws -> JSONValue {
        try Self.checked(await send("GET", target), "GET \(target)").json
    }

    func post(_ target: String, _ body: JSONValue) async throws -> JSONValue {
        let answer = try await send(
            "POST", target, headers: ["Content-Type": "application/json"], body: body.bytes)
        return try Self.checked(answer, "POST \(target)").json
    }

    /// - Throws: a fault that shows the daemon's own words.
    @discardableResult
    static func checked(_ answer: Answer, _ what: String) throws -> Answer {
        guard answer.isSuccess else {
            let words =
                answer.json["detail"]?.text ?? String(decoding: answer.body.prefix(500), as: UTF8.self)
            let kind: Fault.Kind = answer.status == 409 ? .conflict : .unavailable
            throw Fault(
                kind, "\(what) was answered \(answer.status): \(words)", field: answer.json["field"]?.text)
        }
        return answer
    }
}
