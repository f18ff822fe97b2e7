import Domain
import Foundation
import Testing

@testable import Tables

@Suite struct DelimitedTextTests {
    private func rows(_ text: String, bounds: TableBounds = TableBounds()) throws -> [[String]] {
        try DelimitedText(Array(text.utf8), bounds: bounds).sheet().rows.map { $0.cells.map(\.text) }
    }

    @Test(
        arguments: [
            ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
            ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
            ("a;b;1,5\nc;d;2,5", [["a", "b", "1,5"], ["c", "d", "2,5"]]),
            ("a\tb, c\nd\te", [["a", "b, c"], ["d", "e"]]),
            ("\"a,b\",c\n", [["a,b", "c"]]),
            ("\"say \"\"yes\"\"\",c", [["say \"yes\"", "c"]]),
            ("\"two\r\nlines\",c\nd,e", [["two\r\nlines", "c"], ["d", "e"]]),
            ("5\" pipe,b", [["5\" pipe", "b"]]),
            ("\"a\"b,c", [["ab", "c"]]),
            ("a,,c,,\n,,\nd", [["a", "", "c"], ["d"]]),
            ("  ,\u{3000},x", [["", "", "x"]]),
            ("\"\",b", [["", "b"]]),
        ] as [(String, [[String]])])
    func cellsAreWhatWasWritten(text: String, expected: [[String]]) throws {
        #expect(try rows(text) == expected)
    }

    @Test func rowsKeepTheirNumbersAcrossEmptyRowsAndLineBreaksInCells() throws {
        let sheet = try DelimitedText(Array("h\n\n\"a\nb\"\n,,\nc\n".utf8), bounds: TableBounds()).sheet()
        #expect(sheet.rows.map(\.number) == [1, 3, 5])
    }

    @Test func anOpenQuotationMarkIsNamedWithItsLine() {
        #expect(throws: UnreadableTable.openQuote(line: 3)) { try rows("a\nb\n\"c,d\ne,f\n") }
    }

    @Test func boundsAreHeldToTheLastCell() throws {
        var bounds = TableBounds()
        (bounds.rows, bounds.columns, bounds.characters) = (2, 3, 4)
        #expect(try rows("a,b,c\n", bounds: bounds) == [["a", "b", "c"]])
        #expect(throws: UnreadableTable.tooManyColumns(bounds)) { try rows("a,b,c,d\n", bounds: bounds) }
        #expect(try rows(String(repeating: "a\n", count: bounds.allRows), bounds: bounds).count == bounds.allRows)
        #expect(throws: UnreadableTable.tooManyRows(bounds)) {
            try rows(String(repeating: "a\n", count: bounds.allRows + 1), bounds: bounds)
        }
        let cells = try DelimitedText(Array("𠮷野㐂子,abcde".utf8), bounds: bounds).sheet().rows[0].cells
        #expect(cells == [Sheet.Cell("𠮷野㐂子"), Sheet.Cell("abcd", flaw: .tooLong)])
    }

    /// Whatever the cells hold, written by RFC 4180 they are read as they were: every text of three of these characters.
    @Test func whatIsQuotedComesBack() throws {
        let alphabet = ["a", "𠮷", "\"", ",", ";", "\t", "\n", "\r\n", " "]
        let cells = alphabet.flatMap { first in
            alphabet.flatMap { second in alphabet.map { "<" + first + second + $0 + ">" } }
        }
        let written = cells.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
        for row in stride(from: 0, to: cells.count, by: 9) {
            let line = written[row..<row + 9].joined(separator: ",")
            // The unquoted first row says that commas divide.
            #expect(try rows("a,b\r\n" + line).last == Array(cells[row..<row + 9]))
        }
    }
}
