import Foundation

/// The rows that were held back, as a file to mend and upload again: the sheet's own headings and cells, and a column
/// more that says what is wrong. CSV in UTF-8 with a byte order mark, which spreadsheets take for Chinese text.
public enum MendSheet {
    /// - Parameters:
    ///   - rows: the numbers of the rows that are held back.
    ///   - problems: of the cells in them, and of the headings.
    /// - Returns: nil when nothing is held back.
    public static func csv(
        _ sheet: Sheet, headerRow: Int, rows held: Set<Int>, problems: [CellProblem], language: Contact.Language
    ) -> Data? {
        guard !held.isEmpty, let header = sheet.rows.first(where: { $0.number == headerRow }) else { return nil }
        // An earlier upload's own column of problems goes; so do nameless columns at the end.
        let silent = Set(["问题", "problem", "problems"])
        let kept = header.cells.indices.filter { !silent.contains(PlainWord.of(header[$0].text)) }
        let byRow = Dictionary(grouping: problems, by: \.row)
        let title = language == .zh ? "问题" : "Problem"
        var lines = [line(kept.map { header[$0].text } + [title])]
        for row in sheet.rows where held.contains(row.number) {
            let said = (byRow[row.number] ?? []).map { problem in
                let place = problem.header.isEmpty ? problem.column : problem.header
                return "\(place): \(problem.message[language])"
            }
            let with = language == .zh ? "同一申请的其他行有问题" : "Another row of this application has a problem"
            lines.append(line(kept.map { row[$0].text } + [said.isEmpty ? with : said.joined(separator: "; ")]))
        }
        return Data("\u{FEFF}".utf8) + Data(lines.joined().utf8)
    }

    /// The headings of an empty table.
    public static func template(_ headings: [String]) -> Data {
        Data("\u{FEFF}".utf8) + Data(line(headings).utf8)
    }

    private static func line(_ cells: [String]) -> String {
        cells.map { cell in
            let safe = SheetText.guarded(cell)
            let plain = !safe.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
            return plain ? safe : "\"" + safe.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",") + "\r\n"
    }
}

/// An apostrophe in front tells a spreadsheet that a cell is text: neither a formula to run, nor a number to round.
public enum SheetText {
    /// With the apostrophe where a spreadsheet would make something else of the text.
    static func guarded(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        let isFormula = "=+-@\t\r＝＋－＠".unicodeScalars.contains(first)
        // It keeps eleven digits at most as they are, and no zero in front.
        let isTrimmed = text.count >= 11 || (first == "0" && text.count > 1)
        let isChangedNumber = isTrimmed && text.allSatisfy { $0.isASCII && $0.isNumber }
        return isFormula || isChangedNumber ? "'" + text : text
    }

    /// The text as it was before `guarded`.
    public static func unguarded(_ text: String) -> String {
        guard text.utf8.first == UInt8(ascii: "'") else { return text }
        let rest = String(text.dropFirst())
        return guarded(rest) == text ? rest : text
    }
}
