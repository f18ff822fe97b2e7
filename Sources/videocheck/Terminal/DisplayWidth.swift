/// How many cells of a terminal a text takes: two for wide characters (Chinese, kana, hangul, emoji), none for
/// marks that combine. Computed here because libc's answer depends on the locale, and scripts often run without one.
extension String {
    var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

    /// At most `width` cells; what is cut off is marked by "…".
    func cut(toWidth width: Int) -> String {
        guard displayWidth > width else { return self }
        guard width > 0 else { return "" }
        var (kept, used) = ("", 0)
        for character in self {
            guard used + character.displayWidth <= width - 1 else { break }
            kept.append(character)
            used += character.displayWidth
        }
        return kept + "…"
    }

    /// Filled with spaces to `width` cells.
    func padded(toWidth width: Int, right: Bool = false) -> String {
        let room = String(repeating: " ", count: max(0, width - displayWidth))
        return right ? room + self : self + room
    }
}

extension Character {
    var displayWidth: Int {
        // U+FE0F asks for the emoji's form of a character, which is wide.
        if unicodeScalars.contains(where: { $0.value == 0xFE0F }), unicodeScalars.first?.properties.isEmoji == true {
            return 2
        }
        return unicodeScalars.reduce(0) { max($0, $1.displayWidth) }
    }
}

extension Unicode.Scalar {
    fileprivate var displayWidth: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return Self.wide.contains { $0.contains(value) } ? 2 : 1
        }
    }

    /// Blocks whose East Asian Width is wide or fullwidth (Unicode's EastAsianWidth.txt), and emoji.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x2614...0x2615, 0x26A1...0x26A1,
        0x2705...0x2705, 0x274C...0x274C, 0x2753...0x2757, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
        0x1F7E0...0x1F7F0, 0x1F900...0x1FAFF, 0x20000...0x3FFFD,
    ]
}
