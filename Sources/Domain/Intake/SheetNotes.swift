import Foundation

/// Reads the cells of one sheet by column, and writes down what is wrong with them: one problem for a cell.
struct SheetNotes<Column: SheetColumn> {
    typealias Key = SheetHeader<Column>.Key

    let header: SheetHeader<Column>
    /// Rows with something under a heading that is not known.
    private(set) var strange: Set<Int> = []
    private var noted: [Place: CellProblem] = [:]

    private struct Place: Hashable {
        let row: Int
        let position: Int
    }

    init(_ header: SheetHeader<Column>, _ rows: [Sheet.Row]) {
        self.header = header
        for row in rows where header.strangers.contains(where: { !row[$0].isEmpty }) { strange.insert(row.number) }
    }

    /// The headings' problems, then the cells' in the order of reading.
    var problems: [CellProblem] {
        header.problems + noted.sorted { ($0.key.row, $0.key.position) < ($1.key.row, $1.key.position) }.map(\.value)
    }

    /// How many cells were noted.
    var count: Int { noted.count }

    func has(_ column: Column, _ number: Int = 1) -> Bool {
        header.positions[Key(column: column, number: number)] != nil
    }

    /// The cell's text, trimmed. A cell that cannot be taken at its word is noted and reads as empty.
    mutating func text(_ row: Sheet.Row, _ column: Column, _ number: Int = 1) -> String {
        guard let position = header.positions[Key(column: column, number: number)] else { return "" }
        let cell = row[position]
        if let flaw = cell.flaw {
            note(row, column, at: number, SheetWords.of(flaw))
            return ""
        }
        let text = Self.trimmed(cell.text)
        if column.isNumber, Self.isRounded(text) {
            note(row, column, at: number, SheetWords.lostDigits)
            return ""
        }
        return text
    }

    func isNoted(_ row: Sheet.Row, _ column: Column, _ number: Int = 1) -> Bool {
        noted[place(row, column, number)] != nil
    }

    /// The cell's text as it stands, noting nothing.
    func peek(_ row: Sheet.Row, _ column: Column, _ number: Int = 1) -> String {
        guard let position = header.positions[Key(column: column, number: number)] else { return "" }
        return Self.trimmed(row[position].text)
    }

    /// - Parameter number: of a column that repeats.
    mutating func note(_ row: Sheet.Row, _ column: Column, at number: Int = 1, _ message: Wording) {
        let place = place(row, column, number)
        if noted[place] == nil { noted[place] = header.problem(row, column, at: number, message) }
    }

    private func place(_ row: Sheet.Row, _ column: Column, _ number: Int) -> Place {
        Place(row: row.number, position: header.positions[Key(column: column, number: number)] ?? -1)
    }

    /// A word of a closed list; an unknown one is noted, an empty cell is nil.
    mutating func word<Value>(_ row: Sheet.Row, _ column: Column, at number: Int = 1, _ words: CellWords<Value>)
        -> Value?
    {
        let text = text(row, column, number)
        guard !text.isEmpty else { return nil }
        if let value = words[text] { return value }
        note(row, column, at: number, SheetWords.unknown(text, words.allowed))
        return nil
    }

    /// A date; what is none is noted, an empty cell is nil, and so is 长期.
    mutating func day(_ row: Sheet.Row, _ column: Column, _ number: Int = 1) -> Day? {
        let text = text(row, column, number)
        if text.isEmpty || ["长期", "永久", "长期有效", "permanent"].contains(text.lowercased()) { return nil }
        if let day = CellTime.day(text) { return day }
        note(row, column, at: number, SheetWords.day)
        return nil
    }

    private static func trimmed(_ text: String) -> String {
        func isInner(_ scalar: UnicodeScalar?) -> Bool { scalar.map { !$0.properties.isWhitespace } ?? true }
        if isInner(text.unicodeScalars.first), isInner(text.unicodeScalars.last) { return text }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// `1.1E+17`: how a spreadsheet writes a number whose last digits it dropped. A number of ours may hold an E of its
    /// own (`2026E0001`, `35E1002`): only one digit before the point and a sign after the E make it certain.
    static func isRounded(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "+")) else { return false }
        return text.range(of: #"^\d(\.\d+)?[Ee]\+\d{2,}$"#, options: .regularExpression) != nil
    }
}
