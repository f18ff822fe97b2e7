import Domain
import Foundation

/// One part of a mail: its headers and its body in base64, as lines without their ends.
struct MIMEPart: Sendable {
    let lines: [String]

    private init(_ headers: [String], _ body: Data) {
        let text = body.base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
        lines = headers + ["Content-Transfer-Encoding: base64", "", text]
    }

    private init(lines: [String]) { self.lines = lines }

    static func text(_ subtype: String, _ text: String) -> MIMEPart {
        MIMEPart(["Content-Type: text/\(subtype); charset=utf-8"], Data(text.utf8))
    }

    /// - Throws: `Fault(.invalid)` for a name or a media type that could smuggle a header in.
    static func attachment(_ attachment: OutboundMessage.Mail.Attachment) throws(Fault) -> MIMEPart {
        let type = attachment.mediaType
        guard type.utf8.count <= 120, type.unicodeScalars.allSatisfy({ (" "..."~").contains($0) }),
            type.split(separator: ";").first?.split(separator: "/").count == 2
        else {
            throw Fault(.invalid, "An attachment's media type is ASCII such as text/calendar.", field: "attachments")
        }
        return MIMEPart(
            ["Content-Type: " + type.replacing("; ", with: ";\r\n "), try disposition(attachment.name)],
            attachment.data)
    }

    /// RFC 2183; a name that is not plain ASCII by RFC 2231.
    private static func disposition(_ name: String) throws(Fault) -> String {
        guard !name.isEmpty, name.utf8.count <= 60, !name.containsControls,
            !name.contains(where: { "/\\\"".contains($0) })
        else {
            throw Fault(
                .invalid,
                "An attachment's name has at most 60 bytes and no /, \\, quotation mark or control character.",
                field: "attachments")
        }
        if name.unicodeScalars.allSatisfy(\.isASCII) {
            return "Content-Disposition: attachment;\r\n filename=\"\(name)\""
        }
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.".utf8)
        // Continued in pieces, so that no line grows long.
        var pieces = [""]
        for byte in name.utf8 {
            let hex = String(byte, radix: 16, uppercase: true)
            let piece = plain.contains(byte) ? String(UnicodeScalar(byte)) : "%" + (hex.count < 2 ? "0" : "") + hex
            if pieces[pieces.count - 1].count + piece.count > 45 { pieces.append("") }
            pieces[pieces.count - 1] += piece
        }
        let parameters = pieces.enumerated().map { index, piece in
            " filename*\(index)*=\(index == 0 ? "UTF-8''" : "")\(piece)"
        }
        return "Content-Disposition: attachment;\r\n" + parameters.joined(separator: ";\r\n")
    }

    /// - Parameter boundary: one that occurs in no part; an underscore keeps it out of base64.
    static func multipart(_ subtype: String, _ parts: [MIMEPart], boundary: String) -> MIMEPart {
        MIMEPart(
            lines: ["Content-Type: multipart/\(subtype); boundary=\"\(boundary)\"", ""]
                + parts.flatMap { ["--" + boundary] + $0.lines } + ["--" + boundary + "--"])
    }
}
