// The wire's own names stand in the forms below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Foundation

/// A licence application as the licensing office hands it over: read strictly, or not at all.
public struct Application: Sendable, Identified {
    public static let idPrefix = "app"

    public let applicationNo: String
    public let kind: ApplicationKind
    /// Granted on a commitment (告知承诺), to be verified afterwards.
    public let commitment: Bool
    public let acceptedAt: Date
    public let uscc: USCC
    public let enterpriseName: String
    public let contact: Contact
    public let channels: [ServiceChannel]
    public let confirmationSignedAt: Date?
    public let people: [Applicant]
    /// SHA-256 of the canonical form of what was sent: the same number with other content is a conflict.
    public let bodySHA256: String

    public struct Applicant: Sendable {
        public let name: String
        public let idNumber: IDNumber
        public let posts: [Post]
        public let certificates: [Certificate]
    }

    /// Bounds on what one application may hold.
    public enum Bounds {
        public static let people = 200
        /// Of one person.
        public static let certificates = 50
        public static let text = 200
    }
}

extension Application {
    /// Reads the JSON of `POST /applications` (architecture §5).
    /// - Throws: `Fault(.invalid)` that names the field as the caller wrote it and says what is allowed.
    public init(json data: Data) throws {
        let form: ApplicationForm
        do {
            form = try CanonicalJSON.decode(ApplicationForm.self, from: data)
            bodySHA256 = try CanonicalJSON.encode(CanonicalJSON.decode(JSONValue.self, from: data)).sha256Hex
        } catch {
            throw Fault(decoding: error, of: "application")
        }
        applicationNo = try Self.text(form.application_no, "application_no")
        kind = form.kind
        commitment = form.commitment ?? false
        acceptedAt = form.accepted_at
        uscc = try Self.at("enterprise.uscc") { try USCC(form.enterprise.uscc) }
        enterpriseName = try Self.text(form.enterprise.name, "enterprise.name")
        contact = try Self.contact(form.contact)
        channels = form.service_confirmation?.channels ?? []
        confirmationSignedAt = form.service_confirmation?.signed_at
        guard (1...Bounds.people).contains(form.people.count) else {
            throw Fault(
                .invalid, "\"people\" lists \(form.people.count) people: give 1 to \(Bounds.people).",
                field: "people")
        }
        people = try form.people.enumerated().map { try Self.applicant($1, at: "people[\($0)]") }
        try Self.refuseDoubles(people)
        try checkChannels()
    }

    private static func contact(_ form: ApplicationForm.ContactForm) throws -> Contact {
        let phone = try form.phone.map { try text($0, "contact.phone") }
        // A landline may be on file too, to call; only text messages need more.
        if let phone, phone.range(of: #"^\+?[0-9][0-9 -]{4,24}$"#, options: .regularExpression) == nil,
            (try? PhoneNumber(phone)) == nil
        {
            throw Fault(
                .invalid, "\"contact.phone\" takes digits with an optional leading plus.", field: "contact.phone")
        }
        let mail = try form.mail.map { try text($0, "contact.mail") }
        if let mail, mail.range(of: #"^[^\s@<>,;:"]+@[^\s@<>,;:"]+$"#, options: .regularExpression) == nil {
            throw Fault(
                .invalid, "\"contact.mail\" must be one address such as name@example.cn.", field: "contact.mail")
        }
        return Contact(
            name: try text(form.name, "contact.name"), phone: phone, mail: mail, language: form.language ?? .zh)
    }

    private static func applicant(_ form: ApplicationForm.PersonForm, at path: String) throws -> Applicant {
        let number = try at("\(path).id_number") {
            try IDNumber(type: form.id_type, number: form.id_number).validated()
        }
        guard !form.posts.isEmpty else {
            throw Fault(
                .invalid,
                "\"\(path).posts\" is empty: give one or more of \(Post.allowed).",
                field: "\(path).posts")
        }
        let certificates = try (form.certificates ?? []).enumerated().map { index, certificate in
            Certificate(
                type: certificate.type,
                number: try text(certificate.number, "\(path).certificates[\(index)].number"),
                issuer: certificate.issuer, validTo: certificate.validTo, nextReview: certificate.nextReview)
        }
        guard certificates.count <= Bounds.certificates else {
            throw Fault(
                .invalid, "\"\(path).certificates\" lists more than \(Bounds.certificates): send fewer.",
                field: "\(path).certificates")
        }
        return Applicant(
            name: try text(form.name, "\(path).name"), idNumber: number, posts: form.posts,
            certificates: certificates)
    }

    private static func refuseDoubles(_ people: [Applicant]) throws {
        var seen: [IDNumber: Int] = [:]
        for (index, person) in people.enumerated() {
            if let first = seen.updateValue(index, forKey: person.idNumber) {
                throw Fault(
                    .invalid, "people[\(first)] and people[\(index)] have the same identity document: list each once.",
                    field: "people[\(index)].id_number")
            }
        }
    }

    private func checkChannels() throws {
        guard Set(channels).count == channels.count else {
            throw Fault(
                .invalid, "\"service_confirmation.channels\" names a channel twice: name each once.",
                field: "service_confirmation.channels")
        }
        for channel in channels {
            switch channel {
            case .mail where contact.mail == nil:
                throw Fault(
                    .invalid, "Service by mail was agreed to, but \"contact.mail\" is missing: add it.",
                    field: "contact.mail")
            case .text where contact.phone == nil:
                throw Fault(
                    .invalid, "Service by text message was agreed to, but \"contact.phone\" is missing: add it.",
                    field: "contact.phone")
            case .text: if let phone = contact.phone { _ = try PhoneNumber(phone, field: "contact.phone") }
            case .mail: break
            }
        }
    }

    /// A text of 1 to 200 characters without control characters, trimmed.
    public static func text(_ value: String, _ field: String) throws -> String {
        let trimmed = value.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...Bounds.text).contains(trimmed.count) else {
            throw Fault(.invalid, "\"\(field)\" must have 1 to \(Bounds.text) characters.", field: field)
        }
        guard trimmed.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw Fault(.invalid, "\"\(field)\" holds control characters: remove them.", field: field)
        }
        return trimmed
    }

    private static func at<T>(_ field: String, _ make: () throws -> T) throws -> T {
        do {
            return try make()
        } catch let fault as Fault {
            throw Fault(fault.kind, fault.message, field: field)
        }
    }
}

/// The wire shape; names are the API's.
private struct ApplicationForm: Decodable {
    let application_no: String
    let kind: ApplicationKind
    let commitment: Bool?
    let accepted_at: Date
    let enterprise: EnterpriseForm
    let contact: ContactForm
    let service_confirmation: ConfirmationForm?
    let people: [PersonForm]

    struct EnterpriseForm: Decodable {
        let uscc: String
        let name: String
    }

    struct ContactForm: Decodable {
        let name: String
        let phone: String?
        let mail: String?
        let language: Contact.Language?
    }

    struct ConfirmationForm: Decodable {
        let channels: [ServiceChannel]
        let signed_at: Date
    }

    struct PersonForm: Decodable {
        let name: String
        let id_type: IDType
        let id_number: String
        let posts: [Post]
        let certificates: [Certificate]?
    }
}
