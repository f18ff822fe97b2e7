import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization

/// One text message, as the journal keeps it.
struct TextMessage: Codable, Sendable {
    /// The gateway's own: what senders call their receipt.
    let messageID: String
    let idempotencyKey: String?
    /// ISO 8601, UTC.
    let receivedAt: String
    /// `{"to", "template", "params", …}`: as it came in the plain form, else put into these words.
    let request: JSONValue

    enum CodingKeys: String, CodingKey {
        case messageID = "message_id"
        case idempotencyKey = "idempotency_key"
        case receivedAt = "received_at"
        case request
    }
}

/// A text gateway that keeps every message and sends none on: `POST /messages` in the plain form, `POST /json` and
/// `POST /form` in the two signed ones.
final class TextSink: Sendable {
    static let bodyLimit = 64 << 10

    private let journal: Journal<TextMessage>
    private let messages: Mutex<[TextMessage]>
    /// Codes still to be answered, in reverse.
    private let refusals: Mutex<[String]>
    private let signature: TextSignature?
    private let reporter: TextReporter?
    private let onText: @Sendable (TextMessage) -> Void

    init(
        journal path: String, signature: TextSignature? = nil, refusals: [TextRefusal] = [],
        reporter: TextReporter? = nil, onText: @escaping @Sendable (TextMessage) -> Void = { _ in }
    ) throws(Fault) {
        journal = try Journal(path: path)
        messages = Mutex(journal.found)
        self.refusals = Mutex(refusals.flatMap { Array(repeating: $0.code, count: $0.count) }.reversed())
        self.signature = signature
        self.reporter = reporter
        self.onText = onText
    }

    /// What came so far, oldest first.
    var received: [TextMessage] { messages.withLock { $0 } }

    var router: Router<BasicRequestContext> {
        let router = Router()
        router.post("/messages") { [self] request, _ in try await post(request, .plain) }
        router.post("/json") { [self] request, _ in try await post(request, .json) }
        router.post("/form") { [self] request, _ in try await post(request, .form) }
        return router
    }

    private func post(_ request: Request, _ form: TextForm) async throws -> Response {
        guard let buffer = try? await request.body.collect(upTo: Self.bodyLimit) else {
            return .problem(.contentTooLarge, "A text message is at most \(Self.bodyLimit) bytes.")
        }
        let bytes = Data(buffer: buffer)
        guard let body = form == .form ? Self.fields(bytes) : try? JSONValue(parsing: bytes), body.isObject else {
            return .problem(.badRequest, "The body must be one JSON object, or a form.")
        }
        guard isSigned(request, form, bytes, body) else {
            return .json(try form.refused(TextForm.badSignature[form] ?? "401").bytes)
        }
        guard let message = form.message(body) else {
            return .problem(.unprocessableContent, "The message lacks a number, a template or its parameters.")
        }
        if let code = refusals.withLock({ $0.popLast() }) { return .json(try form.refused(code).bytes) }
        let key = request.headers[.idempotencyKey]
        let kept = try await NIOThreadPool.singleton.runIfActive { [self] in
            try keep(message, key: key, now: .now)
        }
        await reporter?.took(kept, form)
        return .json(try form.accepted(kept.messageID).bytes)
    }

    private func isSigned(_ request: Request, _ form: TextForm, _ bytes: Data, _ body: JSONValue) -> Bool {
        guard let signature else { return form == .plain }
        switch form {
        case .plain: return true
        case .json: return signature.holds(request, body: bytes)
        case .form:
            guard case .object(let members) = body else { return false }
            return signature.holds(members.compactMapValues(\.text))
        }
    }

    private static func fields(_ bytes: Data) -> JSONValue? {
        guard
            let fields = try? URLEncodedFormDecoder().decode(
                [String: String].self, from: String(decoding: bytes, as: UTF8.self))
        else { return nil }
        return .object(fields.mapValues { .string($0) })
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
