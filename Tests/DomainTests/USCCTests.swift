import Domain
import Foundation
import Testing

@Suite struct USCCTests {
    @Test(arguments: [
        "91350100M000100Y43", "91110000600037341L", "91512081MA62K0260E", "91440300MA50004950",
    ])
    func `a sound code passes`(_ text: String) throws {
        #expect(try USCC(text).text == text)
        #expect(try USCC("  \(text.lowercased())\n").text == text)
    }

    @Test func `a wrong check character is named with the right one`() {
        let found = fault { _ = try USCC("91350100M000100Y4Z") }
        #expect(found?.message.contains("Character 18") == true)
        let other = fault { _ = try USCC("91350100M000100Y44", field: "enterprise.uscc") }
        #expect(other?.message.contains("\"4\" but should be \"3\"") == true)
        #expect(other?.field == "enterprise.uscc")
        #expect(other?.kind == .invalid)
    }

    @Test func `a character outside the alphabet is named with its place`() {
        let found = fault { _ = try USCC("9135O100M000100Y43") }
        #expect(found?.message.contains("Character 5") == true)
        #expect(found?.message.contains("\"O\"") == true)
        #expect(fault { _ = try USCC("91350100Ｍ000100Y43") }?.message.contains("Character 9") == true)
    }

    @Test func `a wrong length is named`() {
        #expect(fault { _ = try USCC("") }?.message.contains("has 0") == true)
        #expect(fault { _ = try USCC("91350100M000100Y431") }?.message.contains("has 19") == true)
    }

    @Test func `every single wrong character is found`() throws {
        let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        let right = Array("91350100M000100Y43")
        for index in right.indices {
            for other in alphabet where other != right[index] {
                var wrong = right
                wrong[index] = other
                #expect(throws: Fault.self) { try USCC(String(wrong)) }
            }
        }
    }

    @Test func `decoding names the field`() {
        struct Body: Decodable {
            struct Enterprise: Decodable { let uscc: USCC }
            let enterprise: [Enterprise]
        }
        let json = Data(#"{"enterprise":[{"uscc":"91350100M000100Y44"}]}"#.utf8)
        let found = fault { _ = try JSONDecoder().decode(Body.self, from: json) }
        #expect(found?.field == "enterprise[0].uscc")
    }
}
