import Testing

@testable import Documents

/// Days and instants, each language's own way.
@Suite struct PaperTimeTests {
    @Test(arguments: [
        ("2026-03-02 09:00", "2026年3月2日09:00", "2026-03-02 09:00"),
        ("2026-03-02 09:00 – 10:00", "2026年3月2日09:00至10:00", "2026-03-02 09:00 – 10:00"),
        ("2026-12-31", "2026年12月31日", "2026-12-31"),
        ("2026年3月2日", "2026年3月2日", "2026-03-02"),
        ("Asia/Shanghai", "北京时间", "Beijing time"), ("Asia/Urumqi", "Asia/Urumqi", "Asia/Urumqi"),
        ("2026-02-30 09:00", "2026-02-30 09:00", "2026-02-30 09:00"),
        ("2026-03-02x", "2026-03-02x", "2026-03-02x"), ("年月日", "年月日", "年月日"), ("", "", ""),
    ])
    func `a time is written as each language writes it`(given: String, zh: String, en: String) {
        let time = PaperTime(given)
        #expect(time.zh == zh && time.en == en)
    }
}
