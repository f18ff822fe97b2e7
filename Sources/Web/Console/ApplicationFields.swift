import Domain
import Foundation

/// The form for one application as far as it is filled in: people, their certificates, and texts by the interface's own
/// field names.
struct ApplicationFields: Sendable {
    /// More come by table.
    static let mostPeople = 30
    static let mostCertificates = 10

    struct Person: Sendable {
        var texts: [String: String] = [:]
        var posts: [String] = []
        var certificates: [[String: String]] = [[:]]

        var isBlank: Bool {
            posts.isEmpty && ["name", "id_number"].allSatisfy { texts[$0, default: ""].isEmpty }
                && certificates.allSatisfy(ApplicationFields.isBlank)
        }
    }

    static let ofApplication = [
        "application_no", "kind", "accepted_at", "commitment", "enterprise.name", "enterprise.uscc", "contact.name",
        "contact.phone", "contact.mail", "contact.language", "service_confirmation.signed_at",
    ]
    static let ofPerson = ["name", "id_type", "id_number"]
    static let ofCertificate = ["type", "number", "issuer", "valid_to", "next_review"]

    var texts: [String: String] = [:]
    var channels: [String] = []
    var people = [Person()]

    /// An empty form.
    init() {}

    init(_ sent: FormFields) {
        for name in Self.ofApplication { texts[name] = sent[name] }
        channels = sent.all("service_confirmation.channels")
        let count = min(max(Int(sent["people"]) ?? 1, 1), Self.mostPeople)
        people = (0..<count).map { index in
            let path = "people[\(index)]"
            var person = Person()
            for name in Self.ofPerson { person.texts[name] = sent["\(path).\(name)"] }
            person.posts = sent.all("\(path).posts")
            let certificates = min(max(Int(sent["\(path).certificates"]) ?? 1, 1), Self.mostCertificates)
            person.certificates = (0..<certificates).map { number in
                Dictionary(
                    uniqueKeysWithValues: Self.ofCertificate.map { ($0, sent["\(path).certificates[\(number)].\($0)"]) }
                )
            }
            return person
        }
    }

    /// What a button other than the last one asks for: one more of something, or one less.
    /// - Returns: false when it is no such button.
    mutating func change(_ deed: String) -> Bool {
        let words = deed.split(separator: " ")
        let index = words.count > 1 ? Int(words[1]) ?? -1 : -1
        switch words.first {
        case "add-person":
            if people.count < Self.mostPeople { people.append(Person()) }
        case "remove-person" where people.indices.contains(index) && people.count > 1:
            people.remove(at: index)
        case "add-certificate" where people.indices.contains(index):
            if people[index].certificates.count < Self.mostCertificates { people[index].certificates.append([:]) }
        default: return false
        }
        return true
    }

    /// Without the rows that nobody filled in.
    mutating func dropBlanks() {
        people = people.filter { !$0.isBlank }
        if people.isEmpty { people = [Person()] }
        for index in people.indices {
            let filled = people[index].certificates.filter { !Self.isBlank($0) }
            people[index].certificates = filled.isEmpty ? [[:]] : filled
        }
    }

    private static func isBlank(_ certificate: [String: String]) -> Bool {
        certificate.values.allSatisfy(\.isEmpty)
    }

    /// What stands in a field of the interface.
    func text(at path: String) -> String {
        if let text = texts[path] { return text }
        for (index, person) in people.enumerated() {
            let own = "people[\(index)]."
            guard path.hasPrefix(own) else { continue }
            let rest = String(path.dropFirst(own.count))
            if let text = person.texts[rest] { return text }
            for (number, certificate) in person.certificates.enumerated() {
                let field = "certificates[\(number)]."
                if rest.hasPrefix(field) { return certificate[String(rest.dropFirst(field.count))] ?? "" }
            }
        }
        return ""
    }
}

