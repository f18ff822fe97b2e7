import Domain

/// Why there is no table to be had from a file, for the person who sent it.
public struct UnreadableTable: Error, Sendable, Equatable {
    /// `unavailable` may be tried again; the others not with the same file.
    public let kind: Fault.Kind
    public let message: Wording

    init(_ kind: Fault.Kind = .invalid, zh: String, en: String) {
        self.kind = kind
        message = Wording(zh: zh, en: en)
    }

    /// The same as a fault of the interface.
    public var fault: Fault { Fault(kind, message.en, field: "table") }
}

extension UnreadableTable {
    static let empty = UnreadableTable(zh: "文件是空的", en: "The file is empty.")

    static func tooLarge(_ bounds: TableBounds) -> UnreadableTable {
        UnreadableTable(
            .tooLarge, zh: "文件大于 \(bounds.bytes >> 20) MB：请分成几个文件",
            en: "The file is larger than \(bounds.bytes >> 20) MiB: split it.")
    }

    static func tooManyRows(_ bounds: TableBounds) -> UnreadableTable {
        UnreadableTable(
            .tooLarge, zh: "表格超过 \(bounds.rows) 行：请分成几个文件", en: "The table has more than \(bounds.rows) rows: split it."
        )
    }

    static func tooManyColumns(_ bounds: TableBounds) -> UnreadableTable {
        UnreadableTable(
            .tooLarge, zh: "表格超过 \(bounds.columns) 列：请删去多余的列",
            en: "The table has more than \(bounds.columns) columns: delete those that are not needed.")
    }

    static let oldWorkbook = UnreadableTable(
        .unsupported, zh: "这是旧式 Excel 文件（.xls）或带密码的文件：请去掉密码，另存为 .xlsx 或 CSV",
        en: "This is an old Excel file (.xls) or one with a password: remove the password and save it as .xlsx or CSV.")

    static let openDocument = UnreadableTable(
        .unsupported, zh: "不支持 OpenDocument（.ods）：请另存为 .xlsx 或 CSV",
        en: "OpenDocument (.ods) is not taken: save it as .xlsx or CSV.")

    static let noTable = UnreadableTable(
        .unsupported, zh: "这不是表格文件：请上传 .xlsx 或 CSV", en: "This is no table: send .xlsx or CSV.")

    static let noText = UnreadableTable(
        .unsupported, zh: "这不是文本文件，也不是 .xlsx：请上传 .xlsx，或用 UTF-8 或 GB18030 编码保存的 CSV",
        en: "This is neither text nor an .xlsx file: send .xlsx, or CSV in UTF-8 or GB18030.")

    static func openQuote(line: Int) -> UnreadableTable {
        UnreadableTable(
            zh: "第 \(line) 行开始的引号没有结束：请补上或删去引号",
            en: "A quotation mark that opens in line \(line) is never closed: close it, or take it away.")
    }

    static let busy = UnreadableTable(
        .unavailable, zh: "正在读取其他工作簿，请稍后再试", en: "Other workbooks are being read: try again in a moment.")

    static let noReader = UnreadableTable(
        .unavailable, zh: "本机没有安装读取 .xlsx 的软件包 python3-openpyxl：请管理员执行 apt install python3-openpyxl，或改用 CSV",
        en:
            "This machine lacks what reads .xlsx: the administrator installs it with \"apt install python3-openpyxl\". CSV works without."
    )

    static let overdue = UnreadableTable(
        .tooLarge, zh: "读取工作簿用时过长：请另存为 CSV，或分成几个文件",
        en: "The workbook takes too long to read: save it as CSV, or split it.")

    static let damaged = UnreadableTable(
        zh: "工作簿已损坏，或不是 .xlsx：请用 Excel 打开后另存为 .xlsx 或 CSV",
        en: "The workbook is damaged, or is none: open it in a spreadsheet and save it as .xlsx or CSV.")
}
