import Domain
import GRDB

extension CheckStore {
    /// For every check, every filed case, and every application that waits for its triage, the clocks that must run do,
    /// and no others.
    func clocks(_ db: Database, _ report: inout Fsck) throws {
        var count = 0
        let terms = surroundings.terms
        func compare(_ name: String, _ subject: String, _ wanted: [ClockTerm]) throws {
            let word = { (clock: ClockName, day: Day) in "\(clock.rawValue) since \(day)" }
            let must = Set(wanted.map { word($0.name, $0.startedOn) })
            let run = Set(
                try ClockTable.rows(db, "subject = ? AND stopped_at IS NULL", [subject]).map {
                    word($0.name, $0.startedOn)
                })
            count += run.count
            for one in must.subtracting(run).sorted() { report.found("\(name): the clock \(one) does not run") }
            for one in run.subtracting(must).sorted() { report.found("\(name): the clock \(one) runs for no reason") }
        }
        for row in try db.rows("SELECT id FROM \"check\"") {
            let id: ID<Check> = try row.id("id")
            // A row that does not read is told of where checks are looked at.
            guard let check = try? CheckTable.fetch(db, id) else { continue }
            try compare(
                check.checkNo, id.description,
                terms.running(check, settled: ClockTable.settled(db, id.description)))
        }
        for row in try db.rows("SELECT id FROM legal_case") {
            let id: ID<LegalCase> = try row.id("id")
            guard let one = try? CaseTable.fetch(db, id) else { continue }
            try compare(
                one.caseNo, id.description, terms.running(one, settled: ClockTable.settled(db, id.description)))
        }
        for row in try db.rows("SELECT id, application_no, triage_decision, accepted_at, made_at FROM application") {
            let waits = try row.choice("triage_decision") as RuleSet.Triage == .ask
            try compare(
                row.need("application_no"), row.need("id"),
                waits
                    ? terms.awaitingTriage(receivedAt: row.date("made_at"), acceptedAt: row.date("accepted_at")) : [])
        }
        report.looked(at: "running clocks", count)
    }
}
