import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization

/// One text message, as the journal keeps it.
struct TextMessage: Codable, Sendable {
    let messageID: String
    let idempotencyKey: String?
    /// ISO 8601, UTC.
    let receivedAt: String
    /// `{"to", "template", "params", "text"}` as it came.
    let request: JSONValue

    enum CodingKeys: String, CodingKey {
        case messageID = "message_id"
        case idempotencyKey = "idempotency_key"
        case receivedAt = "received_at"
        case request
    }
}

/// A text gateway that keeps every message and sends none on: `POST /messages`.
final class TextSink: Sendable {
    static let bodyLimit = 64 << 10

    private let journal: Journal<TextMessage>
    private let messages: Mutex<[TextMessage]>
    private let onText: @Sendable (TextMessage) -> Void

    init(
        journal path: String, onText: @escaping @Sendable (TextMessage) -> Void = { _ in }
    ) throws(Fault) {
        journal = try Journal(path: path)
        messages = Mutex(journal.found)
        self.onText = onText
    }

    /// What came so far, oldest first.
    var received: [TextMessage] { messages.withLock { $0 } }

    var router: Router<BasicRequestContext> {
        let router = Router()
        router.post("/messages") { [self] request, _ in try await post(request) }
        return router
    }

    private func post(_ request: Request) async throws -> Response {
        guard let buffer = try? await request.body.collect(upTo: Self.bodyLimit) else {
            return .problem(.contentTooLarge, "A text message is at most \(Self.bodyLimit) bytes.")
        }
        guard let body = try? JSONValue(parsing: Data(buffer: buffer)), body.isObject else {
            return .problem(.badRequest, "The body must be one JSON object.")
        }
        for field in ["to", "template"] where body[field]?.text?.isEmpty ?? true {
            return .problem(.unprocessableContent, "The field \(field) is missing.")
        }
        guard body["params"]?.isObject == true else {
            return .problem(.unprocessableContent, "The field params must be an object.")
        }
        let key = request.headers[.idempotencyKey]
        let message = try await NIOThreadPool.singleton.runIfActive { [self] in
            try keep(body, key: key, now: .now)
        }
        let answer = JSONValue.object(["message_id": .string(message.messageID)])
        return .json(try answer.bytes)
    }

    /// One message for one idempotency key. Blocks on the disk.
    private func keep(_ body: JSONValue, key: String?, now: Date) throws -> TextMessage {
        try messages.withLock { messages in
            if let key, let known = messages.first(where: { $0.idempotencyKey == key }) { return known }
            let message = TextMessage(
                messageID: String(format: "SMS-%06d", messages.count + 1), idempotencyKey: key,
                receivedAt: now.formatted(.iso8601), request: body)
            try journal.append(message)
            messages.append(message)
            onText(message)
            return message
        }
    }
}
