import Domain
import Foundation
import Mustache

/// A template's text, from the program or from a centre's own file.
struct TemplateSource {
    /// For messages.
    let file: String
    let template: MustacheTemplate
    let tags: [TemplateTag]
    /// Whether others take it in.
    let isPart: Bool

    /// A few times what the longest of ours has.
    static let mostBytes = 256 << 10

    /// - Throws: `Fault(.invalid)` with file and line for what is no template.
    init(_ bytes: Data, file: String, isPart: Bool, isMarkup: Bool) throws(Fault) {
        self.file = file
        self.isPart = isPart
        guard bytes.count <= Self.mostBytes else {
            throw Fault(.invalid, "\(file): a template has at most \(Self.mostBytes >> 10) KiB.", field: file)
        }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw Fault(.invalid, "\(file): a template is UTF-8 text: save it as such.", field: file)
        }
        if isMarkup, let line = Self.line(of: "<script", in: text) {
            throw Fault(.invalid, "\(file):\(line): a document takes no <script>.", field: file)
        }
        MustacheContentTypes.register(ScalarEscape(), named: "SCALARS")
        do {
            // On the first line, so that lines keep their numbers.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE: \(isMarkup ? "SCALARS" : "TEXT") }}" + text)
        } catch let error as MustacheTemplate.ParserError {
            throw Fault(
                .invalid, "\(file):\(error.context.lineNumber): does not parse: \(Self.words(error.error)).",
                field: file)
        } catch {
            throw Fault(.invalid, "\(file): does not parse.", field: file, cause: error)
        }
        tags = TemplateTag.all(in: text)
    }

    private static func line(of word: String, in text: String) -> Int? {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.lowercased().contains(word) }.map { $0 + 1 }
    }

    private static func words(_ error: any Error) -> String {
        switch error as? MustacheTemplate.Error {
        case .sectionCloseNameIncorrect: "{{/…}} closes another section than the last one opened"
        case .unfinishedName, nil:
            "a {{…}} is not finished, or its name has other characters than letters, digits and _"
        case .expectedSectionEnd: "a section {{#…}} or {{^…}} is never closed"
        case .invalidSetDelimiter, .transformAppliedToInheritanceSection, .illegalTokenInsideInheritSection,
            .textInsideInheritSection, .invalidConfigVariableSyntax, .unrecognisedConfigVariable:
            "\(error)"
        }
    }
}
