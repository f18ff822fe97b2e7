import Foundation

/// What comes beside the course of a check: the inspectors' verdicts, footage that turns up late, scans of papers.
extension Desk {
    var supplementing: Ruling? {
        switch (command, check.state) {
        case (.verdict(let given), .sealed(let sealed)): verdict(given, .session(sealed))
        case (.verdict(let given), .noShow(let absence)): verdict(given, .noShow(absence))
        case (.verdict(let given), .declined(let declined)): verdict(given, .declined(declined))
        case (.addend(let reason), let state) where state.name.takesAddenda: addend(reason)
        case (.fileScan(let scan), _): file(scan)
        default: nil
        }
    }

    /// The first is put away unread; the last that is needed reveals all, and the check is submitted on them.
    private func verdict(_ given: InspectorVerdict, _ basis: UnderReview.Basis) -> Ruling {
        if let refusal = mayNotJudge(given) ?? unfounded(given, basis) { return .refused(refusal) }
        guard let text = try? FiledVerdict.text(given, checkNo: check.checkNo),
            let filed = try? FiledVerdict(text, salt: facts.salt, by: actor.name, at: now, isRevealed: false)
        else { return refuse(.verdict, "The verdict could not be written down: send it again.") }
        guard facts.nextVerdictReveals else {
            return accept(
                check.state, ["inspector": .string(given.inspector), "commitment": .string(filed.commitment)],
                effects: [.sealVerdict(filed)])
        }
        let all = facts.verdicts + [filed]
        let findings = all.flatMap(\.verdict.findings).reduce(into: [Finding]()) { union, finding in
            if !union.contains(finding) { union.append(finding) }
        }
        let fields: [String: JSONValue] = [
            "basis": .string(basis.word), "findings": self.fields(findings), "verdicts": self.fields(all),
        ]
        return filing(.dispositionOpinion, fields) { paper in
            accept(
                .underReview(UnderReview(basis: basis, at: now, findings: findings)),
                named(paper).merging([
                    "findings": .array(findings.map { .string($0.ruleID) }), "verdicts": .array(all.map(shown)),
                    "agreed": .bool(Set(all.map(\.verdict.verdict)).count == 1),
                ]) { $1 },
                effects: [.sealVerdict(filed), .revealVerdicts, .replaceFindings(findings), .file(paper)])
        }
    }

    /// One of the check's inspectors, once.
    private func mayNotJudge(_ given: InspectorVerdict) -> Refusal? {
        let inspectors = check.state.booking?.inspectorIDs ?? []
        guard inspectors.contains(given.inspector) else {
            return Refusal(
                .verdict,
                "\"inspector\" \(given.inspector) is not one of this check's inspectors (\(list(inspectors))): each of them gives a verdict, nobody else."
            )
        }
        guard let earlier = facts.verdicts.first(where: { $0.verdict.inspector == given.inspector }) else { return nil }
        return Refusal(
            .verdict,
            "The verdict of \(list([given.inspector])) is sealed since \(earlier.at.iso8601) and is not changed any more. Once all are in, the head may have the findings changed by \"review\"."
        )
    }

    private func unfounded(_ given: InspectorVerdict, _ basis: UnderReview.Basis) -> Refusal? {
        guard !given.reason.isEmpty else {
            return Refusal(.reason, "A verdict needs its reasons: send them as \"reason\".")
        }
        switch given.verdict {
        case .pass where !given.findings.isEmpty:
            return Refusal(.findings, "A verdict of pass has no findings: leave them out, or give another verdict.")
        case .pass where !basis.showsPeople:
            return Refusal(.people, "Nobody was seen in this check: a verdict of pass would rest on nothing.")
        case .fail where given.findings.isEmpty, .rectify where given.findings.isEmpty:
            return Refusal(.findings, "A verdict of \(given.verdict.rawValue) rests on at least one finding.")
        case .pass, .fail, .rectify, .escalate: return unsound(given.findings)
        }
    }

    /// Submitted for decision without verdicts: where the rules ask for none.
    func submit(_ basis: UnderReview.Basis, _ findings: [Finding]) -> Ruling {
        guard facts.rules.verdictsRequired > 0 else { return review(basis, findings) }
        let given = Set(facts.verdicts.map(\.verdict.inspector))
        let missing = (check.state.booking?.inspectorIDs ?? []).filter { !given.contains($0) }
        return refuse(
            .verdict,
            "The check is submitted by its inspectors' own verdicts, \(facts.rules.verdictsRequired) of them; missing: \(list(missing)). Each gives it by \"verdict\"."
        )
    }

    private func list(_ inspectors: [String]) -> String {
        inspectors.map { id in facts.inspectorNames[id].map { "\($0) \(id)" } ?? id }.joined(separator: ", ")
    }

    /// What everybody may check: the very text, its salt, and what was committed to before.
    private func shown(_ filed: FiledVerdict) -> JSONValue {
        .object([
            "inspector": .string(filed.verdict.inspector), "verdict": .string(filed.verdict.verdict.rawValue),
            "at": .string(filed.at.iso8601), "by": .string(filed.by), "statement": .string(filed.text),
            "salt": .string(filed.salt.hexadecimal), "commitment": .string(filed.commitment),
        ])
    }

    private func fields(_ all: [FiledVerdict]) -> JSONValue {
        .array(
            all.map { filed in
                .object([
                    "inspector": .string(facts.inspectorNames[filed.verdict.inspector] ?? filed.verdict.inspector),
                    "verdict": .string(filed.verdict.verdict.rawValue), "reason": .string(filed.verdict.reason),
                    "rules": .string(filed.verdict.findings.map(\.ruleID).joined(separator: "、")),
                    "given": .string(clock.minute(filed.at)),
                ])
            })
    }

    /// Both statements, for a paper that settles a disagreement; none where the inspectors agreed.
    var disagreement: JSONValue {
        facts.verdicts.disagree ? fields(facts.verdicts.filter(\.isRevealed)) : .array([])
    }

    /// Who gets a check out of where it is stuck, where that is not plain.
    var wayOut: String {
        switch (command.name, check.state.name) {
        case (.pass, .rectifying), (.fail, .rectifying), (.rectify, .rectifying):
            " The recheck is open: two inspectors put it on record by \"recheck\" first."
        case (.verdict, .underReview):
            " The verdicts are in and are not changed any more: a second opinion goes through the head's \"review\"."
        default: ""
        }
    }
}
