import Domain
import Foundation
import GRDB

/// Terms of filed cases that are near, or have run out: said until people have acted.
extension CheckStore {
    func caseTerms(_ db: Database, now: Date) throws -> [Alert] {
        let today = Day(now, in: surroundings.timeZone)
        return try db.rows(CaseTable.select + " WHERE l.ended_at IS NULL ORDER BY l.filed_at LIMIT 1000").flatMap {
            let one = try CaseTable.legalCase($0)
            let rules = try surroundings.rules(at: one.filing.at)
            return try terms(of: one).compactMap { term -> Alert? in
                // The party's own time is no duty of the centre's. What is provisional ends later than it says.
                guard term.name != .hearingRequest, let clock = ClockName(rawValue: term.name.rawValue) else {
                    return nil
                }
                let near = rules.clock(clock).warnDays
                let isOver = !term.due.provisional && now >= term.due.instant
                guard isOver || term.due.day.ordinal - today.ordinal <= near else { return nil }
                return Alert(
                    isOver ? .caseTermOverdue : .caseTermNear, subject: "\(one.id).\(term.name.rawValue)",
                    detail: [
                        "case": .string(one.caseNo), "check": .string(one.checkNo), "term": .string(term.name.rawValue),
                        "deadline": .string(term.due.day.description), "state": .string(one.state.name.rawValue),
                    ])
            }
        }
    }
}
