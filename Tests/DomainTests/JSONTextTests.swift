import Domain
import Foundation
import Testing

/// The quick writer says what the general one says.
@Suite struct JSONTextTests {
    @Test func `it writes what the canonical encoder writes, byte for byte`() throws {
        var random = SeededRandom(state: 20_260_302)
        for _ in 0..<300 {
            let value = Self.value(&random, depth: 0)
            let expected = try CanonicalJSON.encode(value)
            let text = JSONText(value).bytes
            #expect(Data(text) == expected, "\(String(decoding: expected, as: UTF8.self))")
        }
    }

    @Test func `what JSON cannot say becomes null`() {
        let values = JSONText(.array([.double(.nan), .double(.infinity), .double(-.infinity)])).bytes
        #expect(String(decoding: values, as: UTF8.self) == "[null,null,null]")
    }

    private static func value(_ random: inout SeededRandom, depth: Int) -> JSONValue {
        switch random.next(depth < 4 ? 7 : 5) {
        case 0: .null
        case 1: .bool(random.next(2) == 0)
        case 2: .int([0, -1, 42, Int64.max, Int64.min][random.next(5)])
        case 3: .double([0.5, -0.25, 3, 1e-7, 1e21, 12.3456789, 2e15][random.next(7)])
        case 4: .string(text(&random))
        case 5: .array((0..<random.next(5)).map { _ in value(&random, depth: depth + 1) })
        default:
            .object(
                Dictionary(
                    (0..<random.next(6)).map { _ in
                        (
                            ["id", "check_no", "at", "b2", "A", "ünï", "核查"][random.next(7)],
                            value(&random, depth: depth + 1)
                        )
                    }, uniquingKeysWith: { $1 }))
        }
    }

    private static func text(_ random: inout SeededRandom) -> String {
        let parts = [
            "王伟", "a/b", "\"", "\\", "\n", "\r", "\t", "\u{8}", "\u{c}", "\u{1}", "\u{1f}", "\u{7f}", "é", "🙂",
            "\u{2028}",
        ]
        return (0..<random.next(6)).map { _ in parts[random.next(parts.count)] }.joined()
    }
}

@Suite struct InstantTextTests {
    @Test func `a whole millisecond is written as itself and read back`() {
        for millis in stride(from: 1_795_721_607_900, to: 1_795_721_608_900, by: 1) {
            let date = Date(timeIntervalSince1970: Double(millis) / 1000)
            let text = date.iso8601
            #expect(text.hasSuffix(".\(String(millis % 1000 + 1000).dropFirst())Z"))
            let back = Date(iso8601: text)?.timeIntervalSince1970 ?? 0
            #expect(Int64((back * 1000).rounded()) == Int64(millis))
        }
    }
}
