import Foundation

/// A table of applications: one row for each person, the rows of one number together one application. What an
/// application says once (the enterprise, the contact, …) stands in any of its rows, and nowhere otherwise.
///
/// An application with any bad cell is held back whole: taken without a person, it could never be sent complete.
public enum ApplicationSheet {
    /// - Parameter timeZone: of the centre, for times without an offset.
    public static func read(_ sheet: Sheet, timeZone: TimeZone) -> SheetReading<Application> {
        guard let (header, rows, failure) = SheetHeader<ApplicationColumn>.open(sheet, as: Application.self) else {
            return SheetHeader<ApplicationColumn>.noHeadings(sheet)
        }
        if let failure { return failure }
        var notes = SheetNotes(header, rows)
        var items: [SheetReading<Application>.Item] = []
        var held: Set<Int> = []
        for group in groups(rows, &notes) {
            let numbers = group.rows.map(\.number)
            var draft = ApplicationDraft(group.rows, timeZone: timeZone)
            let application = draft.read(&notes)
            if let application, !group.isBroken, notes.strange.isDisjoint(with: numbers), let first = group.rows.first {
                items.append(.init(value: application, rows: numbers) { header.problem(first, .applicationNo, $0) })
            } else {
                held.formUnion(numbers)
            }
        }
        return SheetReading(
            items: items, problems: notes.problems, held: held, headerRow: header.row.number, isUnreadable: false)
    }

    private struct Group {
        var rows: [Sheet.Row]
        /// A row without a number may belong here.
        var isBroken = false
    }

    /// The rows of each number, in the order in which the numbers first occur. A row whose number cannot be read breaks
    /// the application above it, unless it names another enterprise: it may be one of its people.
    private static func groups(_ rows: [Sheet.Row], _ notes: inout SheetNotes<ApplicationColumn>) -> [Group] {
        var groups: [Group] = []
        var known: [String: Int] = [:]
        var last: Int?
        for row in rows {
            let number = notes.text(row, .applicationNo)
            guard number.isEmpty else {
                let index = known[number] ?? groups.count
                if index == groups.count { groups.append(Group(rows: [])) }
                known[number] = index
                groups[index].rows.append(row)
                last = index
                continue
            }
            notes.note(
                row, .applicationNo,
                Wording(
                    zh: "申请编号不能为空：每个人的一行都要填写", en: "Write the application's number in the row of each person"))
            if let above = last, belongs(row, with: groups[above].rows, notes) {
                groups[above].rows.append(row)
                groups[above].isBroken = true
            } else {
                groups.append(Group(rows: [row], isBroken: true))
            }
        }
        return groups
    }

    private static func belongs(
        _ row: Sheet.Row, with rows: [Sheet.Row], _ notes: SheetNotes<ApplicationColumn>
    ) -> Bool {
        for column in [ApplicationColumn.uscc, .enterpriseName] {
            let own = notes.peek(row, column)
            if own.isEmpty { continue }
            return rows.contains { notes.peek($0, column) == own }
        }
        return true
    }
}
