/// What a sheet came to: the values that can be taken, and every cell that stands in the way of the others.
public struct SheetReading<Value: Sendable>: Sendable {
    /// A value with the rows that it was read from.
    public struct Item: Sendable {
        public let value: Value
        public let rows: [Int]
        /// Where a complaint about the whole belongs: the cell that names it.
        let name: @Sendable (Wording) -> CellProblem

        public func problem(_ message: Wording) -> CellProblem { name(message) }
    }

    public let items: [Item]
    public let problems: [CellProblem]
    /// Rows that are held back: those with a problem, and those that belong with them.
    public let held: Set<Int>
    /// The number of the heading row; nil when there is none.
    public let headerRow: Int?

    /// Whether there was no row that could be read at all: no headings, a required column missing, nothing below.
    public let isUnreadable: Bool

    static func unreadable(_ problems: [CellProblem], headerRow: Int? = nil) -> SheetReading {
        SheetReading(items: [], problems: problems, held: [], headerRow: headerRow, isUnreadable: true)
    }
}

extension SheetHeader {
    /// The heading row and the rows below it, or why there is nothing to read.
    static func open<Value>(
        _ sheet: Sheet, as type: Value.Type
    ) -> (header: SheetHeader, rows: [Sheet.Row], failure: SheetReading<Value>?)? {
        guard let header = SheetHeader(sheet) else { return nil }
        let rows = sheet.rows.filter { $0.number > header.row.number }
        if !header.missing.isEmpty {
            return (header, rows, .unreadable(header.problems, headerRow: header.row.number))
        }
        if rows.isEmpty {
            let problem = CellProblem(
                row: header.row.number, column: "", header: "", value: "", message: SheetWords.empty)
            return (header, rows, .unreadable(header.problems + [problem], headerRow: header.row.number))
        }
        return (header, rows, nil)
    }

    static func noHeadings<Value>(_ sheet: Sheet) -> SheetReading<Value> {
        let message = sheet.rows.isEmpty ? SheetWords.empty : SheetWords.noHeadings
        let row = sheet.rows.first
        return .unreadable([
            CellProblem(
                row: row?.number ?? 1, column: "A", header: "",
                value: CellProblem.shown(row?[0].text ?? "", sensitive: false), message: message)
        ])
    }
}
