import Foundation
import Testing

enum Links {
    /// Targets of Markdown links outside code: `[text](target)`.
    static func targets(in text: String) -> [String] {
        var fenced = false
        var found: [String] = []
        for line in text.split(separator: "\n") {
            if line.trimmingCharacters(in: .whitespaces).hasPrefix("```") { fenced.toggle() }
            if fenced { continue }
            let plain = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "code" }.joined()
            var rest = plain[...]
            while let mark = rest.range(of: "](") {
                rest = rest[mark.upperBound...]
                guard let end = rest.firstIndex(of: ")") else { break }
                found.append(String(rest[..<end].split(separator: " ").first ?? ""))
                rest = rest[end...]
            }
        }
        return found
    }

    /// The path from the repository's top that a relative link points at; nil for one that leads outside it.
    static func path(_ target: String, from file: String) -> String? {
        let plain = String(target.split(separator: "#", omittingEmptySubsequences: false)[0])
        if target.contains("://") || target.hasPrefix("mailto:") || plain.isEmpty { return nil }
        var parts = file.split(separator: "/").dropLast().map(String.init)
        for part in (plain.removingPercentEncoding ?? plain).split(separator: "/") where part != "." {
            if part == ".." {
                // Above the top: nothing of ours is there.
                guard parts.popLast() != nil else { return "\0" }
            } else {
                parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    static func broken(_ files: [TextFile], exists: (String) -> Bool) -> [String] {
        files.flatMap { file in
            targets(in: file.text).filter { path($0, from: file.path).map { !exists($0) } ?? false }
                .map { "\(file.path) links to \($0), which is not there" }
        }
    }
}

@Suite struct LinkTests {
    @Test func `every relative link leads somewhere`() throws {
        let documents = try Repository.documents()
        #expect(documents.contains { $0.path == "README.md" })
        let found = Links.broken(documents, exists: Repository.exists)
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test func `every target and the archive have a README that says something`() throws {
        for folder in try Repository.targets().map({ "Sources/\($0)" }) + ["recordings"] {
            let text = (try? Repository.text("\(folder)/README.md")) ?? ""
            #expect(
                text.hasPrefix("# ") && Sizes.lineCount(text) >= 5, "\(folder)/README.md is missing or empty")
        }
    }

    @Test func `a link that leads nowhere is found, in whatever folder it stands`() {
        let text = """
            See [a](a.md), [up](../b.md#part "title") and [web](https://example.org/x.md), [here](#part).
            `[not](code.md)` ```
            """
        let file = TextFile(path: "docs/x.md", text: text)
        #expect(Links.broken([file]) { $0 == "docs/a.md" || $0 == "b.md" }.isEmpty)
        #expect(Links.broken([file]) { _ in false }.count == 2)
        #expect(Links.broken([file]) { $0 == "b.md" } == ["docs/x.md links to a.md, which is not there"])
        #expect(
            Links.broken([TextFile(path: "x.md", text: "[a](../../etc)")], exists: Repository.exists).count
                == 1)
    }
}
