import Domain
import Foundation

extension DecideTests {
    func reviewing() throws -> [Provocation] {
        let stranger = ID<Check.Person>.new(path.session)
        func finding(
            _ says: String, _ person: ID<Check.Person>? = nil, _ recording: ID<Recording>? = nil, _ from: Double = 0,
            _ to: Double = 1, rule: String = "R", text: String = "t", at place: Place = .sealed
        ) throws -> Provocation {
            let odd = Finding(
                ruleID: rule, text: text, severity: .minor, person: person,
                evidence: .init(recording: recording ?? path.recording, from: from, to: to))
            return try provoke(.findings, says, at: place, .review([path.finding, odd]))
        }
        func record(_ guardName: Refusal.Guard, _ says: String, _ record: RecordReview) throws -> Provocation {
            try provoke(guardName, says, at: .approvedDesk, .recordReview(record))
        }
        let empty = RecordReview(inspectors: ["ins_a", "ins_b"], record: "", findings: [])
        return [
            try finding("findings[1].person", stranger),
            try finding("findings[1].recording", nil, .new(path.session)),
            try finding("from ≤ to", nil, nil, 2, 1),
            try finding("from ≤ to", nil, nil, -1, 1),
            try finding("from ≤ to", nil, nil, .nan, 1),
            // A number that no paper can print.
            try finding("lie in it", nil, nil, 0, .infinity),
            try finding("lie in it", nil, nil, 0, 1e300),
            try finding("findings[1]", rule: ""),
            try finding("what was found", text: ""),
            try finding("findings[1].person", stranger, at: .reviewed),
            try provoke(.role, "people only", at: .reviewed, .review([]), by: .timer),
            try record(.twoInspectors, "inspectors", path.record(by: ["ins_a"])),
            try record(.twoInspectors, "each once", path.record(by: ["ins_a", "ins_a"])),
            try record(.twoInspectors, "valid certificate", path.record(by: ["ins_a", "ins_z"])),
            try record(.transcript, "record", empty),
            try record(.findings, "findings[0].person", path.record([path.finding(about: stranger)])),
            try provoke(.document, "desk_record", at: .approvedDesk, usual: .recordReview) {
                $0.papers[.deskRecord] = nil
            },
        ]
    }

    func rectifying() throws -> [Provocation] {
        let today = Day(path.session, in: path.zone)
        func due(_ day: Day) throws -> Provocation {
            try provoke(.dueDate, "within 180 days", at: .reviewedFindings, .rectify(Rectify(reason: "r", due: day)))
        }
        let served = Place.rectifyingServedReported
        return [
            try provoke(.reason, "reasons", at: .reviewedFindings, .rectify(Rectify(reason: "", due: nil))),
            try provoke(.findings, "nothing to rectify", at: .reviewed, usual: .rectify),
            try due(today), try due(today.adding(days: -1)), try due(today.adding(days: 181)),
            try provoke(.service, "served already", at: .rectifyingServed, usual: .serve),
            try provoke(.service, "served already", at: .rectifyingServed, usual: .acknowledge),
            try provoke(.report, "each finding", at: .rectifyingServed, .report(text: "")),
            try provoke(.service, "not served", at: .rectifyingReported, usual: .recheck),
            try provoke(.report, "2021-10-17", at: .rectifyingServed, usual: .recheck),
            try provoke(.twoInspectors, "inspectors", at: served, .recheck(path.recheck(by: ["ins_a"]))),
            try provoke(.twoInspectors, "inspectors", at: served, usual: .recheck) { $0.inspectors = ["ins_b"] },
            try provoke(
                .transcript, "rechecked", at: served,
                .recheck(RecheckReport(inspectors: ["ins_a", "ins_b"], record: "", remaining: []))),
            try provoke(.findings, "from 0 to 0", at: served, .recheck(path.recheck([1]))),
            try provoke(.findings, "from 0 to 0", at: served, .recheck(path.recheck([-1]))),
            try provoke(.findings, "each once", at: served, .recheck(path.recheck([0, 0]))),
            try provoke(.document, "result", at: .rectifying, usual: .serve) { $0.result = nil },
        ]
    }

