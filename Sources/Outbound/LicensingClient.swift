import Domain
import Foundation

/// Posts a decided check's result to the licensing backend, and a served penalty to the credit platform: one protocol.
///
/// Only a receipt that names our message counts: a complete 2xx with the JSON
/// `{"receipt_id": "…", "message_id": "…"}`. Everything else is tried again, or held where repeating the same
/// bytes cannot help.
public struct LicensingClient: Sendable {
    let url: String
    let signer: StandardWebhooks
    let loop: CurlLoop
    let limits: Transfer.Limits
    let caFile: String?
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - secret: see `StandardWebhooks.init(secret:)`.
    ///   - caFile: authorities to trust instead of the system's, a PEM file.
    public init(
        url: String, secret: Data, loop: CurlLoop, limits: Transfer.Limits = Transfer.Limits(),
        caFile: String? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) throws(Fault) {
        self.url = url
        self.signer = try StandardWebhooks(secret: secret)
        self.loop = loop
        self.limits = limits
        self.caFile = caFile
        self.now = now
    }

    public func deliver(_ message: OutboundMessage) async -> DeliveryOutcome {
        let body: Data
        switch message.content {
        case .licensingResult(let bytes), .creditRecord(let bytes): body = bytes
        case .mail, .text: return .held(reason: "This is no result for the licensing backend.", answer: nil)
        }
        let end: TransferEnd
        do throws(Fault) {
            end = try await loop.perform(request(for: message, body: body, at: now()))
        } catch {
            return .ofUntaken(error)
        }
        return Self.outcome(of: end, messageID: message.messageID, now: now())
    }

    /// The request for these bytes, signed for this moment.
    func request(for message: OutboundMessage, body: Data, at time: Date) -> Transfer {
        let headers =
            [
                (name: "Content-Type", value: "application/json"),
                (name: "Accept", value: "application/json"),
                (name: "Idempotency-Key", value: message.idempotencyKey),
            ] + signer.headers(id: message.messageID, at: time, body: body)
        return Transfer(
            url: url, work: .http(method: .post, headers: headers, body: body), limits: limits,
            fresh: true, caFile: caFile)
    }

    /// What the transfer's end means for the message.
    static func outcome(of end: TransferEnd, messageID: String, now: Date) -> DeliveryOutcome {
        if let unsuccessful = DeliveryOutcome.ofUnsuccessful(end, now: now) { return unsuccessful }
        guard case .complete(let answer) = end else { preconditionFailure("a broken transfer is no success") }
        let shown = DeliveryOutcome.Answer(answer)
        guard let receipt = try? JSONDecoder().decode(Receipt.self, from: answer.body) else {
            return .retry(
                reason: "The receiver answered \(answer.status) without a receipt: expected JSON with "
                    + "receipt_id and message_id. The address may lead to something else.",
                after: nil, answer: shown)
        }
        guard receipt.messageID == messageID else {
            return .retry(
                reason:
                    "The receipt is for \(receipt.messageID.prefix(100)), not for \(messageID).",
                after: nil, answer: shown)
        }
        guard !receipt.receiptID.isEmpty, receipt.receiptID.utf8.count <= 256,
            !receipt.receiptID.containsControls
        else {
            return .retry(
                reason: "The receipt_id must be 1 to 256 bytes without control characters.", after: nil,
                answer: shown)
        }
        return .delivered(receipt: receipt.receiptID, answer: shown)
    }

    private struct Receipt: Decodable {
        let receiptID: String
        let messageID: String
        enum CodingKeys: String, CodingKey {
            case receiptID = "receipt_id"
            case messageID = "message_id"
        }
    }
}
