import Foundation

/// A message that the outbox holds until a receipt or a person ends it. Its identifiers are stored before the
/// first attempt and never change, so that a repeated attempt has one effect at the receiver.
public struct OutboundMessage: Sendable {
    public enum Content: Sendable, Codable, Equatable {
        /// A decided check's result for the licensing backend: the exact bytes that are signed and sent.
        case licensingResult(body: Data)
        /// A penalty that was served, for the credit platform: exact bytes likewise.
        case creditRecord(body: Data)
        case mail(Mail)
        case text(Text)
    }

    public struct Mail: Sendable, Codable, Equatable {
        public let to: String
        public let subject: String
        /// Plain text, UTF-8.
        public let text: String
        /// A complete HTML document, UTF-8; nil for plain mail.
        public let html: String?
        public let attachments: [Attachment]
        public init(to: String, subject: String, text: String, html: String?, attachments: [Attachment] = []) {
            self.to = to
            self.subject = subject
            self.text = text
            self.html = html
            self.attachments = attachments
        }

        /// A mail that was queued before there were attachments has none.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                to: try container.decode(String.self, forKey: .to),
                subject: try container.decode(String.self, forKey: .subject),
                text: try container.decode(String.self, forKey: .text),
                html: try container.decodeIfPresent(String.self, forKey: .html),
                attachments: try container.decodeIfPresent([Attachment].self, forKey: .attachments) ?? [])
        }

        /// A file that goes with a mail.
        public struct Attachment: Sendable, Codable, Equatable {
            /// A file name without folders.
            public let name: String
            /// With its parameters, e.g. `text/calendar; charset=utf-8; method=PUBLISH`.
            public let mediaType: String
            public let data: Data
            public init(name: String, mediaType: String, data: Data) {
                self.name = name
                self.mediaType = mediaType
                self.data = data
            }
        }
    }

    /// A text message: gateways allow a fixed text with short parameters, so no personal link fits in it.
    public struct Text: Sendable, Codable, Equatable {
        /// A telephone number as the applicant gave it; `PhoneNumber` reads it.
        public let to: String
        /// Values for the gateway's template, e.g. `["code": "7KQ4M2XN"]`.
        public let parameters: [String: String]
        public init(to: String, parameters: [String: String]) {
            self.to = to
            self.parameters = parameters
        }
    }

    /// Constant over retries: `webhook-id`, and the local part of a mail's Message-ID.
    public let messageID: String
    public let idempotencyKey: String
    /// Counts from 1: this attempt.
    public let attempt: Int
    public let content: Content

    public init(messageID: String, idempotencyKey: String, attempt: Int, content: Content) {
        self.messageID = messageID
        self.idempotencyKey = idempotencyKey
        self.attempt = attempt
        self.content = content
    }
}
