/// A cell that cannot be taken, named as its reader sees it, with what to write there.
public struct CellProblem: Sendable, Equatable {
    /// The row's number in the sheet, counted from 1.
    public let row: Int
    /// The column's letters; empty when the sheet lacks the column.
    public let column: String
    /// The column's heading, as the sheet has it.
    public let header: String
    /// What stands in the cell: shortened, and personal numbers masked.
    public let value: String
    public let message: Wording

    public init(row: Int, column: String, header: String, value: String, message: Wording) {
        self.row = row
        self.column = column
        self.header = Self.shown(header, sensitive: false)
        self.value = value
        self.message = message
    }

    /// A cell's text as it may be shown and logged. Whatever looks like an identity number is masked wherever it stands,
    /// for a value in the wrong column is the commonest mistake.
    /// - Parameter sensitive: the column holds numbers of people or of their certificates.
    static func shown(_ text: String, sensitive: Bool) -> String {
        let plain = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
        if sensitive { return Masked.text(String(plain.prefix(60))) }
        return Masked.numbers(in: plain.count > 60 ? plain.prefix(59) + "…" : plain)
    }
}

extension Masked {
    /// Masks every run of eleven or more digits (the last may be an X): mobile and identity numbers.
    static func numbers(in text: String) -> String {
        var (result, run) = ("", "")
        func closed() -> String { run.count >= 11 ? Masked.text(run) : run }
        for character in text {
            let belongs = character.isASCII && (character.isNumber || (run.count == 17 && "xX".contains(character)))
            if belongs {
                run.append(character)
            } else {
                result += closed()
                run = ""
                result.append(character)
            }
        }
        return result + closed()
    }
}
