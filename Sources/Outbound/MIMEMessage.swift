import Domain
import Foundation

/// A mail as RFC 5322 bytes: headers, and the text (with HTML and attachments beside it, where there are any) in
/// base64.
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
        let lines =
            [
                "Date: " + MIMEHeader.date(date),
                "From: <\(from.text)>",
                "To: <\(to.text)>",
                MIMEHeader.line("Subject", mail.subject),
                "Message-ID: \(self.messageID)",
                // RFC 3834: no out-of-office answers, please.
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
            ] + (try Self.content(mail).lines)
        bytes = Data((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// The text, the same as HTML where there is any, and what goes with it.
    private static func content(_ mail: OutboundMessage.Mail) throws(Fault) -> MIMEPart {
        var content = MIMEPart.text("plain", mail.text)
        if let html = mail.html {
            content = .multipart("alternative", [content, .text("html", html)], boundary: "=_videocheck_alternative")
        }
        guard !mail.attachments.isEmpty else { return content }
        var parts = [content]
        for attachment in mail.attachments { parts.append(try .attachment(attachment)) }
        return .multipart("mixed", parts, boundary: "=_videocheck_mixed")
    }
}
