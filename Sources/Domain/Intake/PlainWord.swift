/// Headings and words as people type them, made comparable: case, width, spaces, marks and remarks in brackets do not
/// count.
enum PlainWord {
    static func of(_ text: String) -> String {
        var (word, depth) = ("", 0)
        for scalar in text.unicodeScalars {
            let narrow =
                (0xFF01...0xFF5E).contains(scalar.value) ? UnicodeScalar(scalar.value - 0xFEE0) ?? scalar : scalar
            switch narrow {
            case "(", "[", "【": depth += 1
            case ")", "]", "】": depth = max(0, depth - 1)
            case "*", "_", "-", ".", ":", "/", "、", "\u{FEFF}": break
            default:
                if depth == 0, !narrow.properties.isWhitespace { word.unicodeScalars.append(narrow) }
            }
        }
        return word.lowercased()
    }
}
