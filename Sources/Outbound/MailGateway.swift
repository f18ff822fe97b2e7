import Domain
import Foundation

/// Hands mails to a mail server over SMTP.
///
/// A server's 250 says that it took the mail, not that anybody read it: it is the receipt of this delivery
/// and no proof of service. SMTP has no idempotency key; a mail that is sent again after an unknown end
/// carries the same Message-ID, by which mail programs show it once.
public struct MailGateway: Sendable {
    let url: String
    private let from: MailAddress
    let loop: CurlLoop
    let limits: Transfer.Limits
    let caFile: String?
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - url: `smtp://host:port` (lifted to TLS where the server offers it, except on loopback) or
    ///     `smtps://`.
    ///   - from: a bare address, the envelope's sender and the `From` header; `invalid` otherwise.
    ///   - loop: one of the gateway's own, see `CurlLoop`.
    public init(
        url: String, from: String, loop: CurlLoop, limits: Transfer.Limits = Transfer.Limits(),
        caFile: String? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) throws(Fault) {
        self.url = url
        self.from = try MailAddress(from, field: "mail.from")
        self.loop = loop
        self.limits = limits
        self.caFile = caFile
        self.now = now
    }

    public func deliver(_ message: OutboundMessage) async -> DeliveryOutcome {
        guard case .mail(let mail) = message.content else {
            return .held(reason: "This is no mail.", answer: nil)
        }
        do throws(Fault) {
            let built = try MIMEMessage(mail, from: from, messageID: message.messageID, date: now())
            let end = try await loop.perform(request(for: built))
            return Self.outcome(of: end, messageID: built.messageID)
        } catch {
            return .ofUntaken(error)
        }
    }

    func request(for message: MIMEMessage) -> Transfer {
        Transfer(
            url: url,
            work: .mail(
                from: message.from.text, recipients: [message.to.text], message: message.bytes,
                startTLS: Self.isLoopback(url) ? .never : .whenOffered),
            limits: limits, fresh: true, caFile: caFile)
    }

    /// SMTP's own classes decide: 4xx is for later, 5xx for ever.
    static func outcome(of end: TransferEnd, messageID: String) -> DeliveryOutcome {
        switch end {
        case .complete(let answer):
            let shown = DeliveryOutcome.Answer(answer)
            return .delivered(receipt: shown.body.isEmpty ? messageID : shown.body, answer: shown)
        case .broken(let failure):
            guard failure.kind == .network, let partial = failure.partial else { return .ofBroken(failure) }
            let shown = DeliveryOutcome.Answer(partial)
            switch partial.status {
            case 400..<500:
                return .retry(
                    reason: "The mail server cannot take it now: \(shown.body)", after: nil, answer: shown)
            case 500..<600:
                return .held(reason: "The mail server refuses it: \(shown.body)", answer: shown)
            default: return .ofBroken(failure)
            }
        }
    }

    /// A relay on the same machine often offers TLS with a certificate for another name; nothing leaves it.
    static func isLoopback(_ url: String) -> Bool {
        guard let host = URLComponents(string: url)?.host else { return false }
        return host == "localhost" || host == "[::1]" || host == "::1" || host.hasPrefix("127.")
    }
}
