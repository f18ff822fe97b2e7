import Foundation

/// What is known of a text message beyond its gateway: whether the handset got it.
public enum TextArrival: String, Choice {
    /// Nothing was reported yet; not every gateway reports.
    case unknown
    case arrived
    /// The network or the handset refused it, with a code and words of its own.
    case failed
}

/// One delivery report (状态报告) as a text gateway calls it in.
public struct TextReport: Sendable, Equatable {
    /// The gateway's own identifier of the message, as its answer to the request gave it.
    public let receipt: String?
    /// Our message id, where the gateway hands it back.
    public let messageID: String?
    public let hasArrived: Bool
    /// When, by the network's clock; nil when it does not say.
    public let at: Date?
    public let code: String?
    public let words: String?

    public init(
        receipt: String?, messageID: String?, hasArrived: Bool, at: Date? = nil, code: String? = nil,
        words: String? = nil
    ) {
        self.receipt = receipt
        self.messageID = messageID
        self.hasArrived = hasArrived
        self.at = at
        self.code = code
        self.words = words
    }
}
