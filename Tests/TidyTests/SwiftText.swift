/// Swift source with comments, the text of literals and names in backticks blanked out; lines stay where they are.
/// Enough of the grammar for counting braces: nested comments, raw and multi-line strings, interpolations. Regular
/// expression literals are not known here; write them as `Regex("…")`.
struct SwiftText {
    private enum Place {
        case code(parentheses: Int)
        case string(hashes: Int, multiline: Bool)
    }

    private let source: [UInt8]
    private var at = 0
    private var places: [Place] = [.code(parentheses: 0)]
    private var out: [UInt8]

    static func code(of text: String) -> String { String(decoding: bytes(of: text), as: UTF8.self) }

    /// The same as UTF-8, as long as the text.
    static func bytes(of text: String) -> [UInt8] {
        var scan = SwiftText(source: Array(text.utf8))
        scan.run()
        return scan.out
    }

    private init(source: [UInt8]) {
        self.source = source
        out = source
    }

    private func byte(_ offset: Int = 0) -> UInt8 { at + offset < source.count ? source[at + offset] : 0 }

    private func next(_ text: StaticString) -> Bool {
        for index in 0..<text.utf8CodeUnitCount where byte(index) != text.utf8Start[index] { return false }
        return true
    }

    private func hashes(from offset: Int) -> Int {
        var count = 0
        while byte(offset + count) == UInt8(ascii: "#") { count += 1 }
        return count
    }

    private mutating func blank(_ count: Int = 1) {
        let end = min(at + count, source.count)
        while at < end {
            if source[at] != UInt8(ascii: "\n") { out[at] = UInt8(ascii: " ") }
            at += 1
        }
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
        switch byte() {
        case UInt8(ascii: "/") where next("//"):
            while at < source.count, byte() != UInt8(ascii: "\n") { blank() }
        case UInt8(ascii: "/") where next("/*"): comment()
        case UInt8(ascii: "`"):
            blank()
            while at < source.count, byte() != UInt8(ascii: "`") { blank() }
            blank()
        case UInt8(ascii: "\""), UInt8(ascii: "#"):
            let marks = hashes(from: 0)
            guard byte(marks) == UInt8(ascii: "\"") else {
                at += 1
                return
            }
            let multiline = byte(marks + 1) == UInt8(ascii: "\"") && byte(marks + 2) == UInt8(ascii: "\"")
            places.append(.string(hashes: marks, multiline: multiline))
            blank(marks + (multiline ? 3 : 1))
        case UInt8(ascii: ")") where places.count > 1 && parentheses == 0:
            places.removeLast()
            blank()
        case UInt8(ascii: "("), UInt8(ascii: ")"):
            let change = byte() == UInt8(ascii: "(") ? 1 : -1
            places[places.count - 1] = .code(parentheses: max(0, parentheses + change))
            at += 1
        default: at += 1
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

    private mutating func string(_ marks: Int, _ multiline: Bool) {
        let quote = UInt8(ascii: "\"")
        let quotes = multiline ? 3 : 1
        if byte() == quote, !multiline || (byte(1) == quote && byte(2) == quote),
            hashes(from: quotes) >= marks
        {
            places.removeLast()
            blank(quotes + marks)
        } else if byte() == UInt8(ascii: "\\"), hashes(from: 1) >= marks {
            let opens = byte(1 + marks) == UInt8(ascii: "(")
            blank(marks + 2)
            if opens { places.append(.code(parentheses: 0)) }
        } else if !multiline, byte() == UInt8(ascii: "\n") {
            places.removeLast()
        } else {
            blank()
        }
    }
}
