import Foundation
import Glibc

/// The text of a file whose encoding nobody names: UTF-8 (with or without a mark), UTF-16 with its mark (a spreadsheet's
/// "Unicode text"), else GB18030. What is no character becomes U+FFFD, which no careful reader takes for text.
enum TextBytes {
    /// - Throws: `UnreadableTable` when the bytes are no text of any kind.
    static func decode(_ bytes: Data) throws -> [UInt8] {
        if bytes.starts(with: [0xFF, 0xFE]) { return try converted(bytes.dropFirst(2), from: "UTF-16LE").text }
        if bytes.starts(with: [0xFE, 0xFF]) { return try converted(bytes.dropFirst(2), from: "UTF-16BE").text }
        guard !bytes.contains(0) else { throw UnreadableTable.noText }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(repaired(bytes.dropFirst(3)).text) }
        if String(validating: bytes, as: UTF8.self) != nil { return Array(bytes) }
        // Whichever of the two has fewer bytes amiss is the one that was meant.
        let (utf8, chinese) = (repaired(bytes), try converted(bytes, from: "GB18030"))
        let better = chinese.errors <= utf8.errors ? chinese : utf8
        guard better.errors <= max(8, bytes.count / 100) else { throw UnreadableTable.noText }
        return better.text
    }

    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    private static func repaired(_ bytes: Data) -> (text: [UInt8], errors: Int) {
        let text = String(decoding: bytes, as: UTF8.self)
        return (Array(text.utf8), text.unicodeScalars.count { $0 == "\u{FFFD}" })
    }

    /// By the C library's own tables. A byte that begins no character is replaced, and reading goes on behind it.
    private static func converted(_ bytes: Data, from encoding: String) throws -> (text: [UInt8], errors: Int) {
        guard let converter = iconv_open("UTF-8", encoding), Int(bitPattern: converter) != -1 else {
            throw UnreadableTable(
                .unavailable, zh: "本机不能转换 \(encoding) 编码：请另存为 UTF-8 编码的 CSV",
                en: "This machine cannot read \(encoding): save the file as UTF-8.")
        }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: 64 << 10)
        var text: [UInt8] = []
        var errors = 0
        input.withUnsafeMutableBufferPointer { source in
            var from = source.baseAddress
            var left = source.count
            while left > 0 {
                let (status, made) = output.withUnsafeMutableBufferPointer { target -> (Int32, Int) in
                    var to = target.baseAddress
                    var room = target.count
                    let result = iconv(converter, &from, &left, &to, &room)
                    return (result == -1 ? errno : 0, target.count - room)
                }
                text.append(contentsOf: output[..<made].map { UInt8(bitPattern: $0) })
                guard left > 0, status != E2BIG else { continue }
                errors += 1
                text += replacement
                from = from?.advanced(by: 1)
                left -= 1
            }
        }
        return (text, errors)
    }
}
