import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Reading bodies and writing answers: bounded JSON in, canonical JSON out.
enum Answer {
    /// JSON bodies are small; footage comes by tus.
    static let bodyBound = 1 << 20

    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONText(value).bytes)))
    }

    /// A page of a list: `next` is the cursor to ask for what follows, nil at the end.
    static func list(_ items: [JSONValue], next: String?) -> Response {
        json(.object(["items": .array(items), "next_cursor": next.map { .string($0) } ?? .null]))
    }

    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// - Parameter otherwise: what to do instead of sending more than `bound` bytes.
    static func body(
        _ request: Request, upTo bound: Int = bodyBound,
        otherwise: String = "send JSON here, and footage to /api/v1/uploads"
    ) async throws -> Data {
        let tooLarge = Fault(.tooLarge, "The body is larger than \(bound) bytes: \(otherwise).")
        if let text = request.headers[.contentLength], let length = Int64(text), length > Int64(bound) {
            throw tooLarge
        }
        do {
            let buffer = try await request.body.collect(upTo: bound)
            return Data(buffer.readableBytesView)
        } catch let error as HTTPError where error.status == .contentTooLarge {
            throw tooLarge
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }

    /// Decodes a JSON object; an empty body counts as `{}`.
    static func form<T: Decodable>(_ type: T.Type, _ request: Request, of what: String) async throws -> T {
        var bytes = try await body(request)
        if bytes.isEmpty { bytes = Data("{}".utf8) }
        do {
            return try CanonicalJSON.decode(type, from: bytes)
        } catch {
            throw Fault(decoding: error, of: what)
        }
    }

    /// `?limit=` within bounds.
    static func limit(_ request: Request, usual: Int = 50, most: Int = 500) throws -> Int {
        guard let text = request.uri.queryParameters.get("limit") else { return usual }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw Fault(.invalid, "\"limit\" takes 1 to \(most).", field: "limit")
        }
        return limit
    }
}

extension Request {
    /// A query parameter that must be one of a closed list.
    /// A query's value as forms send it: there a plus is a blank (WHATWG URL, 5.1).
    func words(_ name: String) -> String? {
        for pair in (uri.query ?? "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.first.map(String.init)?.removingPercentEncoding == name else { continue }
            let value = halves.count == 2 ? String(halves[1]).replacing("+", with: " ") : ""
            return value.removingPercentEncoding
        }
        return nil
    }

    func choice<T: Choice>(_ name: String, as type: T.Type = T.self) throws -> T? {
        try uri.queryParameters.get(name).map { try T(word: $0, field: name) }
    }
}

extension JSONValue {
    static func time(_ date: Date?) -> JSONValue { date.map { .string($0.iso8601) } ?? .null }
    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    static func whole(_ number: Int64?) -> JSONValue { number.map { .int($0) } ?? .null }
    static func flag(_ flag: Bool?) -> JSONValue { flag.map { .bool($0) } ?? .null }
    static func number(_ number: Double?) -> JSONValue { number.map { .double($0) } ?? .null }
}
