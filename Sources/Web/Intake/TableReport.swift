import Domain
import Foundation
import Store

/// What came of a table: what was taken, what was there already, and every cell that stands in the way of the rest.
struct TableReport: Sendable {
    /// One application, inspector, station or enterprise of the table.
    struct Entry: Sendable {
        let rows: [Int]
        let taken: Taken
        /// What names it to staff.
        let name: String
        /// The number of the check that was opened.
        var checkNo: String?
        /// For programs.
        let fields: [String: JSONValue]

        var json: JSONValue {
            .object(
                fields.merging(["rows": .array(rows.map { .int(Int64($0)) }), "state": .string(taken.rawValue)]) { $1 })
        }
    }

    let kind: TableKind
    let dryRun: Bool
    let accepted: [Entry]
    let known: [Entry]
    let problems: [CellProblem]
    /// Rows that are held back.
    let held: Set<Int>
    let sheet: Sheet
    let headerRow: Int?
    /// Nothing of the table could be read: the problems say why.
    let isUnreadable: Bool

    /// The rows that are held back, to mend and upload again.
    func mendSheet(_ language: Contact.Language) -> Data? {
        headerRow.flatMap {
            MendSheet.csv(sheet, headerRow: $0, rows: held, problems: problems, language: language)
        }
    }

    var json: JSONValue {
        .object([
            "dry_run": .bool(dryRun), "accepted": .array(accepted.map(\.json)), "known": .array(known.map(\.json)),
            "problems": .array(
                problems.map { problem in
                    .object([
                        "row": .int(Int64(problem.row)), "column": .string(problem.column),
                        "header": .string(problem.header), "value": .string(problem.value),
                        "message": .string(problem.message.en), "message_zh": .string(problem.message.zh),
                    ])
                }),
            "held_rows": .array(held.sorted().map { .int(Int64($0)) }),
        ])
    }

    /// Why nothing could be read.
    var fault: Fault? {
        guard isUnreadable else { return nil }
        let said = problems.map { problem in
            problem.column.isEmpty ? problem.message.en : "\(problem.column)\(problem.row): \(problem.message.en)"
        }
        return Fault(.invalid, said.prefix(20).joined(separator: " · "), field: "table")
    }
}
