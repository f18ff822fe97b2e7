import Domain
import Foundation

/// Hands text messages to an HTTP gateway, in the shape that its provider wants.
///
/// The big providers' interfaces know no idempotency key: a message whose request ended in an unknown way may be sent
/// twice. Both texts carry the same code, and the delivery report of the first one ends the second (see `Store`).
public struct TextGateway: Sendable {
    private let shape: TextShape
    private let url: String
    private let template: String
    private let account: TextAccount
    private let loop: CurlLoop
    private let limits: Transfer.Limits
    private let caFile: String?
    private let now: @Sendable () -> Date

    /// - Parameter template: the provider's name for the registered text, or that text with its `{code}`.
    public init(
        shape: TextShape, url: String, template: String, account: TextAccount = TextAccount(), loop: CurlLoop,
        limits: Transfer.Limits = Transfer.Limits(), caFile: String? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.shape = shape
        self.url = url
        self.template = template
        self.account = account
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
            return shape.outcome(of: end, now: now())
        } catch {
            return .ofUntaken(error)
        }
    }

    func request(for message: OutboundMessage, _ text: OutboundMessage.Text) throws(Fault) -> Transfer {
        try shape.request(
            TextShape.Ingredients(
                url: url, template: template, account: account, message: message, text: text, now: now(),
                nonce: UUID().uuidString.lowercased()), limits: limits, caFile: caFile)
    }
}

/// Who we are to a provider; what a shape does not use may be empty.
public struct TextAccount: Sendable {
    /// 签名: the registered name that heads the text, without its brackets.
    public let signatureName: String
    public let appID: String
    public let keyID: String
    let secret: String

    /// - Parameter secret: signs requests; never sent.
    public init(signatureName: String = "", appID: String = "", keyID: String = "", secret: String = "") {
        self.signatureName = signatureName
        self.appID = appID
        self.keyID = keyID
        self.secret = secret
    }
}
