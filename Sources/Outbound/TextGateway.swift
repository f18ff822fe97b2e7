import Domain
import Foundation

/// Hands text messages to an HTTP gateway.
///
/// The request: `POST` of `{"to", "template", "params", "text"}` with `Idempotency-Key`; `text` is the
/// template with its parameters in place, for gateways that send text as it comes. Success: a complete 2xx
/// with `{"message_id": "…"}` and no error inside. Many gateways answer 200 with an error in the body: an
/// `error` that is not null, or a `code` other than 0 or "OK". A `code` of 400…499 (except 408, 425, 429)
/// holds the message, as the same HTTP status would; any other error is tried again.
public struct TextGateway: Sendable {
    private let url: String
    private let template: TextTemplate
    private let loop: CurlLoop
    private let limits: Transfer.Limits
    private let caFile: String?
    private let now: @Sendable () -> Date

    public init(
        url: String, template: String, loop: CurlLoop, limits: Transfer.Limits = Transfer.Limits(),
        caFile: String? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.url = url
        self.template = TextTemplate(source: template)
        self.loop = loop
        self.limits = limits
        self.caFile = caFile
        self.now = now
    }

    public func deliver(_ message: OutboundMessage) async -> DeliveryOutcome {
        guard case .text(let text) = message.content else {
            return .held(reason: "This is no text message.", answer: nil)
        }
        do throws(Fault) {
            let end = try await loop.perform(request(for: message, text))
            return Self.outcome(of: end, now: now())
        } catch {
            return .ofUntaken(error)
        }
    }

    func request(for message: OutboundMessage, _ text: OutboundMessage.Text) throws(Fault) -> Transfer {
        let digits = text.to.hasPrefix("+") ? text.to.dropFirst() : text.to[...]
        guard (3...15).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else {
            throw Fault(
                .invalid, "A telephone number has 3 to 15 digits, with an optional leading plus.", field: "to"
            )
        }
        let rendered = try template.rendered(with: text.parameters)
        let request = Request(
            to: text.to, template: template.source, params: text.parameters, text: rendered)
        let encoder = JSONEncoder()
        // The same bytes on every attempt: a gateway may compare them under one idempotency key.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body: Data
        do {
            body = try encoder.encode(request)
        } catch {
            throw Fault(.internal, "The text message cannot be written as JSON.", cause: error)
        }
        let headers = [
            (name: "Content-Type", value: "application/json"),
            (name: "Accept", value: "application/json"),
            (name: "Idempotency-Key", value: message.idempotencyKey),
        ]
        return Transfer(
            url: url, work: .http(method: .post, headers: headers, body: body), limits: limits,
            fresh: true, caFile: caFile)
    }

    static func outcome(of end: TransferEnd, now: Date) -> DeliveryOutcome {
        if let unsuccessful = DeliveryOutcome.ofUnsuccessful(end, now: now) { return unsuccessful }
        guard case .complete(let answer) = end else { preconditionFailure("a broken transfer is no success") }
        let shown = DeliveryOutcome.Answer(answer)
        guard let reply = try? JSONDecoder().decode(TextGatewayReply.self, from: answer.body) else {
            return .retry(
                reason: "The gateway answered \(answer.status) without the JSON that was expected.",
                after: nil,
                answer: shown)
        }
        if let refusal = reply.refusal {
            let reason = "The gateway answered \(answer.status) with an error inside: \(refusal.text)"
            return refusal.isFinal
                ? .held(reason: reason, answer: shown) : .retry(reason: reason, after: nil, answer: shown)
        }
        guard let receipt = reply.messageID, !receipt.isEmpty, receipt.utf8.count <= 256,
            !receipt.containsControls
        else {
            return .retry(
                reason: "The gateway's answer has no message_id of 1 to 256 bytes.", after: nil, answer: shown
            )
        }
        return .delivered(receipt: receipt, answer: shown)
    }

    private struct Request: Encodable {
        let to: String
        let template: String
        let params: [String: String]
        let text: String
    }
}
