import Domain
import Foundation
import Testing

@Suite struct ApplicationTests {
    /// The example of the interface's description.
    static let example = """
        {"application_no": "SQ-2026-0001", "kind": "new", "commitment": true,
         "accepted_at": "2026-11-20T09:00:00+08:00",
         "enterprise": {"uscc": "91350100M000100Y43", "name": "福州某某电力工程有限公司"},
         "contact": {"name": "李", "phone": "+86 138 0000 0000", "mail": "li@example.cn", "language": "zh"},
         "service_confirmation": {"channels": ["mail", "text"], "signed_at": "2026-11-19T10:00:00+08:00"},
         "people": [{"name": "王伟", "id_type": "resident_id", "id_number": "11010519491231002x",
                     "posts": ["technical_lead"],
                     "certificates": [{"type": "title", "number": "T-1", "valid_to": "2027-01-31"}]}]}
        """

    @Test func `the documented shape is read`() throws {
        let application = try Application(json: Data(Self.example.utf8))
        #expect(
            application.applicationNo == "SQ-2026-0001" && application.kind == .new && application.commitment)
        #expect(application.acceptedAt == (try RepositoryFiles.instant("2026-11-20T01:00:00Z")))
        #expect(application.uscc.text == "91350100M000100Y43" && application.channels == [.mail, .text])
        let person = try #require(application.people.first)
        #expect(person.idNumber.number == "11010519491231002X" && person.posts == [.technicalLead])
        #expect(person.certificates.first?.type == .title)
        #expect(application.contact.language == .zh && application.contact.mail == "li@example.cn")
    }

    @Test func `what may be left out may be left out`() throws {
        let application = try Application(
            json: edited([
                "commitment": nil, "service_confirmation": nil, "contact.phone": nil, "contact.mail": nil,
                "contact.language": nil, "people.0.certificates": nil,
            ]))
        #expect(!application.commitment && application.channels.isEmpty && application.contact.phone == nil)
    }

    @Test func `the same content in another order has the same digest, other content another`() throws {
        let first = try Application(json: Data(Self.example.utf8))
        let again = try Application(json: try edited([:]))
        let other = try Application(json: try edited(["commitment": false]))
        #expect(first.bodySHA256 == again.bodySHA256 && first.bodySHA256 != other.bodySHA256)
    }

    @Test func `what is left blank, left out or sorted otherwise says the same`() throws {
        let plain = try Application(
            json: edited(["commitment": nil, "contact.language": nil, "people.0.certificates": nil]))
        let certificate: [String: Any] = ["type": "title", "number": "T-1", "valid_to": "2027-01-31"]
        func digest(_ changes: [String: Any?]) throws -> String { try Application(json: edited(changes)).bodySHA256 }
        #expect(
            try plain.bodySHA256
                == digest([
                    "commitment": false, "contact.language": "zh", "people.0.certificates": [Any](),
                    "service_confirmation.channels": ["text", "mail"], "accepted_at": "2026-11-20T01:00:00Z",
                    "people.0.id_number": "11010519491231002X", "people.0.name": " 王伟 ",
                ]))
        #expect(
            try digest([:]) == digest(["people.0.certificates": [certificate.merging(["issuer": ""]) { $1 }]]))
        for other: [String: Any?] in [
            ["people.0.certificates": [certificate.merging(["issuer": "省厅"]) { $1 }]],
            ["people.0.certificates": [certificate.merging(["next_review": "2027-01-31"]) { $1 }]],
            ["people.0.id_number": "440524188001010014"], ["contact.phone": nil, "service_confirmation": nil],
        ] { #expect(try digest(other) != digest([:]), "\(other)") }
    }

    /// A change to the example, and the field that the fault must name.
    struct Spoiled: Sendable, CustomTestStringConvertible {
        let path: String
        let json: String?
        let field: String
        var testDescription: String { "\(path) = \(json?.prefix(40) ?? "absent")" }

        /// - Parameter json: the new value as JSON, nil to take the key away.
        init(_ path: String, _ json: String?, field: String? = nil) {
            self.path = path
            self.json = json
            self.field = field ?? path
        }
    }

    static let long = "\"" + String(repeating: "x", count: 201) + "\""
    static let spoiled: [Spoiled] = [
        Spoiled("application_no", nil), Spoiled("application_no", "\"  \""), Spoiled("application_no", long),
        Spoiled("application_no", "17"), Spoiled("application_no", "\"a\\u0007b\""),
        Spoiled("kind", "\"brand_new\""), Spoiled("kind", nil), Spoiled("commitment", "\"yes\""),
        Spoiled("accepted_at", "\"yesterday\""), Spoiled("accepted_at", nil), Spoiled("accepted_at", "0"),
        Spoiled("enterprise", nil), Spoiled("enterprise", "[]"), Spoiled("enterprise.name", nil),
        Spoiled("enterprise.uscc", "\"91350100M000100Y4Z\""), Spoiled("enterprise.uscc", "\"\""),
        Spoiled("contact", nil), Spoiled("contact.name", "\"\""), Spoiled("contact.phone", "\"call me\""),
        Spoiled("contact.mail", "\"nobody\""), Spoiled("contact.mail", "\"a@b\\r\\nBcc: c@d\""),
        Spoiled("contact.language", "\"fr\""), Spoiled("contact.mail", nil), Spoiled("contact.phone", nil),
        Spoiled("service_confirmation.channels", "[\"fax\"]", field: "service_confirmation.channels[0]"),
        Spoiled("service_confirmation.channels", "[\"mail\",\"mail\"]"),
        Spoiled("service_confirmation.signed_at", nil), Spoiled("service_confirmation.signed_at", "\"2026\""),
        Spoiled("people", "[]"), Spoiled("people", nil), Spoiled("people", "{}"),
        Spoiled("people.0.name", "\"\"", field: "people[0].name"),
        Spoiled("people.0.id_type", "\"library_card\"", field: "people[0].id_type"),
        Spoiled("people.0.id_number", "\"110105194912310021\"", field: "people[0].id_number"),
        Spoiled("people.0.id_number", nil, field: "people[0].id_number"),
        Spoiled("people.0.posts", "[]", field: "people[0].posts"),
        Spoiled("people.0.posts", "[\"boss\"]", field: "people[0].posts[0]"),
        Spoiled(
            "people.0.certificates", "[{\"type\":\"medal\",\"number\":\"1\"}]",
            field: "people[0].certificates[0].type"),
        Spoiled(
            "people.0.certificates", "[{\"type\":\"title\"}]", field: "people[0].certificates[0].number"),
        Spoiled(
            "people.0.certificates", "[{\"type\":\"title\",\"number\":\" \"}]",
            field: "people[0].certificates[0].number"),
        Spoiled(
            "people.0.certificates", "[{\"type\":\"title\",\"number\":\"1\",\"valid_to\":\"2027-02-30\"}]",
            field: "people[0].certificates[0].valid_to"),
    ]

    @Test(arguments: spoiled) func `a bad field is named as the caller wrote it`(spoiled: Spoiled) throws {
        let value = try spoiled.json.map {
            try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed)
        }
        let json = try edited([spoiled.path: value])
        let fault = try #require(fault { _ = try Application(json: json) }, "it was taken")
        #expect(fault.kind == .invalid && fault.field == spoiled.field, "\(fault)")
        #expect(fault.message.count > 20 && !"\(fault)".contains("19491231"), "\(fault)")
    }

    @Test func `one document may not stand for two people, and a crowd is too many`() throws {
        let root = try object()
        let person = try #require((root["people"] as? [Any])?.first)
        let twice = fault { _ = try Application(json: try edited(["people": [person, person]])) }
        #expect(twice?.field == "people[1].id_number")
        let crowd = fault {
            _ = try Application(json: try edited(["people": [Any](repeating: person, count: 201)]))
        }
        #expect(crowd?.field == "people")
    }

    @Test(arguments: ["", "{", "[]", "null", "{\"application_no\":", "\u{0}", "{} {}"])
    func `what is no application is refused whole`(text: String) throws {
        let fault = try #require(fault { _ = try Application(json: Data(text.utf8)) })
        #expect(fault.kind == .invalid && fault.message.contains("application"), "\(fault)")
    }

    private func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(Self.example.utf8)) as? [String: Any])
    }

    /// The example with values replaced at dotted paths; nil takes the key away.
    private func edited(_ changes: [String: Any?]) throws -> Data {
        var root: Any = try object()
        for (path, value) in changes {
            root = Self.replace(root, path.split(separator: ".").map(String.init)[...], value)
        }
        return try JSONSerialization.data(withJSONObject: root)
    }

    private static func replace(_ node: Any, _ path: ArraySlice<String>, _ value: Any?) -> Any {
        guard let key = path.first else { return value ?? NSNull() }
        if var list = node as? [Any], let index = Int(key) {
            list[index] = replace(list[index], path.dropFirst(), value)
            return list
        }
        guard var object = node as? [String: Any] else { return node }
        if path.count == 1 {
            object[key] = value
        } else if let child = object[key] {
            object[key] = replace(child, path.dropFirst(), value)
        }
        return object
    }
}
