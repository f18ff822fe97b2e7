import Foundation

@testable import Domain
@testable import Outbound

/// Values that several tests use.
enum Sample {
    /// The example secret of the Standard Webhooks specification.
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let now = Date(timeIntervalSince1970: 1_631_929_320)

    static func result(_ id: String, body: String = #"{"schema":"check_result/1"}"#) -> OutboundMessage {
        OutboundMessage(
            messageID: id, idempotencyKey: "check:\(id):r1", attempt: 1,
            content: .licensingResult(body: Data(body.utf8)))
    }

    static func mail(
        to: String = "wang@example.cn", subject: String = "Notice", text: String = "Text", html: String? = nil
    ) -> OutboundMessage {
        OutboundMessage(
            messageID: "msg_mail1", idempotencyKey: "mail:1", attempt: 1,
            content: .mail(.init(to: to, subject: subject, text: text, html: html)))
    }

    static func text(to: String = "+8613900000000", _ parameters: [String: String]) -> OutboundMessage {
        OutboundMessage(
            messageID: "msg_text1", idempotencyKey: "text:1", attempt: 1,
            content: .text(.init(to: to, parameters: parameters)))
    }

    static func complete(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> TransferEnd {
        .complete(
            TransferAnswer(
                status: status, headers: headers.map { .init(name: $0.key, value: $0.value) },
                body: Data(body.utf8)))
    }
}

extension DeliveryOutcome {
    var isRetry: Bool { if case .retry = self { true } else { false } }
    var isHeld: Bool { if case .held = self { true } else { false } }

    var reason: String {
        switch self {
        case .delivered: ""
        case .retry(let reason, _, _), .held(let reason, _), .manual(let reason): reason
        }
    }

    var after: Duration? {
        if case .retry(_, let after, _) = self { after } else { nil }
    }

    var shown: Answer? {
        switch self {
        case .delivered(_, let answer): answer
        case .retry(_, _, let answer), .held(_, let answer): answer
        case .manual: nil
        }
    }

    var receipt: String? {
        if case .delivered(let receipt, _) = self { receipt } else { nil }
    }
}
