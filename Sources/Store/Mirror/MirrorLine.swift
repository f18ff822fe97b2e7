import Domain
import Foundation
import GRDB

/// Reads one row of a sheet: a flat array of null, numbers, texts and `{"base64": …}`, as `MirrorSheet` writes it. A
/// general decoder would take ten times as long, and a rebuild reads millions of these.
struct MirrorLine {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0

    /// - Throws: `Fault(.damaged)` for anything else than such an array.
    static func values(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [DatabaseValue] {
        var line = MirrorLine(bytes: bytes)
        try line.expect("[")
        var values: [DatabaseValue] = []
        while true {
            values.append(try line.value())
            if line.peek() == UInt8(ascii: ",") {
                line.at += 1
            } else {
                try line.expect("]")
                guard line.at == bytes.count else { throw line.damaged() }
                return values
            }
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private func peek() -> UInt8 { at < bytes.count ? bytes[at] : 0 }

    private func damaged() -> Fault { Fault(.damaged, "a row cannot be read at its byte \(at)") }

    private mutating func expect(_ word: StaticString) throws {
        let fits = word.withUTF8Buffer { expected in
            at + expected.count <= bytes.count && expected.elementsEqual(bytes[at..<at + expected.count])
        }
        guard fits else { throw damaged() }
        at += word.utf8CodeUnitCount
    }

    private mutating func value() throws -> DatabaseValue {
        switch peek() {
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        case UInt8(ascii: "\""): return try text().databaseValue
        case UInt8(ascii: "{"):
            try expect(#"{"base64":"#)
            guard let blob = Data(base64Encoded: try text()) else { throw damaged() }
            try expect("}")
            return blob.databaseValue
        default: return try number()
        }
    }

    private mutating func number() throws -> DatabaseValue {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: ","), bytes[at] != UInt8(ascii: "]") { at += 1 }
        let digits = String(decoding: bytes[start..<at], as: UTF8.self)
        if let whole = Int64(digits) { return whole.databaseValue }
        guard let number = Double(digits), number.isFinite else { throw damaged() }
        return number.databaseValue
    }

    private mutating func text() throws -> String {
        try expect("\"")
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") { at += 1 }
        guard peek() == UInt8(ascii: "\\") else {
            let text = String(decoding: bytes[start..<at], as: UTF8.self)
            try expect("\"")
            return text
        }
        var unescaped = Array(bytes[start..<at])
        while peek() != UInt8(ascii: "\"") {
            guard at < bytes.count else { throw damaged() }
            if peek() == UInt8(ascii: "\\") {
                at += 1
                unescaped.append(try escaped())
            } else {
                unescaped.append(peek())
                at += 1
            }
        }
        at += 1
        return String(decoding: unescaped, as: UTF8.self)
    }

    private mutating func escaped() throws -> UInt8 {
        defer { at += 1 }
        switch peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return peek()
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            // Only what is below a blank is ever written so.
            guard at + 4 < bytes.count,
                let code = UInt8(String(decoding: bytes[at + 1...at + 4], as: UTF8.self), radix: 16), code < 0x20
            else { throw damaged() }
            at += 4
            return code
        default: throw damaged()
        }
    }
}
