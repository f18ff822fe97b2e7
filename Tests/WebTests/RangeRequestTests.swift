import Foundation
import Testing

@testable import Web

@Suite struct RangeRequestTests {
    @Test(arguments: [
        ("bytes=0-99", RangeRequest.single(0..<100)),
        ("bytes=0-0", .single(0..<1)),
        ("bytes=900-", .single(900..<1000)),
        ("bytes=900-99999", .single(900..<1000)),
        ("bytes=0-99999999999999999999999999", .single(0..<1000)),
        ("bytes=-100", .single(900..<1000)),
        ("bytes=-99999", .single(0..<1000)),
        ("BYTES = 5-6 ", .single(5..<7)),
        ("bytes=,5-6,,", .single(5..<7)),
    ])
    func `one range is read in each of its forms and clamped to the file`(
        header: String, wanted: RangeRequest
    ) {
        #expect(RangeRequest(header: header, size: 1000) == wanted)
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes=-", "bytes=,", "bytes=a-b", "bytes=5-4", "bytes=+1-2", "bytes=1--2",
        "bytes=0x1-2",
        "bytes=1-2-3", "bytes=1 - 2", "seconds=0-1", "bytes=٣-٤", "bytes=0-1,nonsense", "bytes:0-1",
    ])
    func `what is malformed counts as absent`(header: String) {
        #expect(RangeRequest(header: header, size: 1000) == .whole)
    }

    @Test func `no header asks for the whole`() {
        #expect(RangeRequest(header: nil, size: 1000) == .whole)
    }

    @Test(arguments: [
        "bytes=1000-", "bytes=1000-2000", "bytes=99999999999999999999-", "bytes=-0", "bytes=1000-,2000-",
    ])
    func `what lies past the end cannot be satisfied`(header: String) {
        #expect(RangeRequest(header: header, size: 1000) == .unsatisfiable)
    }

    @Test func `several ranges keep their order and the unsatisfiable ones fall away`() {
        #expect(
            RangeRequest(header: "bytes=500-599, 0-9,-1", size: 1000)
                == .several([500..<600, 0..<10, 999..<1000]))
        #expect(RangeRequest(header: "bytes=0-9,10-19", size: 1000) == .several([0..<10, 10..<20]))
        #expect(RangeRequest(header: "bytes=0-9,5000-", size: 1000) == .single(0..<10))
    }

    @Test func `overlapping or too many ranges get the whole`() {
        #expect(RangeRequest(header: "bytes=0-9,9-20", size: 1000) == .whole)
        #expect(RangeRequest(header: "bytes=0-,0-,0-", size: 1000) == .whole)
        let parts = (0..<17).map { "\($0 * 2)-\($0 * 2)" }
        #expect(RangeRequest(header: "bytes=" + parts.joined(separator: ","), size: 1000) == .whole)
        let allowed = RangeRequest(header: "bytes=" + parts.dropLast().joined(separator: ","), size: 1000)
        let wanted: [Range<Int64>] = (0..<16).map { (part: Int64) in part * 2..<part * 2 + 1 }
        #expect(allowed == .several(wanted))
    }

    @Test func `an empty file satisfies no start, and a suffix of it is all of it`() {
        #expect(RangeRequest(header: "bytes=0-", size: 0) == .unsatisfiable)
        #expect(RangeRequest(header: "bytes=0-0", size: 0) == .unsatisfiable)
        #expect(RangeRequest(header: "bytes=-5", size: 0) == .whole)
        #expect(RangeRequest(header: nil, size: 0) == .whole)
    }
}

@Suite struct AskTests {
    private let tag = "\"abc\""

    @Test func `a weak tag matches for not-modified but never for if-match or if-range`() {
        #expect(Ask(ifNoneMatch: "\"x\", W/\"abc\"").holds(ifNoneMatch: tag))
        #expect(Ask(ifNoneMatch: "*").holds(ifNoneMatch: tag))
        #expect(!Ask(ifNoneMatch: "\"abcd\"").holds(ifNoneMatch: tag))
        #expect(!Ask().holds(ifNoneMatch: tag))
        #expect(Ask(ifMatch: "W/\"abc\"").fails(ifMatch: tag))
        #expect(!Ask(ifMatch: "\"x\",\"abc\"").fails(ifMatch: tag))
        #expect(!Ask(ifMatch: "*").fails(ifMatch: tag))
        #expect(Ask(ifRange: "W/\"abc\"", range: "bytes=0-1").range(etag: tag, size: 9) == .whole)
    }

    @Test func `a range counts only for the file the client has begun`() {
        #expect(Ask(ifRange: tag, range: "bytes=0-1").range(etag: tag, size: 9) == .single(0..<2))
        #expect(Ask(ifRange: "\"old\"", range: "bytes=0-1").range(etag: tag, size: 9) == .whole)
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(Ask(ifRange: date, range: "bytes=0-1").range(etag: tag, size: 9) == .whole)
    }

    @Test func `a download keeps its Chinese name beside an ASCII one`() {
        #expect(
            FileAnswer.disposition("核查 \"1\".mp4")
                == "attachment; filename=\"__ _1_.mp4\"; filename*=UTF-8''%E6%A0%B8%E6%9F%A5%20%221%22.mp4")
        #expect(!FileAnswer.disposition("a\r\nSet-Cookie: x").contains("\n"))
    }

    @Test func `a date is written as HTTP wants it`() {
        #expect(HTTPDate.text(Date(timeIntervalSince1970: 784_111_777)) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
