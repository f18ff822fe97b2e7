import Foundation

extension Application {
    /// - Throws: `Fault(.internal)` when its content cannot be written down.
    init(
        applicationNo: String, kind: ApplicationKind, commitment: Bool, acceptedAt: Date, uscc: USCC,
        enterpriseName: String, contact: Contact, channels: [ServiceChannel], confirmationSignedAt: Date?,
        people: [Applicant]
    ) throws {
        // A form sends what it left blank, a table leaves it out, and a program sorts as it likes: what they agree on
        // is what was understood.
        let content: JSONValue = .object([
            "application_no": .string(applicationNo), "kind": .string(kind.rawValue), "commitment": .bool(commitment),
            "accepted_at": .int(acceptedAt.millisSince1970), "uscc": .string(uscc.text),
            "enterprise": .string(enterpriseName),
            "contact": .object([
                "name": .string(contact.name), "phone": Self.text(contact.phone), "mail": Self.text(contact.mail),
                "language": .string(contact.language.rawValue),
            ]),
            "channels": Self.words(channels),
            "confirmed_at": confirmationSignedAt.map { .int($0.millisSince1970) } ?? .null,
            "people": .array(people.map(Self.content)),
        ])
        self.applicationNo = applicationNo
        self.kind = kind
        self.commitment = commitment
        self.acceptedAt = acceptedAt
        self.uscc = uscc
        self.enterpriseName = enterpriseName
        self.contact = contact
        self.channels = channels
        self.confirmationSignedAt = confirmationSignedAt
        self.people = people
        bodySHA256 = try CanonicalJSON.encode(content).sha256Hex
    }

    private static func content(_ person: Applicant) -> JSONValue {
        .object([
            "name": .string(person.name), "id_type": .string(person.idNumber.type.rawValue),
            "id_number": .string(person.idNumber.number), "posts": words(person.posts),
            "certificates": .array(
                person.certificates.map { certificate in
                    .object([
                        "type": .string(certificate.type.rawValue), "number": .string(certificate.number),
                        "issuer": text(certificate.issuer), "valid_to": text(certificate.validTo?.description),
                        "next_review": text(certificate.nextReview?.description),
                    ])
                }),
        ])
    }

    /// Nothing and an empty text say the same.
    private static func text(_ text: String?) -> JSONValue {
        text.flatMap { $0.isEmpty ? nil : .string($0) } ?? .null
    }

    /// Words of a closed list that are ticked or not: their order says nothing.
    private static func words<Word: Choice>(_ words: [Word]) -> JSONValue {
        .array(Set(words).map(\.rawValue).sorted().map { .string($0) })
    }
}

extension Date {
    fileprivate var millisSince1970: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}
