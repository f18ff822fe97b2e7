/// How large a table may be. Checked here and, for workbooks, in the process that reads them too.
public struct TableBounds: Sendable {
    /// Of the file.
    public var bytes = 8 << 20
    /// With the headings; ten more may stand above and between.
    public var rows = 10_000
    public var columns = 60
    /// Of one cell.
    public var characters = 2000
    /// For reading a workbook.
    public var seconds = 60
    /// What the reader of a workbook may answer.
    public var answerBytes = 64 << 20

    public init() {}

    /// A few rows are forgiven: headings, a title, a footer.
    var allRows: Int { rows + 10 }
}
