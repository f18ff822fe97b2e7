import Domain
import Foundation
import Testing

@testable import Web

/// What a person is told of a refusal in the console, in each language.
@Suite struct RemedyTests {
    private let clock = ConsoleClock(zone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt)

    @Test(arguments: Refusal.Guard.allCases)
    func `every guard says in Chinese what to do`(guardName: Refusal.Guard) {
        let zh = Refusal(guardName, "x").shown(.zh, clock)
        #expect(["请", "须", "需要"].contains { zh.contains($0) }, "\(guardName): \(zh)")
        #expect(
            !zh.replacing("videocheckd fsck", with: "").contains { $0.isASCII && $0.isLetter }, "\(guardName): \(zh)")
        #expect(zh.hasSuffix("。"))
        let en = Refusal(guardName, "x").shown(.en, clock)
        #expect(en.unicodeScalars.allSatisfy { $0.value < 0x3000 } && en.hasSuffix("."))
    }

    @Test func `times that the refusal names stand beside it in Chinese`() {
        let refusal = Refusal(
            .tooEarly, "The session is booked for 2026-03-02T01:00:00Z; it may begin from 2026-03-02T00:45:00Z on.")
        #expect(refusal.shown(.zh, clock).contains("涉及的时间：2026-03-02 09:00、2026-03-02 08:45（北京时间）。"))
        #expect(!refusal.shown(.en, clock).contains("2026"))
        let day = Refusal(.tooEarly, "The party may make its statement until 2026-12-02, that day included.")
        #expect(day.shown(.zh, clock).contains("涉及的时间：2026-12-02（"))
        #expect(!Refusal(.reason, "Say why.").shown(.zh, clock).contains("涉及"))
        let code = Refusal(.presence, "The code of ins_a is wrong.")
        let names = ["ins_a": "陈刚", "ins_b": "林芳"]
        #expect(code.shown(.zh, clock, names: names).hasSuffix("涉及的人员：陈刚。"))
        #expect(code.shown(.en, clock, names: names).hasSuffix("It is about 陈刚."))
    }
}
