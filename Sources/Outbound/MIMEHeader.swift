import Foundation

/// Text in a mail's header: as it is where it is short ASCII, else as RFC 2047 encoded words.
enum MIMEHeader {
    /// RFC 2047 §2: a line with an encoded word has at most 76 characters, an encoded word at most 75.
    private static let lineLength = 76

    /// `Name: text`, folded, without the last line end. `text` holds no control characters.
    static func line(_ name: String, _ text: String) -> String {
        let room = lineLength - name.utf8.count - 2
        if text.utf8.count <= room, text.unicodeScalars.allSatisfy(\.isASCII), !text.contains("=?") {
            return "\(name): \(text)"
        }
        return "\(name): " + words(text, firstRoom: room).joined(separator: "\r\n ")
    }

    private static func words(_ text: String, firstRoom: Int) -> [String] {
        var words: [String] = []
        var piece: [UInt8] = []
        func encode() {
            words.append("=?UTF-8?B?" + Data(piece).base64EncodedString() + "?=")
            piece = []
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // The space that folds a line counts.
            let room = words.isEmpty ? firstRoom : lineLength - 1
            // A word holds whole characters, since each is decoded by itself.
            if piece.count + bytes.count > (room - 12) / 4 * 3 { encode() }
            piece += bytes
        }
        if !piece.isEmpty || words.isEmpty { encode() }
        return words
    }

    /// RFC 5322 §3.3, in UTC.
    static func date(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let part = calendar.dateComponents(
            [.weekday, .day, .month, .year, .hour, .minute, .second], from: date)
        func two(_ value: Int?) -> String {
            let text = String(value ?? 0)
            return text.count < 2 ? "0" + text : text
        }
        return "\(days[(part.weekday ?? 1) - 1]), \(two(part.day)) \(months[(part.month ?? 1) - 1]) "
            + "\(part.year ?? 0) \(two(part.hour)):\(two(part.minute)):\(two(part.second)) +0000"
    }
}
