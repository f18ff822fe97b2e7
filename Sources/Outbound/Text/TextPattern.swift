import Domain

/// A text of a shape file with `{name}` where a value goes, `{percent:name}` where it goes percent-encoded (RFC 3986),
/// and `{{`, `}}` for the braces themselves.
struct TextPattern: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case plain(String)
        case value(String, percent: Bool)
    }

    let pieces: [Piece]

    /// - Throws: what is wrong, in words that fit behind "must be".
    init(_ source: String, allowed: Set<String>) throws(Fault) {
        var pieces: [Piece] = []
        var plain = ""
        var rest = source[...]
        while let character = rest.popFirst() {
            if (character == "{" || character == "}") && rest.first == character {
                plain.append(rest.removeFirst())
            } else if character == "{" {
                guard let close = rest.firstIndex(of: "}") else {
                    throw Fault(.invalid, "a text in which every { has its } ({{ is the brace itself)")
                }
                var name = String(rest[..<close])
                rest = rest[rest.index(after: close)...]
                let percent = name.hasPrefix("percent:")
                if percent { name.removeFirst("percent:".count) }
                guard allowed.contains(name) else {
                    let list = allowed.sorted().map { "{\($0)}" }.joined(separator: ", ")
                    throw Fault(.invalid, "a text without {\(name)}; allowed here: \(list)")
                }
                if !plain.isEmpty { pieces.append(.plain(plain)) }
                plain = ""
                pieces.append(.value(name, percent: percent))
            } else if character == "}" {
                throw Fault(.invalid, "a text in which every } has its { (}} is the brace itself)")
            } else {
                plain.append(character)
            }
        }
        if !plain.isEmpty { pieces.append(.plain(plain)) }
        self.pieces = pieces
    }

    var names: Set<String> {
        Set(pieces.compactMap { if case .value(let name, _) = $0 { name } else { nil } })
    }

    /// Values hold every name that the pattern was read with, as far as the pattern uses it.
    func text(_ values: [String: String]) -> String {
        pieces.map { piece in
            switch piece {
            case .plain(let text): return text
            case .value(let name, let percent):
                let value = values[name] ?? ""
                return percent ? value.percentEncoded : value
            }
        }.joined()
    }
}

extension String {
    /// Everything but RFC 3986's unreserved characters, byte by byte.
    var percentEncoded: String {
        let digits = Array("0123456789ABCDEF")
        var text = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                text += "%"
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
        }
        return text
    }
}
