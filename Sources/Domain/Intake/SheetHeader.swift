/// Which column of a sheet is which: its heading row understood.
struct SheetHeader<Column: SheetColumn>: Sendable {
    /// A column of the table; `number` counts those that repeat, from 1.
    struct Key: Hashable, Sendable {
        let column: Column
        var number = 1
    }

    let row: Sheet.Row
    /// The position in the sheet of each column that was found.
    let positions: [Key: Int]
    /// Positions whose heading is not known, or stands twice.
    let strangers: [Int]
    let missing: [Column]
    let problems: [CellProblem]

    /// Looks for the heading row among the sheet's first ten: a title may stand above it.
    /// - Returns: nil when no row has a heading that is known.
    init?(_ sheet: Sheet) {
        let known = Column.plainHeadings
        let candidates = sheet.rows.prefix(10).map { row in
            (row: row, count: row.cells.count { Self.read($0.text, known) != nil })
        }
        guard let best = candidates.max(by: { $0.count < $1.count }), best.count > 0,
            let row = candidates.first(where: { $0.count == best.count })?.row
        else { return nil }
        self.row = row
        var positions: [Key: Int] = [:]
        var strangers: [Int] = []
        var problems: [CellProblem] = []
        for (position, cell) in row.cells.enumerated() where !cell.isEmpty {
            if SilentColumn.headings.contains(PlainWord.of(cell.text)) { continue }
            func problem(_ message: Wording) {
                strangers.append(position)
                problems.append(
                    CellProblem(
                        row: row.number, column: Sheet.letters(position), header: cell.text,
                        value: CellProblem.shown(cell.text, sensitive: false), message: message))
            }
            guard var key = Self.read(cell.text, known) else {
                problem(SheetWords.strange)
                continue
            }
            // 证书类型, 证书编号, 证书类型, 证书编号: the second pair is the second certificate.
            if key.column.repeats, !Self.isNumbered(cell.text) { while positions[key] != nil { key.number += 1 } }
            if let first = positions[key] {
                problem(SheetWords.twice(Sheet.letters(first)))
            } else {
                positions[key] = position
            }
        }
        self.positions = positions
        self.strangers = strangers
        missing = Column.allCases.filter { $0.isRequired && positions[Key(column: $0)] == nil }
        self.problems =
            problems
            + missing.map { column in
                CellProblem(
                    row: row.number, column: "", header: column.title.zh, value: "",
                    message: SheetWords.missing(column.title))
            }
    }

    /// How often a repeating column stands in the sheet.
    var repetitions: Int { positions.keys.map(\.number).max() ?? 1 }

    /// What is wrong with a cell; of a column that the sheet lacks, by its usual heading.
    func problem(_ row: Sheet.Row, _ column: Column, at number: Int = 1, _ message: Wording) -> CellProblem {
        guard let position = positions[Key(column: column, number: number)] else {
            return CellProblem(row: row.number, column: "", header: column.title.zh, value: "", message: message)
        }
        return CellProblem(
            row: row.number, column: Sheet.letters(position), header: self.row[position].text,
            value: CellProblem.shown(row[position].text, sensitive: column.isSensitive), message: message)
    }

    private static func read(_ heading: String, _ known: [String: Column]) -> Key? {
        let plain = PlainWord.of(heading)
        if let column = known[plain] { return Key(column: column) }
        let digits = plain.filter { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), (1...Application.Bounds.certificates).contains(number),
            let column = known[plain.filter { !($0.isASCII && $0.isNumber) }], column.repeats
        else { return nil }
        return Key(column: column, number: number)
    }

    private static func isNumbered(_ heading: String) -> Bool {
        PlainWord.of(heading).contains { $0.isASCII && $0.isNumber }
    }
}
