import Foundation

/// A case is filed on a check (立案审批): a machine of its own begins, and the check stays where it is.
extension Desk {
    var casefiling: Ruling? {
        guard case .fileCase(let order) = command, command.name.takenFrom.contains(check.state.name) else { return nil }
        return fileCase(order)
    }

    private func fileCase(_ order: FileCase) -> Ruling {
        guard !order.facts.isEmpty, !order.basis.isEmpty else {
            return refuse(
                .reason, "A case is filed on facts and law: send \"facts\", and in \"basis\" the statutes broken.")
        }
        let known = Set(check.people.map(\.id))
        guard order.persons.allSatisfy(known.contains), Set(order.persons).count == order.persons.count else {
            return refuse(.people, "\"persons\" names people of this check, each once.")
        }
        if order.kind == .revocation, let refusal = unrevocable(order) { return .refused(refusal) }
        guard let opening = facts.newCase else {
            return refuse(.document, "No number could be set aside for the case: try again.")
        }
        guard !facts.openCases.contains(order.kind) else {
            return refuse(
                .openCase,
                "A case of \(order.kind.rawValue) is open on \(check.checkNo) already: work on that one, or dismiss it first."
            )
        }
        let fields: [String: JSONValue] = [
            "case_no": .string(opening.number), "cause": .string(order.cause.title.zh),
            "cause_en": .string(order.cause.title.en), "is_penalty": .bool(order.kind == .penalty),
            "facts": .string(order.facts), "basis": .string(order.basis), "noted": .string(clock.minute(now)),
            "concerned": .array(
                check.people.filter { order.persons.contains($0.id) }.map { .object(["name": .string($0.name)]) }),
        ]
        return filing(.caseApproval, fields) { paper in
            let filing = LegalCase.Filing(
                at: now, by: actor.name, cause: order.cause, facts: order.facts, basis: order.basis,
                persons: order.persons, document: paper.id, number: paper.number)
            let opened = LegalCase(
                id: opening.id, caseNo: opening.number, check: check.id, checkNo: check.checkNo, uscc: check.uscc,
                enterpriseName: check.enterpriseName, kind: order.kind, filing: filing)
            return accept(
                check.state,
                named(paper).merging([
                    "case": .string(opening.id.description), "case_no": .string(opening.number),
                    "kind": .string(order.kind.rawValue), "cause": .string(order.cause.rawValue),
                ]) { $1 }, effects: [.file(paper), .openCase(opened)])
        }
    }

    /// A licence is undone where the check failed, or where fraud was found.
    private func unrevocable(_ order: FileCase) -> Refusal? {
        if check.state.name == .failed { return nil }
        let found = check.state.recheck?.remaining ?? check.state.review?.findings ?? []
        guard order.cause == .falseMaterial, !found.isEmpty else {
            return Refusal(
                .findings,
                "A revocation is filed on a check that failed, or on findings of false material: record them, or fail the check first."
            )
        }
        return nil
    }
}
