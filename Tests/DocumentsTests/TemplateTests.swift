import Domain
import Foundation
import Testing

@testable import Documents

/// Templates that a centre writes itself: the good ones are used, the bad ones stop the program with the right words.
@Suite struct TemplateTests {
    /// The message that a folder with this one file is refused with; nil when it is taken.
    private func refusal(_ name: String, _ data: Data) throws -> String? {
        try inFolder([name: data]) { folder -> String? in
            let fault = Self.fault(folder)
            #expect(fault == nil || fault?.kind == .invalid)
            return fault?.message.replacing(folder + "/", with: "")
        }
    }

    private func refusal(_ name: String, _ text: String) throws -> String? { try refusal(name, Data(text.utf8)) }

    private static func fault(_ folder: String) -> Fault? {
        do {
            _ = try DocumentTemplates(directory: folder)
            return nil
        } catch { return error }
    }

    private func inFolder<T>(_ files: [String: Data], _ work: (String) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, data) in files { try data.write(to: folder.appending(path: name)) }
        return try work(folder.path(percentEncoded: false))
    }

    private let good = "<p>{{center}} {{number}} {{check_no}}</p>\n"

    @Test func `a centre's own template and part stand in for ours`() throws {
        let files = [
            "decision.mustache": Data(
                "{{>head}}{{#findings}}<p>{{n}}. {{text}}（{{severity_zh}}）</p>{{/findings}}{{>foot}}".utf8),
            "head.mustache": Data("<h1>本局</h1>\(good)".utf8), "notes.txt": Data("{{what}}".utf8),
            ".decision.mustache": Data("{{what}}".utf8), "decision.mustache~": Data("{{what}}".utf8),
        ]
        let paper = try #require(try Story.allPapers().first { $0.kind == .decision })
        let html = try inFolder(files) {
            String(
                decoding: try DocumentTemplates(directory: $0).renderer().html(.decision, Story.fields(paper)),
                as: UTF8.self)
        }
        #expect(html.contains("<h1>本局</h1>") && html.contains("1. 技术负责人同时在另一单位缴纳社会保险（严重）"))
        #expect(!html.contains("理由"))
    }

    @Test func `an unknown field is refused with file, line, field, and the fields that exist`() throws {
        let message = try #require(try refusal("decision.mustache", good + "<p>\n{{reasn}}</p>"))
        #expect(
            message.hasPrefix("decision.mustache:3: {{reasn}}: decision has no such field; fields: application_no, "))
        for word in ["reason", "rechecked", "findings (", "rule_id", "outcomes (n, name, passed)", "has_findings"] {
            #expect(message.contains(word), "\(word) is not named in \(message)")
        }
        // Inside a list its own fields are named too; a part is checked for every paper that takes it in.
        let inner = try #require(try refusal("decision.mustache", good + "{{#findings}}{{severity}}{{/findings}}"))
        #expect(inner.contains("{{severity}}") && inner.contains("; inside findings: footage, n, person, rule_id"))
        let part = try #require(try refusal("check.mustache", "{{when}}"))
        #expect(part.hasPrefix("check.mustache:1: {{when}}: "))
    }

    @Test(arguments: [
        ("decison.mustache", "", "there is no template of that name; names: abort_note"),
        ("evidence_manifest.mustache", "", "there is no template of that name"),
        ("decision.mustache", "{{#findings}}\n{{/findings", ":2: does not parse: a {{…}} is not finished"),
        ("decision.mustache", "\n{{#findings}}", "does not parse: a section {{#…}} or {{^…}} is never closed"),
        ("decision.mustache", "{{#reason}}{{/resaon}}", ":1: does not parse: {{/…}} closes another section"),
        ("decision.mustache", "{{findings}}", "this is a list: write {{#findings}}…{{/findings}}"),
        ("decision.mustache", "{{rechecked}}", "this says yes or no"),
        ("decision.mustache", "{{{reason}}}", "always escaped: write {{reason}}"),
        ("decision.mustache", "{{&reason}}", "always escaped"),
        ("decision.mustache", "{{% CONTENT_TYPE: TEXT}}{{reason}}", "are taken"),
        ("decision.mustache", "{{=<% %>=}}", "are taken"),
        ("decision.mustache", "{{<head}}{{/head}}", "are taken"),
        (
            "decision.mustache", "{{>heads}}",
            "there is no such part here; parts, which stand between elements: case, check, "
        ),
        ("decision.mustache", "{{>decision}}", "there is no such part"),
        ("decision.mustache", "{{> *reason}}", "there is no such part"),
        ("head.mustache", "{{>head}}", "this part takes itself in"),
        ("decision.mustache", "<p title=\"{{reason}}\">", "a value stands between elements only"),
        ("decision.mustache", "<style>p { color: {{reason}} }</style>", "a value stands between elements only"),
        ("decision.mustache", "<script>x</script>", "takes no <script>"),
        ("decision.mustache", "{{reversed(findings)}}", "has no such field"),
        ("decision.mustache", "{{.}}", "has no such field"),
        ("decision.mustache", "<p>Nothing</p>", "decision.mustache: {{number}} must stand in it."),
        ("mail_zh.mustache", "{{number}} {{link}}", "mail_zh.mustache: {{code}} must stand in it."),
        ("mail_zh.mustache", "{{pasword}}", "mail_zh has no such field"),
    ])
    func `what will not do is refused with what to do`(name: String, text: String, words: String) throws {
        let message = try #require(try refusal(name, text), "\(name) was taken: \(text)")
        #expect(message.hasPrefix(name) && message.contains(words), "\(message)")
    }

    @Test func `a file that is no text or too large, and a folder that is none, are refused`() throws {
        let binary = try refusal("decision.mustache", Data([0xFF, 0xFE, 0x41]))
        #expect(binary?.contains("UTF-8") == true)
        let large = try refusal("decision.mustache", Data(repeating: 0x20, count: 257 << 10))
        #expect(large?.contains("at most 256 KiB") == true)
        #expect(throws: Fault.self) { try DocumentTemplates(directory: "/nonexistent") }
        #expect(throws: Never.self) { try inFolder([:]) { _ = try DocumentTemplates(directory: $0) } }
    }

    @Test func `tags are found with their lines, and what stands in markup`() {
        let tags = TemplateTag.all(
            in: "{{! a\nremark }}<a href='>{{x}}'>\n{{#y}}{{{z}}}</a>{{/y}} {{ > part }} 1 < {{v}}")
        #expect(tags.map(\.name) == ["x", "y", "z", "y", "> part", "v"])
        #expect(tags.map(\.line) == [2, 3, 3, 3, 3, 3])
        #expect(tags.map(\.inMarkup) == [true, false, false, false, false, false])
        #expect(tags.map(\.kind) == [.value, .section, .unescaped, .end, .value, .value])
    }
}
