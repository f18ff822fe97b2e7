import Foundation

/// One `{{…}}` of a template, and where it stands.
struct TemplateTag: Equatable {
    enum Kind: Equatable {
        case value
        /// `{{{…}}}` or `{{&…}}`
        case unescaped
        case section, inverted, end, part
        /// Delimiters, pragmas, blocks, parents, and whatever else Mustache has or may have.
        case other
    }

    let kind: Kind
    let name: String
    /// From 1.
    let line: Int
    /// Inside `<…>`, or inside a style sheet: escaping does not hold there.
    let inMarkup: Bool

    /// The tags of a template, comments left out. The library has parsed it already, so that every tag is complete.
    static func all(in text: String) -> [TemplateTag] {
        let scalars = Array(text.unicodeScalars)
        var (tags, line, at) = ([TemplateTag](), 1, 0)
        var markup = Markup()
        while at < scalars.count {
            if scalars[at] == "{", at + 1 < scalars.count, scalars[at + 1] == "{" {
                let triple = at + 2 < scalars.count && scalars[at + 2] == "{"
                let (inside, next) = content(scalars, from: at + (triple ? 3 : 2), braces: triple ? 3 : 2)
                if let tag = tag(inside, unescaped: triple, line: line, inMarkup: markup.isInside) { tags.append(tag) }
                line += scalars[at..<next].count { $0 == "\n" }
                at = next
            } else {
                if scalars[at] == "\n" { line += 1 }
                markup.take(scalars, at)
                at += 1
            }
        }
        return tags
    }

    private static func content(
        _ scalars: [Unicode.Scalar], from start: Int, braces: Int
    ) -> (inside: String, next: Int) {
        var (at, inside) = (start, String.UnicodeScalarView())
        while at < scalars.count {
            if scalars[at...].prefix(braces).elementsEqual(repeatElement("}", count: braces)) {
                return (String(inside), at + braces)
            }
            inside.append(scalars[at])
            at += 1
        }
        return (String(inside), at)
    }

    private static func tag(_ inside: String, unescaped: Bool, line: Int, inMarkup: Bool) -> TemplateTag? {
        let signs: [Character: Kind] = [
            "#": .section, "^": .inverted, "/": .end, ">": .part, "&": .unescaped, "=": .other, "%": .other,
            "<": .other, "$": .other, "{": .other, "*": .other,
        ]
        if inside.first == "!" { return nil }
        let sign = inside.first.flatMap { signs[$0] }
        let name = (sign == nil ? inside : String(inside.dropFirst())).trimmingCharacters(in: .whitespacesAndNewlines)
        return TemplateTag(
            kind: unescaped ? .unescaped : sign ?? .value, name: name, line: line, inMarkup: inMarkup)
    }

    /// Follows the HTML around the tags, as far as it matters where a value may stand.
    private struct Markup {
        private var inTag = false
        private var quote: Unicode.Scalar?
        private var inStyle = false
        var isInside: Bool { inTag || inStyle }

        mutating func take(_ scalars: [Unicode.Scalar], _ at: Int) {
            let scalar = scalars[at]
            if inTag {
                if let open = quote {
                    if scalar == open { quote = nil }
                } else if scalar == "\"" || scalar == "'" {
                    quote = scalar
                } else if scalar == ">" {
                    inTag = false
                }
            } else if scalar == "<", at + 1 < scalars.count, begins(scalars[at + 1]) {
                inTag = true
                if says("<style", scalars, at) { inStyle = true }
                if says("</style", scalars, at) { inStyle = false }
            }
        }

        private func begins(_ scalar: Unicode.Scalar) -> Bool {
            scalar == "/" || scalar == "!" || scalar == "?" || scalar.properties.isAlphabetic
        }

        private func says(_ word: String, _ scalars: [Unicode.Scalar], _ at: Int) -> Bool {
            let here = String(String.UnicodeScalarView(scalars[at...].prefix(word.unicodeScalars.count)))
            return here.lowercased() == word
        }
    }
}
