import Domain
import Foundation
import GRDB

extension CheckFilter {
    /// The filter as SQL over `CheckTable.select`, but for its page.
    var conditions: (sql: [String], values: [(any DatabaseValueConvertible)?]) {
        var conditions = ["1 = 1"]
        var values: [(any DatabaseValueConvertible)?] = []
        func demand(_ condition: String, _ value: some DatabaseValueConvertible) {
            conditions.append(condition)
            values.append(value)
        }
        if let stage = stage {
            let states = CheckState.Name.allCases.filter { $0.stage == stage }
            // Nearly all checks are done: going through them in order finds a page at once, an index of states would
            // gather and sort them all.
            let column = stage == .done ? "+c.state" : "c.state"
            conditions.append("\(column) IN (\(states.map { "'\($0.rawValue)'" }.joined(separator: ", ")))")
        }
        if let state = state { demand("c.state = ?", state.rawValue) }
        if let source = source { demand("c.source = ?", source.rawValue) }
        if let inspector = inspector {
            demand("c.id IN (SELECT check_id FROM check_inspector WHERE inspector_id = ?)", inspector)
        }
        // What is over is due no more; so the index of the open ones serves, and a million of the others does not matter.
        if let before = dueBefore {
            demand("c.state NOT IN ('closed', 'cancelled') AND c.deadline_at < ?", before.millis)
        }
        if let text = text {
            // What asks nothing finds nothing.
            demand(
                """
                c.id IN (SELECT e.check_id FROM search JOIN search_entry AS e ON e.id = search.rowid
                    WHERE search MATCH ? AND e.kind = 'check')
                """, SearchText.question(text) ?? "\"\"")
        }
        return (conditions, values)
    }
}