    func concluding() throws -> [Provocation] {
        let two = try StraightPath(names: ["Wang Wei", "Zhao Min"])
        let (first, second) = (two.people[0].id, two.people[1].id)
        func people(
            _ says: String, _ verdict: PersonOutcome.Verdict, _ outcomes: [PersonOutcome], findings: [Finding] = []
        ) throws -> Provocation {
            let conclusion = Conclusion(reason: "r", people: outcomes)
            return try provoke(
                .people, says, at: findings.isEmpty ? .reviewed : .reviewedFindings,
                verdict == .pass ? .pass(conclusion) : .fail(conclusion), findings: findings, path: two)
        }
        let aboutFirst = [two.finding(about: first)]
        let stranger = PersonOutcome(person: .new(path.session), outcome: .pass)
        return [
            try provoke(.findings, "LEAD-02", at: .reviewedFindings, usual: .pass),
            try provoke(.findings, "LEAD-02", at: .recheckedOpen, usual: .pass),
            try provoke(.findings, "none is on record", at: .reviewed, usual: .fail),
            try provoke(.findings, "none is on record", at: .recheckedCured, usual: .fail),
            try provoke(.people, "Nobody was seen", at: .reviewedAbsence, usual: .pass),
            try provoke(.reason, "reason", at: .reviewed, .pass(Conclusion(reason: ""))),
            try provoke(.reason, "reason", at: .reviewedFindings, .fail(Conclusion(reason: ""))),
            try people("cannot fail in a check that passes", .pass, [.init(person: first, outcome: .fail)]),
            try people("cannot pass", .fail, [.init(person: first, outcome: .pass)], findings: aboutFirst),
            try people("cannot fail", .fail, [.init(person: second, outcome: .fail)], findings: aboutFirst),
            try people("not one of this check's people", .pass, [stranger]),
            try people("not one of this check's people", .fail, [stranger], findings: aboutFirst),
            try people(
                "twice", .pass, [.init(person: first, outcome: .pass), .init(person: first, outcome: .pass)]),
            try provoke(.document, "result", at: .reviewed, usual: .pass) { $0.result = nil },
            try provoke(.service, "served already", at: .failedServed, usual: .serve),
            try provoke(.service, "served already", at: .failedServed, usual: .acknowledge),
        ]
    }

    func ending() throws -> [Provocation] {
        let noReason = Escalate(code: .other, reason: "")
        return [
            try provoke(.reason, "reason", at: .noShow, .escalate(noReason)),
            try provoke(.document, "on-site check", at: .noShow, usual: .escalate) { $0.onsite = nil },
            try provoke(.mode, "on the spot already", at: .reviewedOnsite, usual: .escalate),
            try provoke(.reason, "reason", at: .passed, .reopen(reason: "")),
            try provoke(.receipt, "without a decision", at: .closedEscalated, usual: .reopen),
            try provoke(.reason, "reason", at: .closedPassed, .withdraw(reason: "")),
            try provoke(.receipt, "reopen it", at: .failed, usual: .withdraw),
            try provoke(.receipt, "no result", at: .closedEscalated, usual: .withdraw),
            try provoke(.receipt, "no result", at: .closedWithdrawn, usual: .withdraw),
            try provoke(.service, "not served", at: .failed, .close),
            try provoke(.service, "not served", at: .failedOpen, .close),
            try provoke(.receipt, "deliveries", at: .passed, .close) { $0.delivered = false },
            try provoke(.receipt, "deliveries", at: .failedServed, .close) { $0.delivered = false },
            try provoke(.receipt, "deliveries", at: .withdrawnPass, .close) { $0.delivered = false },
            try provoke(.wrongState, "passed or failed or closed", at: .cancelled, usual: .reopen),
        ]
    }
}
