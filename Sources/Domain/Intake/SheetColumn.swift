/// The columns that a kind of table may have.
public protocol SheetColumn: Hashable, CaseIterable, Sendable {
    /// The headings that name it; the first of each language stands in the template.
    var headings: (zh: [String], en: [String]) { get }
    var isRequired: Bool { get }
    /// Whether it may stand several times, numbered: 证书编号1, 证书编号2.
    var repeats: Bool { get }
    /// Its values are shown masked.
    var isSensitive: Bool { get }
    /// Its values are numbers by name only: a spreadsheet that shows one as 1.1E+17 has lost digits.
    var isNumber: Bool { get }
    /// What may be written there.
    var rule: Wording { get }
}

extension SheetColumn {
    public var isRequired: Bool { false }
    public var repeats: Bool { false }
    public var isSensitive: Bool { false }
    public var isNumber: Bool { false }

    public var title: Wording { Wording(zh: headings.zh.first ?? "", en: headings.en.first ?? "") }

    /// The first row of an empty table, in the usual order; a column that repeats stands there once, numbered.
    public static func template(_ language: Contact.Language) -> [String] {
        allCases.map { $0.repeats ? $0.title[language] + "1" : $0.title[language] }
    }

    static var plainHeadings: [String: Self] {
        var found: [String: Self] = [:]
        for column in allCases {
            for heading in column.headings.zh + column.headings.en { found[PlainWord.of(heading)] = column }
        }
        return found
    }
}

/// Columns of any table that say nothing: they are passed over.
enum SilentColumn {
    static let headings = Set(
        ["序号", "备注", "说明", "问题", "no", "#", "remark", "remarks", "note", "notes", "problem", "problems"])
}
