import Foundation

/// Reads a message's plain text, as a mail program shows it.
enum MailText {
    /// - Returns: the first `text/plain` part, decoded; nil if there is none.
    static func plain(in message: Data) -> String? {
        // ISO 8859-1 keeps every byte as one character, so the parts survive until their encoding is known.
        part(String(data: message, encoding: .isoLatin1) ?? "", depth: 0)
    }

    /// - Parameter depth: of multiparts around this part; deeper than four is not read.
    private static func part(_ text: String, depth: Int) -> String? {
        let lines = text.replacingOccurrences(of: "\r\n", with: "\n")
        guard depth <= 4, let blank = lines.range(of: "\n\n") else { return nil }
        let headers = headers(in: lines[..<blank.lowerBound])
        let body = String(lines[blank.upperBound...])
        let type = headers["content-type"] ?? "text/plain"
        if type.lowercased().hasPrefix("multipart/") {
            guard let boundary = parameter("boundary", of: type) else { return nil }
            return ("\n" + body).components(separatedBy: "\n--\(boundary)").dropFirst().lazy
                .filter { !$0.hasPrefix("--") }
                .compactMap { part(String($0.drop { $0 != "\n" }.dropFirst()), depth: depth + 1) }.first
        }
        guard type.lowercased().hasPrefix("text/plain") else { return nil }
        return decode(body, encoding: headers["content-transfer-encoding"] ?? "7bit")
    }

    private static func headers(in block: Substring) -> [String: String] {
        var headers: [(name: String, value: String)] = []
        for line in block.split(separator: "\n") {
            if line.first == " " || line.first == "\t" {
                if !headers.isEmpty { headers[headers.count - 1].value += line }
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                headers.append((line[..<colon].lowercased(), value))
            }
        }
        return Dictionary(headers.map { ($0.name, $0.value) }) { first, _ in first }
    }

    private static func parameter(_ name: String, of value: String) -> String? {
        for piece in value.split(separator: ";").dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1)
            if pair.count == 2, pair[0].trimmingCharacters(in: .whitespaces).lowercased() == name {
                return pair[1].trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
            }
        }
        return nil
    }

    private static func decode(_ body: String, encoding: String) -> String {
        let raw = body.data(using: .isoLatin1) ?? Data()
        let bytes =
            switch encoding.lowercased() {
            case "base64": Data(base64Encoded: raw, options: .ignoreUnknownCharacters) ?? raw
            case "quoted-printable": quotedPrintable(raw)
            default: raw
            }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func quotedPrintable(_ raw: Data) -> Data {
        var bytes = Data()
        var rest = raw[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "=") else {
                bytes.append(byte)
                continue
            }
            if rest.first == UInt8(ascii: "\n") {
                rest.removeFirst()
            } else if let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(code)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}
