import Domain
import Testing

@Suite struct CheckNumberTests {
    @Test(arguments: [
        "C2026-00017.mp4", "c2026-00017.MP4", "C2026_00017", "C2026 00017 (1).mkv", "C202600017.mp4",
        "C-2026-00017.mp4",
        "C2026 - 00017.mp4", "核查C2026-00017会议室3.mp4", "cam3_C2026-00017_20261124-101500.ts", "C2026\u{2013}00017",
        "Ｃ２０２６－０００１７.mp4", "C2026.00017.flv", "C2026-00017 C2026_00017.mp4", "[C2026-00017]",
    ])
    func `a number is found however it is spelled`(name: String) {
        #expect(CheckNumber.all(in: name) == ["C2026-00017"])
    }

    @Test(arguments: [
        "", "C", "2026-00017.mp4", "REC2026-00017.mp4", "C2026-17.mp4", "C2026-0017", "C1999-00017",
        "C20261124-101500.mp4",
        "C2026----00017", "C2026-", "AC2026-00017", "1C2026-00017", "C2026/00017", "C20261124101500",
    ])
    func `what names no check is not completed`(name: String) {
        #expect(CheckNumber.all(in: name).isEmpty)
    }

    @Test func `digits that follow make it another number, never a shorter one`() {
        #expect(CheckNumber.all(in: "C2026-000171") == ["C2026-000171"])
        #expect(CheckNumber.all(in: "C2026-00017-20261124") == ["C2026-00017"])
        #expect(CheckNumber.all(in: "C2026-0001720261124").isEmpty)
    }

    @Test func `two numbers are both found`() {
        #expect(CheckNumber.all(in: "C2026-00017 and C2025-00003.mp4") == ["C2026-00017", "C2025-00003"])
    }
}
