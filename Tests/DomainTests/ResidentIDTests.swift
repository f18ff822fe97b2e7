import Domain
import Foundation
import Testing

@Suite struct ResidentIDTests {
    @Test func `sound numbers pass, with x raised`() throws {
        #expect(try ResidentID("11010519491231002X").text == "11010519491231002X")
        #expect(try ResidentID(" 11010519491231002x ").text == "11010519491231002X")
        #expect(try ResidentID("440524188001010014").masked == "440***********0014")
    }

    @Test func `a region that no longer exists is no reason to refuse`() throws {
        // 99 is no province; the check character is computed for it.
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let body = "99999919491231002"
        let sum = zip(body.compactMap(\.wholeNumberValue), weights).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(try ResidentID(body + String(Array("10X98765432")[sum % 11])).text.hasPrefix("999999"))
    }

    @Test(arguments: [
        ("110105194912310021", "check character"), ("11010519490231002X", "not a date"),
        ("11010519491331002X", "not a date"), ("1101051949123100", "has 16"),
        ("1101O519491231002X", "Character 5"), ("11010519491231002Y", "Character 18"),
    ])
    func `a fault says what is wrong and never quotes the number`(_ number: String, _ expected: String) {
        let found = fault { _ = try ResidentID(number, field: "id_number") }
        #expect(found?.description.contains(expected) == true)
        #expect(found?.description.contains(number) == false)
        #expect(found?.description.contains(number.prefix(6)) == false)
        #expect(found?.description.contains(number.suffix(4)) == false)
    }

    @Test func `no way of printing shows the number`() throws {
        struct Person {
            let id: ResidentID
            let document: IDNumber
            let certificate: Certificate
        }
        let person = Person(
            id: try ResidentID("440524188001010014"),
            document: IDNumber(type: .foreignPassport, number: "E12345678"),
            certificate: Certificate(type: .title, number: "T440524188001010014"))
        var dumped = ""
        dump(person, to: &dumped)
        for text in ["\(person)", String(reflecting: person), dumped, "\(person.id)"] {
            // A local type's description has addresses in it, which may hold any four digits.
            #expect(!text.contains("052418") && !text.contains("188001"))
            #expect(!text.contains("123456"))
        }
        #expect(person.document.masked == "E******78")
    }

    @Test func `only a resident ID is checked by its digit`() throws {
        let passport = try IDNumber(type: .foreignPassport, number: " e12345678 ").validated()
        #expect(passport.number == "E12345678")
        #expect(throws: Fault.self) {
            try IDNumber(type: .residentID, number: "440524188001010015").validated()
        }
        for type in IDType.allCases where type != .residentID {
            #expect(try IDNumber(type: type, number: "440524188001010015").validated().type == type)
            for bad in ["1234", "E1234-678", "护照12345", String(repeating: "1", count: 31), ""] {
                let found = fault { _ = try IDNumber(type: type, number: bad).validated(field: "f") }
                #expect(found?.field == "f")
                #expect(bad.isEmpty || found?.description.contains(bad) == false)
            }
        }
    }

    @Test func `an unknown word is refused with those allowed`() {
        let json = Data(#"{"type":"driving_licence","number":"1"}"#.utf8)
        let found = fault { _ = try JSONDecoder().decode(IDNumber.self, from: json) }
        #expect(found?.field == "type")
        #expect(found?.message.contains("hk_macao_permit, taiwan_permit") == true)
    }
}
