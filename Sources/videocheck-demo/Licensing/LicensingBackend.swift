import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// The licensing backend's stand-in, and the credit platform's: `POST /results` takes a result, `POST /penalties` a
/// served penalty; `GET /results?since=` lists what took effect, `GET /counts` tells how often it was asked.
struct LicensingBackend: Sendable {
    /// Largest body taken, in bytes.
    static let bodyLimit = 1 << 20

    let verifier: WebhookVerifier
    let ledger: LicensingLedger
    let faults: FaultPlan
    /// Waited after a result took effect and before its answer.
    let delay: Duration

    init(
        verifier: WebhookVerifier, ledger: LicensingLedger, faults: [LicensingFault] = [],
        delay: Duration = .zero
    ) {
        self.verifier = verifier
        self.ledger = ledger
        self.faults = FaultPlan(faults)
        self.delay = delay
    }

    var router: Router<ConnectionContext> {
        let router = Router(context: ConnectionContext.self)
        router.post("/results") { request, context in try await post(request, context) }
        router.post("/penalties") { request, context in try await post(request, context, schema: "credit_penalty/1") }
        router.get("/results") { request, _ in try list(request) }
        router.get("/counts") { _, _ in try Response.json(JSONEncoder().encode(ledger.counts)) }
        return router
    }

    private func post(
        _ request: Request, _ context: ConnectionContext, schema: String = "check_result/1"
    ) async throws -> Response {
        ledger.countRequest()
        let fault = faults.next()
        guard let buffer = try? await request.body.collect(upTo: Self.bodyLimit) else {
            return refuse(.contentTooLarge, "A result is at most \(Self.bodyLimit) bytes.")
        }
        switch fault {
        case .serverError:
            return .problem(.internalServerError, "An armed fault: nothing took effect; send it again.")
        case .html:
            let page = "<!doctype html><title>Sign in</title><p>Please sign in."
            return Response(
                status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: page)))
        case .resetAfter, nil:
            break
        }
        let answer = try await accept(request, body: Data(buffer: buffer), schema: schema)
        if delay > .zero { try await Task.sleep(for: delay) }
        if fault == .resetAfter { await context.reset() }
        return answer
    }

    private func accept(_ request: Request, body: Data, schema: String) async throws -> Response {
        let headers = Dictionary(
            request.headers.filter { $0.name.canonicalName.hasPrefix("webhook-") }
                .map { ($0.name.canonicalName, $0.value) }
        ) { first, _ in first }
        let objection = verifier.objection(
            id: headers["webhook-id"], timestamp: headers["webhook-timestamp"],
            signatures: headers["webhook-signature"], body: body, now: .now)
        if let objection { return refuse(.unauthorized, objection) }
        guard let key = request.headers[.idempotencyKey], !key.isEmpty else {
            return refuse(.badRequest, "The header Idempotency-Key is missing.")
        }
        guard let messageID = headers["webhook-id"] else {
            return refuse(.unauthorized, "The header webhook-id is missing.")
        }
        if let objection = Self.objection(to: body, schema: schema, messageID: messageID, key: key) {
            return refuse(.unprocessableContent, objection)
        }
        // The journal's fsync blocks: not on the cooperative pool.
        let verdict = try await NIOThreadPool.singleton.runIfActive {
            try ledger.accept(key: key, messageID: messageID, headers: headers, body: body, now: .now)
        }
        switch verdict {
        case .first(let effect), .again(let effect):
            let receipt = JSONValue.object([
                "receipt_id": .string(effect.receiptID), "message_id": .string(effect.messageID),
            ])
            return .json(try receipt.bytes)
        case .otherBody(let effect):
            return .problem(
                .conflict, "The key \(key) was accepted with another body, receipt \(effect.receiptID).")
        }
    }

    /// What is wrong with a signed body; nil if it can be taken.
    static func objection(to body: Data, schema: String = "check_result/1", messageID: String, key: String) -> String? {
        guard let result = try? JSONValue(parsing: body), result.isObject else {
            return "The body must be one JSON object."
        }
        guard result["schema"] == .string(schema) else {
            return "The field schema must be \(schema)."
        }
        if let named = result["message_id"], named.text != messageID {
            return "The field message_id differs from the header webhook-id."
        }
        if let named = result["idempotency_key"], named.text != key {
            return "The field idempotency_key differs from the header Idempotency-Key."
        }
        return nil
    }

    private func list(_ request: Request) throws -> Response {
        var since: Date?
        if let text = request.uri.queryParameters["since"], !text.isEmpty {
            since = try? Date(String(text), strategy: .iso8601)
            guard since != nil else {
                return .problem(.badRequest, "since must be an instant such as 2026-11-20T01:00:00Z.")
            }
        }
        let items = ledger.effects(since: since).map { effect in
            JSONValue.object([
                "message_id": .string(effect.messageID),
                "idempotency_key": .string(effect.idempotencyKey),
                "body_sha256": .string(effect.bodySHA256), "receipt_id": .string(effect.receiptID),
                "received_at": .string(effect.receivedAt),
            ])
        }
        let list = JSONValue.object(["items": .array(items), "next_cursor": .null])
        return .json(try list.bytes)
    }

    private func refuse(_ status: HTTPResponse.Status, _ detail: String) -> Response {
        ledger.countRefusal()
        return .problem(status, detail)
    }
}

/// The connection's channel beside the request, to break it on purpose.
struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Resets the connection: lingering zero seconds turns the close into an RST, so that the client sees an
    /// error and not an orderly end.
    func reset() async {
        if let options = channel as? any SocketOptionProvider {
            try? await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await channel.close()
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
