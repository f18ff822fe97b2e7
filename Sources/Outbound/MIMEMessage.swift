import Domain
import Foundation

/// A mail as RFC 5322 bytes: headers, and the text (with HTML beside it, where there is any) in base64.
struct MIMEMessage: Sendable {
    let from: MailAddress
    let to: MailAddress
    let messageID: String
    let bytes: Data

    /// Throws `invalid` for whatever could smuggle a header or a command in.
    init(_ mail: OutboundMessage.Mail, from: MailAddress, messageID: String, date: Date) throws(Fault) {
        self.from = from
        to = try MailAddress(mail.to, field: "to")
        guard !mail.subject.containsControls else {
            throw Fault(.invalid, "A subject is one line without control characters.", field: "subject")
        }
        guard messageID.utf8.count <= 64, MailAddress.isDotted(messageID[...], "-_+=") else {
            throw Fault(
                .invalid, "A message's identifier has at most 64 letters, digits, dots, -, _, +, =.",
                field: "message_id")
        }
        self.messageID = "<\(messageID)@\(from.domain)>"
        var lines = [
            "Date: " + MIMEHeader.date(date),
            "From: <\(from.text)>",
            "To: <\(to.text)>",
            MIMEHeader.line("Subject", mail.subject),
            "Message-ID: \(self.messageID)",
            // RFC 3834: no out-of-office answers, please.
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
        if let html = mail.html {
            lines += ["Content-Type: multipart/alternative; boundary=\"\(Self.boundary)\"", ""]
            lines += ["--" + Self.boundary] + Self.part("plain", mail.text)
            lines += ["--" + Self.boundary] + Self.part("html", html)
            lines += ["--" + Self.boundary + "--"]
        } else {
            lines += Self.part("plain", mail.text)
        }
        bytes = Data((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// Cannot occur in a part: base64 has no underscore.
    private static let boundary = "=_videocheck_alternative"

    private static func part(_ subtype: String, _ text: String) -> [String] {
        let body = Data(text.utf8).base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
        return [
            "Content-Type: text/\(subtype); charset=utf-8", "Content-Transfer-Encoding: base64", "", body,
        ]
    }
}
