/// Rows under headings, aligned by cells of the terminal and cut to its width.
struct Table: Sendable {
    struct Column: Sendable {
        let heading: String
        /// Figures stand flush right.
        var right = false
        /// May be cut when the line is too long; the others carry numbers that must stay whole.
        var flexible = false
    }

    private static let gap = 2
    /// A cut column keeps at least this many cells.
    private static let least = 8

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a row has a cell for each column")
        rows.append(cells.map(\.harmless))
    }

    /// Lines without trailing spaces.
    /// - Parameter width: cells of the terminal; nil cuts nothing.
    func lines(width: Int?) -> [String] {
        let widths = widths(within: width)
        return ([columns.map(\.heading)] + rows).map { cells in
            var line = ""
            for (index, cell) in cells.enumerated() {
                if index > 0 { line += String(repeating: " ", count: Self.gap) }
                line += cell.cut(toWidth: widths[index])
                    .padded(toWidth: widths[index], right: columns[index].right)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// Takes cell by cell from the widest flexible column until the line fits, or nothing can give way.
    private func widths(within width: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(columns[index].heading.displayWidth) { max($0, $1[index].displayWidth) }
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + Self.gap * (columns.count - 1) - width
        while excess > 0 {
            let yielding = columns.indices.filter { columns[$0].flexible && widths[$0] > Self.least }
            guard let widest = yielding.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
