import Domain
import Foundation

/// What the reader of a workbook answered: lines of JSON, believed only within the bounds.
enum WorkbookAnswer {
    private struct Line: Decodable {
        let row: Int?
        let cells: [Cell]?
        let end: Int?
        let refused: String?
    }

    private struct Cell: Decodable {
        let text: String
        let flaw: String?

        private enum CodingKeys: String, CodingKey {
            case text = "t"
            case flaw = "f"
        }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                (self.text, flaw) = (text, nil)
            } else {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                text = try container.decode(String.self, forKey: .text)
                flaw = try container.decode(String.self, forKey: .flaw)
            }
        }
    }

    /// - Throws: `UnreadableTable`, for a refusal and for an answer that breaks its bounds.
    static func sheet(_ answer: [UInt8], bounds: TableBounds) throws -> Sheet {
        var rows: [Sheet.Row] = []
        let decoder = JSONDecoder()
        for bytes in answer.split(separator: UInt8(ascii: "\n")) {
            guard let line = try? decoder.decode(Line.self, from: Data(bytes)) else { throw UnreadableTable.damaged }
            if let code = line.refused { throw refusal(code, bounds) }
            if let count = line.end {
                guard count == rows.count else { throw UnreadableTable.damaged }
                return Sheet(rows: rows)
            }
            guard let number = line.row, number > rows.last?.number ?? 0, let cells = line.cells,
                cells.count <= bounds.columns, rows.count < bounds.allRows
            else { throw UnreadableTable.damaged }
            rows.append(Sheet.Row(number: number, cells: try cells.map { try cell($0, bounds) }))
        }
        // It ended without its last line.
        throw UnreadableTable.damaged
    }

    private static func cell(_ cell: Cell, _ bounds: TableBounds) throws -> Sheet.Cell {
        guard CellText.fits(cell.text, bounds.characters) else { throw UnreadableTable.damaged }
        if let word = cell.flaw {
            guard let flaw = Sheet.Flaw(rawValue: word) else { throw UnreadableTable.damaged }
            return Sheet.Cell(cell.text, flaw: flaw)
        }
        if CellText.isBlank(cell.text) { return Sheet.Cell("") }
        return Sheet.Cell(SheetText.unguarded(cell.text))
    }

    private static func refusal(_ code: String, _ bounds: TableBounds) -> UnreadableTable {
        switch code {
        case "no_openpyxl": .noReader
        case "too_many_rows": .tooManyRows(bounds)
        case "too_many_columns": .tooManyColumns(bounds)
        case "too_large":
            UnreadableTable(
                .tooLarge, zh: "工作簿展开后太大：请只保留需要的工作表，或另存为 CSV",
                en: "The workbook is too large once unpacked: keep the one sheet that is needed, or save it as CSV.")
        case "no_sheet": UnreadableTable(zh: "工作簿里没有可见的工作表", en: "The workbook has no visible sheet.")
        case "no_workbook": .noTable
        default: .damaged
        }
    }
}
