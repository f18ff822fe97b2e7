import Domain
import Foundation

/// A session as an entry for the party's calendar (RFC 5545), or the word that it is called off.
///
/// It is published, not requested: a request would put "accept" and "decline" buttons beside a statutory check, and answers
/// to them prove nothing and reach nobody. The entry names the address where the code is typed, and neither the link nor
/// the code: calendars are shared, and copied to services of others.
struct Invitation {
    let attachment: OutboundMessage.Mail.Attachment

    /// Nil for a paper without a session.
    init?(
        kind: DocumentKind, fields: [String: JSONValue], language: Contact.Language, keys: PartyKeys, sender: String?
    ) {
        let text = { (name: String) in DocumentValues.text(fields[name]) ?? "" }
        guard kind == .checkNotice || kind == .cancellationNote, let start = Date(iso8601: text("start")),
            let end = Date(iso8601: text("end")), let stamp = Date(iso8601: text("stamp")), !text("event").isEmpty,
            let sequence = Int(text("sequence"))
        else { return nil }
        let isOff = kind == .cancellationNote
        let method = isOff ? "CANCEL" : "PUBLISH"
        let words = Words(language: language, isOff: isOff, text: text, address: keys.address)
        let lines = [
            "BEGIN:VCALENDAR", "PRODID:-//VideoCheck//Off-site checks//EN", "VERSION:2.0", "CALSCALE:GREGORIAN",
            "METHOD:" + method, "BEGIN:VEVENT", "UID:" + CalendarText.escaped(text("event")),
            "SEQUENCE:\(sequence)", "DTSTAMP:" + CalendarText.utc(stamp), "DTSTART:" + CalendarText.utc(start),
            "DTEND:" + CalendarText.utc(end),
            "ORGANIZER;CN=\"\(CalendarText.parameter(text("center")))\":"
                + (sender.map { "mailto:" + $0 } ?? "invalid:nomail"),
            "SUMMARY:" + CalendarText.escaped(words.summary),
            "DESCRIPTION:" + CalendarText.escaped(words.description),
            "URL:" + CalendarText.plain(keys.address), "STATUS:" + (isOff ? "CANCELLED" : "CONFIRMED"),
            "CLASS:PRIVATE", "END:VEVENT", "END:VCALENDAR",
        ]
        attachment = OutboundMessage.Mail.Attachment(
            name: "\(text("check_no")).ics", mediaType: "text/calendar; charset=utf-8; method=\(method)",
            data: Data(lines.map { CalendarText.folded($0) + "\r\n" }.joined().utf8))
    }

    private struct Words {
        let summary: String
        let description: String

        init(language: Contact.Language, isOff: Bool, text: (String) -> String, address: String) {
            let (check, center, enterprise) = (text("check_no"), text("center"), text("enterprise"))
            switch language {
            case .zh:
                summary = (isOff ? "已取消：" : "") + "非现场核查 \(check)（\(center)）"
                description = """
                    \(center)对\(enterprise)的视频核查，核查编号 \(check)，文书编号 \(text("number"))。
                    \(isOff ? "本次核查已取消。" : "届时请打开 \(address) ，输入查询码参加；请备好身份证件和证书原件。")
                    """
            case .en:
                summary = (isOff ? "Cancelled: " : "") + "Off-site check \(check) (\(center))"
                description = """
                    Check of \(enterprise) by live video by \(center): check \(check), document \(text("number")).
                    \(isOff
                        ? "This check is cancelled."
                        : "Open \(address) and type the code; have identity documents and original certificates at hand.")
                    """
            }
        }
    }
}

/// Text as RFC 5545 writes it.
enum CalendarText {
    /// A property's text: §3.3.11.
    static func escaped(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": safe.append(contentsOf: ["\\", scalar])
            case "\n": safe.append(contentsOf: ["\\", "n"])
            default: if !isControl(scalar) { safe.append(scalar) }
            }
        }
        return String(safe)
    }

    /// A parameter between quotation marks, which cannot hold one: §3.2.
    static func parameter(_ text: String) -> String { plain(text.replacing("\"", with: "'")) }

    static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !isControl($0) }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    /// `20260302T010000Z`
    static func utc(_ instant: Date) -> String {
        let text = Date(timeIntervalSince1970: instant.timeIntervalSince1970.rounded(.down)).formatted(
            Date.ISO8601FormatStyle())
        return text.filter { $0 != "-" && $0 != ":" }
    }

    /// Lines of at most 75 bytes, continued after a space; what people see as one character is parted only where it is
    /// longer than a line, and then between scalars: §3.1.
    static func folded(_ line: String) -> String {
        var (text, length) = (String.UnicodeScalarView(), 0)
        func add(_ scalars: some Sequence<Unicode.Scalar>, _ width: Int) {
            if length + width > 75 {
                text.append(contentsOf: ["\r", "\n", " "])
                length = 1
            }
            text.append(contentsOf: scalars)
            length += width
        }
        for character in line {
            let width = character.utf8.count
            if width <= 74 {
                add(character.unicodeScalars, width)
            } else {
                for scalar in character.unicodeScalars { add(CollectionOfOne(scalar), UTF8.width(scalar)) }
            }
        }
        return String(text)
    }
}
