import Domain
import Foundation
import Testing

@testable import Outbound

/// Delivery reports in the three shipped forms.
@Suite struct TextCallbackTests {
    private func reports(_ shape: String, _ body: String) throws -> [TextReport] {
        try TextShapeTests.shape(shape).reports(in: Data(body.utf8))
    }

    @Test func `a list of reports by serial number is read`() throws {
        let found = try reports(
            "json-signed-header",
            """
            [{"user_receive_time": "2021-09-18 10:42:00", "nationcode": "86", "mobile": "13900000000",
              "report_status": "SUCCESS", "errmsg": "DELIVRD", "description": "用户短信送达成功", "sid": "2026:1"},
             {"user_receive_time": "2021-09-18 10:42:00", "nationcode": "86", "mobile": "13900000001",
              "report_status": "FAIL", "errmsg": "MK:0001", "description": "关机", "sid": "2026:2"}]
            """)
        #expect(
            found == [
                TextReport(
                    receipt: "2026:1", messageID: nil, hasArrived: true, at: Date(timeIntervalSince1970: 1_631_932_920),
                    code: "DELIVRD", words: "用户短信送达成功"),
                TextReport(
                    receipt: "2026:2", messageID: nil, hasArrived: false,
                    at: Date(timeIntervalSince1970: 1_631_932_920), code: "MK:0001", words: "关机"),
            ])
    }

    @Test func `a report that hands our own identifier back is read`() throws {
        let found = try reports(
            "form-signed-fields",
            #"[{"phone_number":"1","success":false,"err_code":"E","biz_id":"900619^0","out_id":"msg_1"}]"#)
        #expect(
            found == [
                TextReport(receipt: "900619^0", messageID: "msg_1", hasArrived: false, code: "E")
            ])
    }

    @Test func `a form is one report`() throws {
        let found = try reports("plain", "message_id=SMS-1&state=delivered&text=%E5%85%B3+%E6%9C%BA&at=1631932920")
        #expect(
            found == [
                TextReport(
                    receipt: "SMS-1", messageID: nil, hasArrived: true, at: Date(timeIntervalSince1970: 1_631_932_920),
                    words: "关 机")
            ])
        #expect(try reports("plain", "message_id=SMS-1&state=buffered").isEmpty)
    }

    @Test(arguments: [
        ("plain", ""), ("plain", "x"), ("plain", "state=delivered"), ("plain", "message_id=%GG&state=delivered"),
        ("json-signed-header", ""), ("json-signed-header", "{}"), ("json-signed-header", "[1]"),
        ("json-signed-header", #"[{"report_status":"SUCCESS"}]"#), ("json-signed-header", "\u{0}"),
    ])
    func `what is no report is refused`(shape: String, body: String) {
        #expect(throws: Fault.self) { try reports(shape, body) }
    }

    @Test func `a flood in one call is refused, and controls never reach a page`() throws {
        let one =
            #"{"sid":"1","report_status":"FAIL","errmsg":"a\nb","description":"\#(String(repeating: "x", count: 900))"}"#
        let many = "[" + Array(repeating: one, count: 2001).joined(separator: ",") + "]"
        #expect(throws: Fault.self) { try reports("json-signed-header", many) }
        let found = try reports("json-signed-header", "[\(one)]")
        #expect(found.first?.code == nil && found.first?.words?.count == 500)
    }
}
