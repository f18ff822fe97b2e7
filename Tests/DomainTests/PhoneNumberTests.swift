import Domain
import Testing

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        "13800000000", "138 0000 0000", "138-0000-0000", "+8613800000000", "+86 138 0000 0000", "008613800000000",
        "8613800000000", "(+86)13800000000", "１３８００００００００", "＋86（138）0000-0000", "\u{A0}138.0000.0000",
    ])
    func `a mainland number is the same however it is written`(text: String) throws {
        let number = try PhoneNumber(text)
        #expect(number.e164 == "+8613800000000" && number.local == "13800000000" && number.masked == "138****0000")
    }

    @Test(arguments: [
        ("+85261234567", "+85261234567"), ("0085261234567", "+85261234567"), ("+1 (415) 555-2671", "+14155552671"),
        ("+442071838750", "+442071838750"),
    ])
    func `a number of another country keeps its code`(text: String, e164: String) throws {
        let number = try PhoneNumber(text)
        #expect(number.e164 == e164 && number.local == e164 && !number.isMainland)
    }

    @Test(arguments: [
        "", "+", "12", "1390000;drop", "+86139000000001234", "0591-87654321", "+8659187654321", "12345678901",
        "1380000000", "138000000000", "+0123456789", "13800000000 ext 5", "abc", "++8613800000000", "138+00000000",
        "+1234567", "sms:13800000000", "٠١٢٣٤٥٦٧٨٩٠",
    ])
    func `what cannot receive a text is refused, and not quoted`(text: String) throws {
        let fault = #expect(throws: Fault.self) { try PhoneNumber(text, field: "contact.phone") }
        #expect(fault?.kind == .invalid && fault?.field == "contact.phone")
        #expect(text.count < 6 || fault?.message.contains(text) == false)
    }

    @Test func `a text takes each parameter once and never reads a value as a placeholder`() throws {
        let template = TextTemplate(source: "Code {code}, valid until {day}. {code}")
        #expect(
            try template.rendered(with: ["code": "{day}", "day": "1"]) == "Code {day}, valid until 1. {day}")
    }

    @Test(arguments: ["{missing}", "{open", "{bad}"])
    func `a text without its parameter is refused`(source: String) {
        #expect(throws: Fault.self) { try TextTemplate(source: source).rendered(with: ["bad": "a\nb"]) }
    }
}
