/// A table as staff have it: rows of cells as text, each row with the number that the spreadsheet shows beside it.
///
/// Rows without any text are left out; the others keep their numbers.
public struct Sheet: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        /// Counted from 1.
        public let number: Int
        public let cells: [Cell]

        public init(number: Int, cells: [Cell]) {
            self.number = number
            self.cells = cells
        }

        /// The cell of a column counted from 0; beyond the row's end an empty one.
        public subscript(column: Int) -> Cell { column < cells.count ? cells[column] : Cell("") }
    }

    public struct Cell: Sendable, Equatable {
        public let text: String
        /// Why the text cannot be taken at its word.
        public let flaw: Flaw?

        public init(_ text: String, flaw: Flaw? = nil) {
            self.text = text
            self.flaw = flaw
        }

        public var isEmpty: Bool { text.isEmpty && flaw == nil }
    }

    public enum Flaw: String, Sendable, CaseIterable {
        /// A formula whose value was never worked out and saved.
        case formula
        /// One value spread over several cells: it counts for the first of them only.
        case merged
        /// A spreadsheet's error value, such as #N/A.
        case error
        /// A number of more digits than a spreadsheet keeps: the last ones are lost.
        case longNumber = "long_number"
        /// Bytes that are no text in the file's encoding.
        case undecodable
        /// More characters than a cell may have.
        case tooLong = "too_long"
    }

    public let rows: [Row]

    public init(rows: [Row]) {
        self.rows = rows
    }

    /// The letters of a column counted from 0: A, B, … Z, AA.
    public static func letters(_ column: Int) -> String {
        var (rest, letters) = (column + 1, "")
        while rest > 0 {
            let (quotient, remainder) = (rest - 1).quotientAndRemainder(dividingBy: 26)
            letters = String(UnicodeScalar(UInt8(65 + remainder))) + letters
            rest = quotient
        }
        return letters
    }
}
