import Testing

enum Sizes {
    static let file = 400
    static let median = 130
    static let function = 60

    static func lineCount(_ text: String) -> Int {
        text.split(separator: "\n", omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0)
    }

    static func median(_ sizes: [Int]) -> Int { sizes.isEmpty ? 0 : sizes.sorted()[sizes.count / 2] }

    static func tooLong(_ files: [TextFile]) -> [String] {
        files.compactMap {
            let count = lineCount($0.text)
            return count > file ? "\($0.path) has \(count) lines, at most \(file)" : nil
        }
    }

    struct Function {
        let line: Int
        /// Lines between the braces.
        let length: Int
    }

    /// The bodies of functions, initialisers and subscripts: from the brace that ends a signature to its match.
    static func functions(in text: String) -> [Function] {
        let code = SwiftText.bytes(of: text)
        var found: [Function] = []
        var line = 1
        for index in code.indices {
            if code[index] == UInt8(ascii: "\n") { line += 1 }
            guard let length = keyword(code, index) else { continue }
            if let body = body(code, from: index + length) {
                found.append(Function(line: line, length: body))
            }
        }
        return found
    }

    private static let keywords: [[UInt8]] = ["func", "init", "deinit", "subscript"].map { Array($0.utf8) }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    /// The length of the keyword that stands there as a word of its own.
    private static func keyword(_ code: [UInt8], _ index: Int) -> Int? {
        switch code[index] {
        case UInt8(ascii: "f"), UInt8(ascii: "i"), UInt8(ascii: "d"), UInt8(ascii: "s"): break
        default: return nil
        }
        let before = index == 0 ? UInt8(ascii: " ") : code[index - 1]
        if isName(before) || before == UInt8(ascii: ".") || before == UInt8(ascii: "#") { return nil }
        for letters in keywords {
            let end = index + letters.count
            guard end < code.count, code[index..<end].elementsEqual(letters) else { continue }
            if !isName(code[end]), code[end] != UInt8(ascii: ":") { return letters.count }
        }
        return nil
    }

    private static func body(_ code: [UInt8], from start: Int) -> Int? {
        var (depth, index) = (0, start)
        // A requirement of a protocol has no body: the next declaration or the closing brace comes first.
        while index < code.count, !(depth == 0 && code[index] == UInt8(ascii: "{")) {
            switch code[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "}") where depth == 0: return nil
            default: break
            }
            if depth < 0 || depth == 0 && keyword(code, index) != nil { return nil }
            index += 1
        }
        var (braces, lines) = (0, 0)
        while index < code.count {
            switch code[index] {
            case UInt8(ascii: "{"): braces += 1
            case UInt8(ascii: "}"): braces -= 1
            case UInt8(ascii: "\n"): lines += 1
            default: break
            }
            if braces == 0 { return max(0, lines - 1) }
            index += 1
        }
        return nil
    }

    static func longFunctions(_ files: [TextFile]) -> [String] {
        files.flatMap { file in
            functions(in: file.text).filter { $0.length > function }.map {
                "\(file.path):\($0.line) has a body of \($0.length) lines, at most \(function)"
            }
        }
    }
}

@Suite struct SizeTests {
    @Test func `no file and no function is too long, and most files are short`() throws {
        let files = try Repository.files(".swift", under: ["Sources", "Tests"])
        let found = Sizes.tooLong(files) + Sizes.longFunctions(files)
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
        let sources = files.filter { $0.target != nil }
        let median = Sizes.median(sources.map { Sizes.lineCount($0.text) })
        #expect(!sources.isEmpty && median <= Sizes.median, "the median of Sources is \(median) lines")
    }

    @Test func `a file of 401 lines is found, one of 400 is not`() {
        let fits = TextFile(path: "a.swift", text: String(repeating: "\n", count: 400))
        let long = TextFile(path: "b.swift", text: fits.text + "let x = 1")
        #expect(Sizes.tooLong([fits, long]) == ["b.swift has 401 lines, at most 400"])
        #expect(Sizes.median([1, 500, 2]) == 2)
    }

    @Test(arguments: [
        "func a(_ b: () -> Void = {}) {\n%}", "init?(x: Int) throws -> [Int] where T: P\n{\n%}",
        "protocol P { func none() }\nstruct S { func `f {`() {\n%} }", "deinit {\n%}",
        "func a() -> String {\nlet x = \"}\\(\"}\" + { \"{\" }())\" // }\n%}",
        "func a() {\n/* } /* } */ } */\n%}",
        "func a() {\nlet x = #\"}\"\\(\"#\n%}", "subscript(i: Int) -> Int {\n%}",
    ])
    func `a body is measured whatever stands around and in it`(shape: String) {
        let one = Sizes.functions(in: shape.replacing("%", with: ""))
        let more = Sizes.functions(in: shape.replacing("%", with: String(repeating: "x()\n", count: 61)))
        #expect(one.count == 1 && more.count == 1)
        #expect((one.first?.length ?? 99) < 5 && (more.first?.length ?? 0) == 61 + (one.first?.length ?? 0))
        let file = TextFile(
            path: "a.swift", text: shape.replacing("%", with: String(repeating: "x()\n", count: 61)))
        #expect(Sizes.longFunctions([file]).count == 1)
    }

    @Test func `calls and labels are no functions`() {
        #expect(Sizes.functions(in: "let a = Self.init(1)\nfoo(init: 2) { x() }\nlet funcs = [1]").isEmpty)
    }
}
