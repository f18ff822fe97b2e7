import Foundation
import Testing

@testable import Domain

/// What a spreadsheet does to numbers, and what is done against it.
@Suite struct SheetTextTests {
    @Test(arguments: ["1.10105194912310E+17", "1E+17", "3.5e+10", "9.1350100E+17"])
    func `a number that a spreadsheet has rounded is known`(text: String) {
        #expect(SheetNotes<ApplicationColumn>.isRounded(text))
    }

    @Test(arguments: [
        "2026E0001", "35E1002", "1E5", "E+17", "12E+17", "1.E+17", "1E+1", "1.1E-17", "+8613800000000", "SQ-1E+17", "",
    ])
    func `a number of ours with an E in it is no rounded one`(text: String) {
        #expect(!SheetNotes<ApplicationColumn>.isRounded(text))
    }

    @Test(arguments: ["0123", "00", "11010519491231002", "=1+1", "-5", "＝1"])
    func `what a spreadsheet would make something else of is guarded, and comes back as it was`(text: String) {
        #expect(SheetText.guarded(text) == "'" + text && SheetText.unguarded("'" + text) == text)
    }

    @Test(arguments: ["0", "123", "0.5", "11010519491231002X", "0x1F", "王伟", "", "'"])
    func `what it leaves alone is not guarded`(text: String) {
        #expect(SheetText.guarded(text) == text && SheetText.unguarded(text) == text)
    }

    @Test func `a table and a program that say the same are the same application`() throws {
        let headings = ["申请编号", "业务类型", "受理时间", "企业名称", "统一社会信用代码", "联系人", "手机", "姓名", "证件号码", "任职岗位"]
        let cells = [
            "SQ-1", "新申请", "2026-11-20 09:00", "榕江电力安装有限公司", "91350100M000100Y43", "郑文博", "13800000000", "王伟",
            "11010519491231002X", "技术负责人",
        ]
        let zone = try #require(TimeZone(identifier: "Asia/Shanghai"))
        let reading = ApplicationSheet.read(
            Sheet(rows: [
                .init(number: 1, cells: headings.map { .init($0) }), .init(number: 2, cells: cells.map { .init($0) }),
            ]), timeZone: zone)
        let tabled = try #require(reading.items.first?.value, "\(reading.problems)")
        let json = """
            {"application_no": "SQ-1", "kind": "new", "commitment": false, "accepted_at": "2026-11-20T09:00:00+08:00",
             "enterprise": {"name": "榕江电力安装有限公司", "uscc": "91350100M000100Y43"},
             "contact": {"name": "郑文博", "phone": "13800000000", "language": "zh"},
             "people": [{"name": "王伟", "id_type": "resident_id", "id_number": "11010519491231002X",
                         "posts": ["technical_lead"], "certificates": []}]}
            """
        #expect(try Application(json: Data(json.utf8)).bodySHA256 == tabled.bodySHA256)
    }
}
