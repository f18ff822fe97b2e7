/// A row of a table of inspectors.
public struct InspectorEntry: Hashable, Sendable {
    public let name: String
    /// The enforcement certificate's number (执法证号): the key of draws.
    public let certificateNo: String
    public let expires: Day?
    /// Each nil where the table says nothing of it: what is on the roster stays.
    public let qualifications: [String]?
    public let leave: [InspectorTerms.Leave]?
    public let conflicts: [InspectorTerms.Conflict]?

    /// - Parameters qualifications, leave, conflicts: as cells write them (`InspectorTerms+Cells`); nil or empty says nothing.
    /// - Throws: `Fault(.invalid)` naming the field that breaks a rule.
    public init(
        name: String, certificateNo: String, expires: Day?, qualifications: String? = nil, leave: String? = nil,
        conflicts: String? = nil
    ) throws {
        self.qualifications = try InspectorTerms.qualifications(cell: qualifications ?? "")
        self.leave = try InspectorTerms.leave(cell: leave ?? "")
        self.conflicts = try InspectorTerms.conflicts(cell: conflicts ?? "")
        _ = try InspectorTerms(
            qualifications: self.qualifications ?? [], leave: self.leave ?? [], conflicts: self.conflicts ?? [])
        self.name = try Application.text(name, "name")
        self.certificateNo = try Application.text(certificateNo, "certificate_no")
        self.expires = expires
        guard !self.certificateNo.contains("|") else {
            throw Fault(
                .invalid, "\"certificate_no\" takes no \"|\": draws use it between their parts.",
                field: "certificate_no")
        }
    }
}

extension InspectorEntry {
    /// What the entry says, over what was known.
    public func terms(over known: InspectorTerms) throws -> InspectorTerms {
        try InspectorTerms(
            qualifications: qualifications ?? known.qualifications, leave: leave ?? known.leave,
            conflicts: conflicts ?? known.conflicts)
    }
}

/// A table of inspectors, one row each.
public enum InspectorSheet {
    public static func read(_ sheet: Sheet) -> SheetReading<InspectorEntry> {
        RowSheet.read(sheet, name: InspectorColumn.certificateNo) { row, notes in
            let expires = notes.day(row, .certificateExpires)
            let (name, number) = (notes.text(row, .name), notes.text(row, .certificateNo))
            let terms = [InspectorColumn.qualifications, .leave, .conflicts].map { notes.text(row, $0) }
            return RowSheet.Entry(key: number) {
                try InspectorEntry(
                    name: name, certificateNo: number, expires: expires, qualifications: terms[0], leave: terms[1],
                    conflicts: terms[2])
            } column: { field in
                switch field.prefix(while: { $0 != "[" }) {
                case "certificate_no": .certificateNo
                case "qualifications": .qualifications
                case "leave": .leave
                case "conflicts": .conflicts
                default: .name
                }
            }
        }
    }
}

/// A table of stations, one row each.
public enum StationSheet {
    public static func read(_ sheet: Sheet) -> SheetReading<String> {
        RowSheet.read(sheet, name: StationColumn.name) { row, notes in
            let name = notes.text(row, .name)
            return RowSheet.Entry(key: name) {
                try Application.text(name, "name")
            } column: { _ in
                .name
            }
        }
    }
}

/// A table of enterprises, one row each.
public enum EnterpriseSheet {
    public static func read(_ sheet: Sheet) -> SheetReading<Enterprise> {
        RowSheet.read(sheet, name: EnterpriseColumn.uscc) { row, notes in
            let credit = notes.word(row, .creditClass, Words.credit)
            let texts = [EnterpriseColumn.uscc, .name, .legalRep, .address, .region].map { notes.text(row, $0) }
            return RowSheet.Entry(key: texts[0].uppercased()) {
                try Enterprise(
                    uscc: texts[0], name: texts[1], legalRep: texts[2], address: texts[3], region: texts[4],
                    creditClass: credit)
            } column: {
                switch $0 {
                case "name": .name
                case "legal_rep": .legalRep
                case "address": .address
                case "region": .region
                default: .uscc
                }
            }
        }
    }
}

/// Tables in which every row is a thing of its own.
enum RowSheet {
    struct Entry<Value, Column> {
        /// What must occur once.
        let key: String
        let make: () throws -> Value
        /// The column of a fault's field.
        let column: (String) -> Column
    }

    static func read<Value, Column: SheetColumn>(
        _ sheet: Sheet, name: Column, _ entry: (Sheet.Row, inout SheetNotes<Column>) -> Entry<Value, Column>
    ) -> SheetReading<Value> {
        guard let (header, rows, failure) = SheetHeader<Column>.open(sheet, as: Value.self) else {
            return SheetHeader<Column>.noHeadings(sheet)
        }
        if let failure { return failure }
        var notes = SheetNotes(header, rows)
        var items: [SheetReading<Value>.Item] = []
        var held: Set<Int> = []
        var seen: [String: Int] = [:]
        for row in rows {
            let before = notes.count
            let entry = entry(row, &notes)
            var value: Value?
            do {
                value = try entry.make()
            } catch {
                judge(error, row, entry.column, &notes)
            }
            if !entry.key.isEmpty, let first = seen.updateValue(row.number, forKey: entry.key) {
                notes.note(row, name, Wording(zh: "与第 \(first) 行重复", en: "It repeats row \(first)"))
            }
            if let value, notes.count == before, !notes.strange.contains(row.number) {
                items.append(.init(value: value, rows: [row.number]) { header.problem(row, name, $0) })
            } else {
                held.insert(row.number)
            }
        }
        return SheetReading(
            items: items, problems: notes.problems, held: held, headerRow: header.row.number, isUnreadable: false)
    }

    private static func judge<Column: SheetColumn>(
        _ error: any Error, _ row: Sheet.Row, _ column: (String) -> Column, _ notes: inout SheetNotes<Column>
    ) {
        let fault = error as? Fault
        let column = column(fault?.field ?? "")
        guard !notes.isNoted(row, column) else { return }
        let text = notes.peek(row, column)
        if text.isEmpty {
            notes.note(row, column, SheetWords.blank)
        } else if let fault, fault.field == "uscc" {
            notes.note(row, column, CellJudgement.uscc(fault, text))
        } else {
            notes.note(row, column, column.rule)
        }
    }
}
