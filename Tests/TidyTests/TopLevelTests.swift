import Testing

enum TopLevel {
    static let agreed: Set<String> = [
        "Package.swift", "Sources", "Tests", "recordings", "systemd", "config", "README.md", "CHANGELOG.md",
        "LICENSE",
        "Makefile", ".ci", ".gitignore", ".swift-format",
    ]

    /// Whether one of the ignore file's patterns covers a name at the top. Knows what our file uses: names, a leading
    /// or trailing slash, and `*`.
    static func ignores(_ patterns: String, _ name: String) -> Bool {
        patterns.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix("!") }.contains {
            pattern in
            var plain = pattern
            if plain.hasSuffix("/") { plain.removeLast() }
            if plain.hasPrefix("/") { plain.removeFirst() }
            guard !plain.contains("/") else { return false }
            let parts = plain.split(separator: "*", omittingEmptySubsequences: false)
            guard parts.count > 1 else { return plain == name }
            return parts.count == 2 && name.hasPrefix(parts[0]) && name.hasSuffix(parts[1])
                && name.count >= plain.count - 1
        }
    }

    static func strangers(_ names: [String], ignored: String) -> [String] {
        names.filter { $0 != ".git" && !agreed.contains($0) && !ignores(ignored, $0) }
    }
}

@Suite struct TopLevelTests {
    @Test func `the top level holds what is agreed and nothing else`() throws {
        let names = try Repository.entries(of: ".")
        let strangers = TopLevel.strangers(names, ignored: try Repository.text(".gitignore"))
        #expect(strangers.isEmpty, "not agreed at the top level: \(strangers.joined(separator: ", "))")
        let missing = TopLevel.agreed.subtracting(names)
        #expect(missing.isEmpty, "missing: \(missing.sorted().joined(separator: ", "))")
    }

    @Test func `a stranger is found, what git ignores is not`() {
        let ignored = "# a remark\n.build/\n.build-*/\n/state/\n*.pyc\n!keep\n/recordings/*\n"
        let names = [
            ".git", "README.md", ".build", ".build-tsan", "state", "x.pyc", "notes.txt", "statement", "keep",
        ]
        #expect(TopLevel.strangers(names, ignored: ignored) == ["notes.txt", "statement", "keep"])
    }
}
