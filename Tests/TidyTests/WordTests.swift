import Testing

/// Words that the house does without.
enum Words {
    // Spelled in halves, so that this file may stand in the folders that it searches.
    static let leftovers = ["TO" + "DO", "FIX" + "ME"]

    static func violations(in file: TextFile) throws -> [String] {
        let code = SwiftText.code(of: file.text)
        var found: [String] = []
        func demand(_ what: String, _ pattern: String) throws {
            let regex = try Regex(pattern)
            for match in code.matches(of: regex) {
                let line = code[..<match.range.lowerBound].count { $0.isNewline } + 1
                found.append("\(file.path):\(line): \(what)")
            }
        }
        if let target = file.target {
            try demand("try! traps on input: throw a Fault", #"\btry!"#)
            try demand(
                "fatalError traps: throw a Fault, or use precondition for a programmer's error",
                #"\bfatalError\s*\("#)
            try demand(
                "an unstructured task outlives its caller: use a task group or a service",
                #"\bTask\s*(<[^>]*>)?\s*(\([^)]*\))?\s*\{"#)
            try demand(
                "an unstructured task outlives its caller: use a task group or a service",
                #"\bTask\s*\.\s*(detached|immediate)\b"#)
            if target != "Media" && target != "Outbound" {
                try demand(
                    "@unchecked Sendable is for Media and Outbound: use a Mutex", #"@unchecked\s+Sendable"#)
            }
        }
        for word in leftovers where file.text.contains(word) {
            found.append("\(file.path): \(word) left over")
        }
        return found
    }
}

@Suite struct WordTests {
    @Test func `sources trap on nothing, start nothing unstructured and leave nothing over`() throws {
        let found = try Repository.files(".swift", under: ["Sources", "Tests"]).flatMap(Words.violations)
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test(arguments: [
        ("Web", "let x = try! f()", 1), ("Web", "fatalError(\"no\")", 1), ("Web", "Task { await f() }", 1),
        ("Web", "Task(priority: .low) {\n}", 1), ("Web", "Task<Void, Never> { }", 1),
        ("Web", "Task.detached { }", 1),
        ("Web", "final class A: @unchecked Sendable {}", 1),
        ("Media", "final class A: @unchecked Sendable {}", 0),
        ("Web", "// " + Words.leftovers[0] + ": later", 1),
        ("Web", "/* try! Task { */ let a = \"fatalError(\"", 0),
        ("Web", "group.addTask { }\ntry await Task.sleep(for: .seconds(1))\nif Task.isCancelled { }", 0),
        ("Web", "let a = \"\\(try! f())\"", 1),
    ])
    func `a forbidden word is found in code and not in a mention`(target: String, text: String, count: Int)
        throws
    {
        let file = TextFile(path: "Sources/\(target)/A.swift", text: text)
        #expect(try Words.violations(in: file).count == count)
    }

    @Test func `tests may trap, and leave nothing over either`() throws {
        let fine = TextFile(path: "Tests/WebTests/A.swift", text: "Task { try! f() }")
        #expect(try Words.violations(in: fine).isEmpty)
        let left = TextFile(path: "Tests/WebTests/A.swift", text: "// " + Words.leftovers[1])
        #expect(try Words.violations(in: left).count == 1)
    }
}
