// The wire's own names stand in the forms below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Foundation

extension Application {
    /// Everything that is wrong with an application, in the order of its fields; at least one fault.
    public struct Flaws: Error {
        public let first: Fault
        public let others: [Fault]

        public var all: [Fault] { [first] + others }
    }

    /// Reads the JSON of `POST /applications` and names every field at fault, so that whoever wrote it mends it once.
    /// What is no JSON of the form's shape has one fault: the rest cannot be known then.
    public static func reading(json data: Data) -> Result<Application, Flaws> {
        do {
            return try reading(CanonicalJSON.decode(ApplicationForm.self, from: data))
        } catch {
            return .failure(Flaws(first: Fault(decoding: error, of: "application"), others: []))
        }
    }

    private static func reading(_ form: ApplicationForm) throws -> Result<Application, Flaws> {
        var faults = FaultList()
        let number = faults.take { try text(form.application_no, "application_no") }
        let uscc = faults.take(at: "enterprise.uscc") { try USCC(form.enterprise.uscc) }
        let enterprise = faults.take { try text(form.enterprise.name, "enterprise.name") }
        let contact = contact(form.contact, &faults)
        faults.take {
            guard (1...Bounds.people).contains(form.people.count) else {
                throw Fault(
                    .invalid, "\"people\" lists \(form.people.count) people: give 1 to \(Bounds.people).",
                    field: "people")
            }
        }
        let people = form.people.prefix(Bounds.people).enumerated().map { applicant($1, at: "people[\($0)]", &faults) }
        refuseDoubles(people, &faults)
        let channels = form.service_confirmation?.channels ?? []
        faults.take { try check(channels, form.contact) }
        guard let number, let uscc, let enterprise, let contact, faults.isEmpty else {
            let unknown = Fault(.internal, "The application could not be read.")
            return .failure(Flaws(first: faults.all.first ?? unknown, others: Array(faults.all.dropFirst())))
        }
        return .success(
            try Application(
                applicationNo: number, kind: form.kind, commitment: form.commitment ?? false,
                acceptedAt: form.accepted_at, uscc: uscc, enterpriseName: enterprise, contact: contact,
                channels: channels, confirmationSignedAt: form.service_confirmation?.signed_at,
                people: people.compactMap { $0 }))
    }

    private static func contact(_ form: ApplicationForm.ContactForm, _ faults: inout FaultList) -> Contact? {
        let name = faults.take { try text(form.name, "contact.name") }
        let phone = faults.take { try form.phone.map { try Self.phone($0) } }
        let mail = faults.take { try form.mail.map { try Self.mail($0) } }
        guard let name, let phone, let mail else { return nil }
        return Contact(name: name, phone: phone, mail: mail, language: form.language ?? .zh)
    }

    private static func phone(_ value: String) throws -> String {
        let phone = try text(value, "contact.phone")
        // A landline may be on file too, to call; only text messages need more.
        guard
            phone.range(of: #"^\+?[0-9][0-9 -]{4,24}$"#, options: .regularExpression) != nil
                || (try? PhoneNumber(phone)) != nil
        else {
            throw Fault(
                .invalid, "\"contact.phone\" takes digits with an optional leading plus.", field: "contact.phone")
        }
        return phone
    }

    private static func mail(_ value: String) throws -> String {
        let mail = try text(value, "contact.mail")
        guard mail.range(of: #"^[^\s@<>,;:"]+@[^\s@<>,;:"]+$"#, options: .regularExpression) != nil else {
            throw Fault(
                .invalid, "\"contact.mail\" must be one address such as name@example.cn.", field: "contact.mail")
        }
        return mail
    }

    private static func applicant(
        _ form: ApplicationForm.PersonForm, at path: String, _ faults: inout FaultList
    ) -> Applicant? {
        let name = faults.take { try text(form.name, "\(path).name") }
        let number = faults.take(at: "\(path).id_number") {
            try IDNumber(type: form.id_type, number: form.id_number).validated()
        }
        faults.take {
            guard form.posts.isEmpty else { return }
            throw Fault(
                .invalid, "\"\(path).posts\" is empty: give one or more of \(Post.allowed).", field: "\(path).posts")
        }
        let listed = form.certificates ?? []
        faults.take {
            guard listed.count > Bounds.certificates else { return }
            throw Fault(
                .invalid, "\"\(path).certificates\" lists more than \(Bounds.certificates): send fewer.",
                field: "\(path).certificates")
        }
        let certificates = listed.prefix(Bounds.certificates).enumerated().compactMap { index, certificate in
            faults.take {
                Certificate(
                    type: certificate.type,
                    number: try text(certificate.number, "\(path).certificates[\(index)].number"),
                    issuer: certificate.issuer, validTo: certificate.validTo, nextReview: certificate.nextReview)
            }
        }
        guard let name, let number else { return nil }
        return Applicant(name: name, idNumber: number, posts: form.posts, certificates: certificates)
    }

    private static func refuseDoubles(_ people: [Applicant?], _ faults: inout FaultList) {
        var seen: [IDNumber: Int] = [:]
        for (index, person) in people.enumerated() {
            guard let person, let first = seen.updateValue(index, forKey: person.idNumber) else { continue }
            faults.take {
                throw Fault(
                    .invalid, "people[\(first)] and people[\(index)] have the same identity document: list each once.",
                    field: "people[\(index)].id_number")
            }
        }
    }

    private static func check(_ channels: [ServiceChannel], _ contact: ApplicationForm.ContactForm) throws {
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
}

/// Goes on after a fault, to find the next one.
private struct FaultList {
    private(set) var all: [Fault] = []

    var isEmpty: Bool { all.isEmpty }

    /// What `make` returns, or nil and its fault kept.
    /// - Parameter field: takes the place of the fault's own.
    @discardableResult
    mutating func take<T>(at field: String? = nil, _ make: () throws -> T) -> T? {
        do {
            return try make()
        } catch let fault as Fault {
            all.append(Fault(fault.kind, fault.message, field: field ?? fault.field))
        } catch {
            all.append(Fault(.internal, "The application could not be read.", field: field, cause: error))
        }
        return nil
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