extension ApplicationFields {
    /// The application, judged by the rules of `POST /applications`; or what is wrong, by field.
    func read(in zone: TimeZone) -> Result<Application, Errors> {
        var errors: [String: Wording] = [:]
        let body = JSONValue.object(json(in: zone, &errors))
        guard let data = try? CanonicalJSON.encode(body) else { return .failure(Errors(byField: errors)) }
        switch Application.reading(json: data) {
        case .success(let application) where errors.isEmpty: return .success(application)
        case .success: break
        case .failure(let flaws):
            for fault in flaws.all {
                let field = fault.field ?? ""
                if errors[field] == nil { errors[field] = CellJudgement.wording(fault, text: text(at: field)) }
            }
        }
        return .failure(Errors(byField: errors))
    }

    struct Errors: Error { let byField: [String: Wording] }

    private func json(in zone: TimeZone, _ errors: inout [String: Wording]) -> [String: JSONValue] {
        var contact: [String: JSONValue] = ["name": value("contact.name")]
        if !text(at: "contact.phone").isEmpty { contact["phone"] = value("contact.phone") }
        if !text(at: "contact.mail").isEmpty { contact["mail"] = value("contact.mail") }
        contact["language"] = .string(text(at: "contact.language") == "en" ? "en" : "zh")
        var body: [String: JSONValue] = [
            "application_no": value("application_no"),
            "kind": .string(chosen(ApplicationKind.self, "kind", text(at: "kind"), &errors) ?? "new"),
            "commitment": .bool(text(at: "commitment") == "yes"),
            "accepted_at": .string(instant("accepted_at", in: zone, &errors)),
            "enterprise": .object(["name": value("enterprise.name"), "uscc": value("enterprise.uscc")]),
            "contact": .object(contact),
        ]
        let known = channels.filter { ServiceChannel(rawValue: $0) != nil }
        if !known.isEmpty {
            body["service_confirmation"] = .object([
                "channels": .texts(known),
                "signed_at": .string(instant("service_confirmation.signed_at", in: zone, &errors)),
            ])
        }
        body["people"] = .array(people.enumerated().map { person($1, at: "people[\($0)]", &errors) })
        return body
    }

    private func person(_ person: Person, at path: String, _ errors: inout [String: Wording]) -> JSONValue {
        let posts = person.posts.filter { Post(rawValue: $0) != nil }
        let type = chosen(IDType.self, "\(path).id_type", person.texts["id_type"] ?? "", &errors)
        let certificates = person.certificates.enumerated().filter { !Self.isBlank($0.element) }
        return .object([
            "name": .string(person.texts["name"] ?? ""), "id_type": .string(type ?? "resident_id"),
            "id_number": .string(person.texts["id_number"] ?? ""), "posts": .texts(posts),
            "certificates": .array(
                certificates.map { number, fields in
                    let field = "\(path).certificates[\(number)]"
                    var made: [String: JSONValue] = [
                        "number": .string(fields["number"] ?? ""),
                        "type": .string(
                            chosen(Certificate.Kind.self, "\(field).type", fields["type"] ?? "", &errors) ?? "title"),
                    ]
                    if let issuer = fields["issuer"], !issuer.isEmpty { made["issuer"] = .string(issuer) }
                    for name in ["valid_to", "next_review"] {
                        guard let text = fields[name], !text.isEmpty else { continue }
                        let day = CellTime.day(text)
                        made[name] = .text(day?.description)
                        if day == nil { errors["\(field).\(name)"] = SheetWords.day }
                    }
                    return .object(made)
                }),
        ])
    }

    private func value(_ path: String) -> JSONValue { .string(text(at: path)) }

    private func chosen<Word: Choice>(
        _ type: Word.Type, _ field: String, _ text: String, _ errors: inout [String: Wording]
    ) -> String? {
        if let word = Word(rawValue: text) { return word.rawValue }
        errors[field] = Wording(zh: "请选择", en: "Choose one")
        return nil
    }

    private func instant(_ field: String, in zone: TimeZone, _ errors: inout [String: Wording]) -> String {
        let text = text(at: field)
        if let date = CellTime.instant(text, in: zone) { return date.iso8601 }
        errors[field] = text.isEmpty ? SheetWords.blank : SheetWords.instant
        return Date.distantPast.iso8601
    }
}
