/// What is said of cells and columns of any table.
public enum SheetWords {
    static let strange = Wording(
        zh: "不认识这一列，未导入；该列有内容的行暂不导入。请改用模板中的列名，不需要就删去，或改名为“备注”",
        en:
            "This column is not known, and rows that have something in it are held back. Use a heading of the template, delete the column, or name it \"Remarks\""
    )

    static func twice(_ letters: String) -> Wording {
        Wording(zh: "与 \(letters) 列重复，请只留一列", en: "It repeats column \(letters): keep one of them")
    }

    static func missing(_ title: Wording) -> Wording {
        Wording(zh: "缺少必需的列“\(title.zh)”，请补上", en: "The table lacks the column \"\(title.en)\" (\(title.zh)): add it")
    }

    static let noHeadings = Wording(
        zh: "没有找到列名：第一行应为列名，请使用模板",
        en: "There are no known headings: the first row must hold them, as the template does")

    static let empty = Wording(zh: "表格是空的：列名下面没有任何内容", en: "The table is empty: there is nothing below the headings")

    public static let blank = Wording(zh: "不能为空", en: "This must not be empty")

    static let lostDigits = Wording(
        zh: "号码被表格软件改成了数字，末尾几位已丢失：请先把该列设为“文本”格式，再重新填写号码",
        en:
            "The spreadsheet made a number of it and lost its last digits: format the column as text, then enter it again"
    )

    static func of(_ flaw: Sheet.Flaw) -> Wording {
        switch flaw {
        case .formula:
            Wording(
                zh: "公式没有保存计算结果：请用 Excel 打开并保存，或改填数值",
                en: "The formula has no saved value: open and save the file in a spreadsheet, or enter the value itself"
            )
        case .merged:
            Wording(
                zh: "这是合并单元格，只有左上角一格有内容：请取消合并，每一行都填写",
                en: "The cell is merged, so only its top left has a value: unmerge it and fill every row")
        case .error:
            Wording(zh: "单元格是错误值：请改为正确内容", en: "The cell holds a spreadsheet's error: enter the value itself")
        case .longNumber: lostDigits
        case .undecodable:
            Wording(
                zh: "有无法识别的字节（乱码）：请用 UTF-8 或 GB18030 编码重新保存",
                en: "Some bytes are no text: save the file again as UTF-8 or GB18030")
        case .tooLong: Wording(zh: "内容太长", en: "The text is too long")
        }
    }

    static func unknown(_ word: String, _ allowed: Wording) -> Wording {
        let shown = CellProblem.shown(word, sensitive: false)
        return Wording(
            zh: "不认识“\(shown)”，可填：\(allowed.zh)", en: "\"\(shown)\" is not known here; allowed: \(allowed.en)")
    }

    public static let day = Wording(
        zh: "不是有效日期，请写成 2026-03-02 这样", en: "This is no date that exists: write it like 2026-03-02")

    public static let instant = Wording(
        zh: "不是有效时间，请写成 2026-03-02 09:00 这样", en: "This is no time: write it like 2026-03-02 09:00")

    static func differs(from row: Int, _ value: String) -> Wording {
        Wording(
            zh: "与第 \(row) 行不一致（那里是“\(value)”）：同一申请只能有一个",
            en: "This differs from row \(row), which says \"\(value)\": one application has one")
    }
}
