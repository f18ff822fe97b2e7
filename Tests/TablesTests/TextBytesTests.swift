import Foundation
import Testing

@testable import Tables

@Suite struct TextBytesTests {
    private func text(_ bytes: [UInt8]) throws -> String {
        String(decoding: try TextBytes.decode(Data(bytes)), as: UTF8.self)
    }

    /// In GB18030 王 has two bytes, 𠮷 and 㐂 have four: common in names, absent from GBK.
    @Test func charactersOfNamesAreReadInEachEncoding() throws {
        #expect(try text(Array("王𠮷㐂,é".utf8)) == "王𠮷㐂,é")
        #expect(try text([0xEF, 0xBB, 0xBF] + Array("王".utf8)) == "王")
        #expect(try text([0xCD, 0xF5]) == "王")
        #expect(try text([0x95, 0x34, 0xB2, 0x35, 0x2C, 0xCD, 0xF5]) == "𠮷,王")
        #expect(try text([0x81, 0x39, 0xEF, 0x31, 0x2C, 0xCD, 0xF5]) == "㐂,王")
        #expect(try text([0xFF, 0xFE, 0x8B, 0x73, 0x42, 0xD8, 0xB7, 0xDF]) == "王𠮷")
        #expect(try text([0xFE, 0xFF, 0x73, 0x8B, 0x00, 0x2C]) == "王,")
    }

    @Test func aByteThatBeginsNoCharacterIsReplacedAndReadingGoesOn() throws {
        #expect(try text([0xCD, 0xF5, 0xFF, 0x2C, 0xCD, 0xF5]) == "王\u{FFFD},王")
        // A character cut off at the end of the file.
        #expect(try text([0xCD, 0xF5, 0x2C, 0xCD]) == "王,\u{FFFD}")
        // UTF-8 with one torn character stays UTF-8.
        let torn = Array("王小明,王大明,核查员\n".utf8) + [0xE7, 0x8E, 0x2C] + Array("王小明".utf8)
        #expect(try text(torn).hasPrefix("王小明,王大明,核查员\n\u{FFFD}"))
    }

    /// Longer than the converter's buffer of 64 KiB, so that characters lie across its edge.
    @Test func longTextIsWhole() throws {
        let bytes = Array(repeating: [0xCD, 0xF5, 0x95, 0x34, 0xB2, 0x35] as [UInt8], count: 50_000).flatMap { $0 }
        #expect(try text([0x2C] + bytes) == "," + String(repeating: "王𠮷", count: 50_000))
    }

    @Test func whatIsNoTextIsRefused() {
        #expect(throws: UnreadableTable.noText) { try text([0x61, 0x00, 0x62]) }
        // 0x80 and 0xFF begin no character in either encoding.
        let noise: [UInt8] = (0..<2000).flatMap { _ in [0x80, 0xFF] as [UInt8] }
        #expect(throws: UnreadableTable.noText) { try text(noise) }
    }
}
