import Foundation
import Testing

@testable import videocheck

@Suite struct TableTests {
    @Test(arguments: [
        ("abc", 3), ("核查", 4), ("核查C1", 6), ("", 0), ("e\u{301}", 1), ("ｱ", 1), ("Ａ", 2), ("가나", 4), ("👩‍⚖️", 2),
        ("a\u{200B}b", 2),
        ("一、二", 6), ("…", 1), ("𠮷", 2),
    ])
    func `a text is as wide as a terminal shows it`(text: String, cells: Int) {
        #expect(text.displayWidth == cells)
    }

    @Test func `a cut text never passes its width, even in the middle of a wide character`() {
        for width in 0...12 {
            let cut = "榕江电力安装有限公司".cut(toWidth: width)
            #expect(cut.displayWidth <= width)
            #expect(width == 0 || cut.hasSuffix("…"))
        }
        #expect("榕江".cut(toWidth: 4) == "榕江")
        #expect("榕江电".cut(toWidth: 5) == "榕江…")
    }

    private func sample() -> Table {
        var table = Table([
            .init(heading: "Check"), .init(heading: "Enterprise", flexible: true), .init(heading: "N", right: true),
        ])
        table.add(["C2026-00001", "榕江电力安装有限公司", "2"])
        table.add(["C2026-00002", "Acme", "10"])
        return table
    }

    /// Cells before the last column's text begins: the same in every row, however wide its characters are.
    @Test func `columns line up under wide characters`() {
        let lines = sample().lines(width: nil)
        #expect(
            lines == [
                "Check        Enterprise             N", "C2026-00001  榕江电力安装有限公司   2",
                "C2026-00002  Acme                  10",
            ])
        #expect(Set(lines.map(\.displayWidth)) == [37])
    }

    @Test func `a table fits the terminal by cutting what may be cut`() {
        for width in 25...37 {
            let lines = sample().lines(width: width)
            #expect(lines.allSatisfy { $0.displayWidth <= width }, "\(width): \(lines)")
            #expect(lines[1].hasPrefix("C2026-00001  榕") && lines[2].hasSuffix("10"))
        }
        // Numbers are never cut: a line that cannot fit is longer.
        #expect(sample().lines(width: 10)[2].contains("C2026-00002"))
    }

    @Test func `a cell cannot move the cursor or turn the line`() {
        var table = Table([.init(heading: "Name")])
        table.add(["a\u{1B}[2Jb\r\nc\u{9B}1m\u{202E}d\u{7F}"])
        let line = table.lines(width: nil)[1]
        #expect(line == "a\\x1b[2Jb\\x0d\\x0ac\\x9b1m\\u{202e}d\\x7f")
        #expect("核查 ok".harmless == "核查 ok")
    }

    @Test func `JSON for a terminal reads back as the same text`() throws {
        let text = "a\u{9B}b\u{7F}c\u{202E}d核\n"
        let written = String(decoding: try JSONEncoder().encode([text]), as: UTF8.self).harmlessJSON
        #expect(written.unicodeScalars.allSatisfy { $0 == "核" || (0x20...0x7E).contains($0.value) })
        #expect(try JSONDecoder().decode([String].self, from: Data(written.utf8)) == [text])
    }
}
