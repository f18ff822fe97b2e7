/// Text of others on its way to a terminal: a name with control characters must not move the cursor, recolour the
/// screen or turn the line round.
extension String {
    /// Controls, line ends among them, and marks of direction become visible escapes such as `\x1b`.
    var harmless: String {
        guard unicodeScalars.contains(where: \.isHarmful) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isHarmful {
                let hex = String(scalar.value, radix: 16)
                text += scalar.value < 0x100 ? "\\x" + (hex.count < 2 ? "0" : "") + hex : "\\u{\(hex)}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }

    /// The same for JSON that is already written: escapes that a parser reads back as the same text.
    var harmlessJSON: String {
        guard unicodeScalars.contains(where: { $0.isHarmful && $0 != "\n" }) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isHarmful, scalar != "\n" {
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// C0, DEL, C1; line and paragraph separators; embeddings, overrides and isolates of direction.
    fileprivate var isHarmful: Bool {
        switch value {
        case 0...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
