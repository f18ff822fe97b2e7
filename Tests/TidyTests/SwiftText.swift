/// Swift source with comments, the text of literals and names in backticks blanked out; lines stay where they are.
/// Enough of the grammar for counting braces: nested comments, raw and multi-line strings, interpolations. Regular
/// expression literals are not known here; write them as `Regex("…")`.
struct SwiftText {
    private enum Place {
        case code(parentheses: Int)
        case string(hashes: Int, multiline: Bool)
    }

    private let source: [Character]
    private var at = 0
    private var places: [Place] = [.code(parentheses: 0)]
    private var out: [Character] = []

    static func code(of text: String) -> String {
        var scan = SwiftText(source: Array(text))
        scan.run()
        return String(scan.out)
    }

    private init(source: [Character]) { self.source = source }

    private func next(_ text: String) -> Bool {
        let wanted = Array(text)
        return at + wanted.count <= source.count && Array(source[at..<(at + wanted.count)]) == wanted
    }

    private mutating func blank(_ count: Int = 1) {
        for character in source[at..<min(at + count, source.count)] {
            out.append(character.isNewline ? character : " ")
        }
        at += count
    }

    private mutating func keep() {
        out.append(source[at])
        at += 1
    }

    private mutating func run() {
        while at < source.count {
            switch places[places.count - 1] {
            case .code(let parentheses): code(parentheses)
            case .string(let hashes, let multiline): string(hashes, multiline)
            }
        }
    }

    private mutating func code(_ parentheses: Int) {
        if next("//") {
            while at < source.count, !source[at].isNewline { blank() }
        } else if next("/*") {
            comment()
        } else if next("`") {
            blank()
            while at < source.count, source[at] != "`" { blank() }
            blank()
        } else if let opening = opening() {
            places.append(.string(hashes: opening.hashes, multiline: opening.multiline))
            blank(opening.hashes + (opening.multiline ? 3 : 1))
        } else if places.count > 1, source[at] == ")", parentheses == 0 {
            places.removeLast()
            blank()
        } else {
            let change = source[at] == "(" ? 1 : source[at] == ")" ? -1 : 0
            places[places.count - 1] = .code(parentheses: max(0, parentheses + change))
            keep()
        }
    }

    private mutating func comment() {
        var depth = 0
        repeat {
            if next("/*") {
                depth += 1
                blank(2)
            } else if next("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && at < source.count
    }

    private func opening() -> (hashes: Int, multiline: Bool)? {
        var hashes = 0
        while at + hashes < source.count, source[at + hashes] == "#" { hashes += 1 }
        let quote = at + hashes
        guard quote < source.count, source[quote] == "\"" else { return nil }
        let multiline = quote + 2 < source.count && source[quote + 1] == "\"" && source[quote + 2] == "\""
        return (hashes, multiline)
    }

    private mutating func string(_ hashes: Int, _ multiline: Bool) {
        let marks = String(repeating: "#", count: hashes)
        let end = (multiline ? "\"\"\"" : "\"") + marks
        if next(end) {
            places.removeLast()
            blank(end.count)
        } else if next("\\" + marks + "(") {
            blank(hashes + 2)
            places.append(.code(parentheses: 0))
        } else if next("\\" + marks) {
            blank(hashes + 2)
        } else if !multiline, source[at].isNewline {
            places.removeLast()
        } else {
            blank()
        }
    }
}
