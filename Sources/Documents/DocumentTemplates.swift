import Domain
import Foundation
import Mustache

/// The words of every paper and of the mails that carry them: those that ship, and in their place those that a centre
/// has in a folder of its own. Made once, when a program starts; whatever a template asks for is known to exist then.
public struct DocumentTemplates: Sendable {
    private let pages: [DocumentKind: MustacheTemplate]
    private let mails: [Contact.Language: MustacheTemplate]
    private let parsed: MustacheLibrary

    /// - Parameter directory: holds `<name>.mustache` files that stand in for ours, as many as a centre likes: the name is
    ///   that of a document, of a part, or of a mail. Nil when there is none.
    /// - Throws: `Fault(.invalid)` naming the file, the line and the field of the first template that will not do.
    public init(directory: String? = nil) throws(Fault) {
        var sources: [String: TemplateSource] = [:]
        var parsed = MustacheLibrary()
        let own = try directory.map(Self.files) ?? [:]
        for (name, bytes) in Self.shipped {
            let (file, data) = own[name] ?? ("\(name).mustache (built in)", Data(bytes))
            let source = try TemplateSource(
                data, file: file, isPart: Self.parts.contains(name), isMarkup: !name.hasPrefix("mail_"))
            sources[name] = source
            parsed.register(source.template, named: name)
        }
        let common = DocumentField.names(DocumentKind.commonFields).merging(Self.titles) { own, _ in own }
        var pages: [DocumentKind: MustacheTemplate] = [:]
        var every = common
        for kind in DocumentKind.allCases {
            guard let fields = kind.ownFields else { continue }
            let names = common.merging(DocumentField.names(fields)) { own, _ in own }
            try TemplateCheck(subject: kind.rawValue, sources: sources, isMarkup: true).run(
                names, required: ["number", "check_no", "center"])
            every.merge(names) { own, _ in own }
            pages[kind] = sources[kind.rawValue]?.template
        }
        var mails: [Contact.Language: MustacheTemplate] = [:]
        for language in Contact.Language.allCases {
            let name = "mail_\(language.rawValue)"
            try TemplateCheck(subject: name, sources: sources, isMarkup: false).run(
                every.merging(DocumentMail.fields) { own, _ in own }, required: ["link", "code", "number"])
            mails[language] = sources[name]?.template
        }
        (self.pages, self.mails, self.parsed) = (pages, mails, parsed)
    }

    /// - Parameter sender: the address that mails come from: it organises what their calendar entries invite to.
    public func renderer(sender: String? = nil) -> DocumentRenderer {
        DocumentRenderer(
            html: { kind, fields in try page(kind, fields) },
            mail: { kind, fields, contact, keys in
                try DocumentMail(kind: kind, fields: fields, contact: contact, keys: keys, sender: sender)
                    .compose(self)
            })
    }

    func page(_ kind: DocumentKind, _ fields: [String: JSONValue]) throws(Fault) -> Data {
        guard let page = pages[kind] else {
            throw Fault(.internal, "The \(kind.rawValue) is no paper in words: it has no template.")
        }
        return Data(page.render(Self.values(kind, fields), library: parsed).utf8)
    }

    func mailText(_ language: Contact.Language, _ values: [String: Any]) throws(Fault) -> String {
        guard let template = mails[language] else {
            throw Fault(.internal, "There is no mail template for \(language.rawValue).")
        }
        return template.render(values, library: parsed)
    }

    static func values(_ kind: DocumentKind, _ fields: [String: JSONValue]) -> [String: Any] {
        let shapes = DocumentKind.commonFields.merging(kind.ownFields ?? [:]) { common, _ in common }
        var values = DocumentValues.values(fields, of: shapes)
        (values["title"], values["title_en"]) = (kind.title.zh, kind.title.en)
        if fields["by"] == .string(Actor.timer.name) { values["by"] = "系统自动记录" }
        return values
    }

    /// What a paper is called.
    private static let titles: [String: DocumentField] = ["title": .text, "title_en": .text]

    /// A centre's own templates, by name.
    private static func files(in directory: String) throws(Fault) -> [String: (file: String, data: Data)] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw Fault(
                .invalid, "\(directory) cannot be listed: name a folder of templates that the daemon may read.",
                field: "documents.templates", cause: error)
        }
        var found: [String: (file: String, data: Data)] = [:]
        for entry in names.sorted() where entry.hasSuffix(".mustache") && !entry.hasPrefix(".") {
            let (name, path) = (String(entry.dropLast(9)), "\(directory)/\(entry)")
            guard shipped[name] != nil else {
                throw Fault(
                    .invalid,
                    "\(path): there is no template of that name; names: \(shipped.keys.sorted().joined(separator: ", ")).",
                    field: name)
            }
            // One more than is allowed tells what is too large without reading all of it.
            guard let file = FileHandle(forReadingAtPath: path),
                let data = try? file.read(upToCount: TemplateSource.mostBytes + 1)
            else { throw Fault(.invalid, "\(path): cannot be read: let the daemon read it.", field: name) }
            found[name] = (path, data)
        }
        return found
    }
}
