import Domain
import Foundation

/// Goes through a template and the parts it takes in, and refuses what the paper cannot give.
struct TemplateCheck {
    /// What the template is for: `decision`, `mail_zh`.
    let subject: String
    let sources: [String: TemplateSource]
    /// Whether it is HTML: values are escaped there, and stand between elements only.
    let isMarkup: Bool

    private static let deepest = 8

    private struct Scope {
        let name: String?
        let fields: [String: DocumentField]
    }

    /// - Parameters:
    ///   - names: what may be used, by the names that templates use.
    ///   - required: what a template must print to be one of its kind.
    /// - Throws: `Fault(.invalid)` naming file, line, field, and the fields that exist.
    func run(_ names: [String: DocumentField], required: [String]) throws(Fault) {
        guard let source = sources[subject] else { throw Fault(.internal, "There is no template \(subject).") }
        var printed: Set<String> = []
        try walk(source, [Scope(name: nil, fields: names)], depth: 0, &printed)
        guard let lacking = required.first(where: { !printed.contains($0) }) else { return }
        throw Fault(.invalid, "\(source.file): {{\(lacking)}} must stand in it.", field: lacking)
    }

    private func walk(
        _ source: TemplateSource, _ outer: [Scope], depth: Int, _ printed: inout Set<String>
    ) throws(Fault) {
        var scopes = outer
        for tag in source.tags {
            switch tag.kind {
            case .value:
                try value(tag, source, scopes)
                printed.insert(tag.name)
            case .unescaped:
                guard !isMarkup else {
                    throw fault(source, tag, "text that people wrote is always escaped: write {{\(tag.name)}}")
                }
                try value(tag, source, scopes)
            case .section:
                if case .list(let fields) = try field(tag, source, scopes) {
                    scopes.append(Scope(name: tag.name, fields: fields))
                } else {
                    scopes.append(Scope(name: nil, fields: [:]))
                }
            case .inverted:
                _ = try field(tag, source, scopes)
                scopes.append(Scope(name: nil, fields: [:]))
            case .end: if scopes.count > outer.count { scopes.removeLast() }
            case .part:
                guard !tag.inMarkup, let part = sources[tag.name], part.isPart else {
                    let parts = sources.filter(\.value.isPart).keys.sorted().joined(separator: ", ")
                    throw fault(
                        source, tag, "there is no such part here; parts, which stand between elements: \(parts)")
                }
                guard depth < Self.deepest else { throw fault(source, tag, "this part takes itself in") }
                try walk(part, scopes, depth: depth + 1, &printed)
            case .other:
                throw fault(
                    source, tag,
                    "only {{field}}, {{#field}}, {{^field}}, {{/field}}, {{>part}} and {{! remarks }} are taken")
            }
        }
    }

    private func value(_ tag: TemplateTag, _ source: TemplateSource, _ scopes: [Scope]) throws(Fault) {
        switch try field(tag, source, scopes) {
        case .text, .time: break
        case .list: throw fault(source, tag, "this is a list: write {{#\(tag.name)}}…{{/\(tag.name)}}")
        case .flag, .word, .machine:
            throw fault(source, tag, "this says yes or no: write {{#\(tag.name)}}…{{/\(tag.name)}}")
        }
        if isMarkup, tag.inMarkup {
            throw fault(source, tag, "a value stands between elements only, never inside <…> or a style sheet")
        }
    }

    private func field(
        _ tag: TemplateTag, _ source: TemplateSource, _ scopes: [Scope]
    ) throws(Fault) -> DocumentField {
        for scope in scopes.reversed() {
            if let field = scope.fields[tag.name] { return field }
        }
        let outer = scopes.first?.fields ?? [:]
        var known = "fields: " + Self.list(outer)
        for scope in scopes.dropFirst() {
            if let name = scope.name { known += "; inside \(name): " + Self.list(scope.fields) }
        }
        throw fault(source, tag, "\(subject) has no such field; \(known)")
    }

    private static func list(_ fields: [String: DocumentField]) -> String {
        fields.sorted { $0.key < $1.key }.map { name, field in
            guard case .list(let inner) = field else { return name }
            return "\(name) (\(inner.keys.sorted().joined(separator: ", ")))"
        }.joined(separator: ", ")
    }

    private func fault(_ source: TemplateSource, _ tag: TemplateTag, _ text: String) -> Fault {
        Fault(.invalid, "\(source.file):\(tag.line): {{\(tag.name)}}: \(text).", field: tag.name)
    }
}
