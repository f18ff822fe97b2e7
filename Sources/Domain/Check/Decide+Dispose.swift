import Foundation

/// Dispose: findings, rectification and recheck, and the head's conclusion.
extension Desk {
    var disposing: Ruling? {
        switch (command, check.state) {
        case (.review(let findings), .sealed(let sealed)): submit(.session(sealed), findings)
        case (.review(let findings), .noShow(let absence)): submit(.noShow(absence), findings)
        case (.review(let findings), .declined(let declined)): submit(.declined(declined), findings)
        case (.review(let findings), .underReview(let review)): revise(review, findings)
        case (.recordReview(let report), .approved(let approval)): recordReview(approval, report)
        case (.rectify(let order), .underReview(let review)): rectify(review, order)
        case (.acknowledge(let acknowledge), .rectifying(let rectifying)):
            proved(acknowledge, rectifying.order.at) { serve(rectifying, $0) }
        case (.serve(let service), .rectifying(let rectifying)):
            attested(service, rectifying.order.at) { serve(rectifying, $0) }
        case (.report(let text), .rectifying(let rectifying)): report(rectifying, text)
        case (.recheck(let report), .rectifying(let rectifying)): recheck(rectifying, report)
        case (.pass(let conclusion), .underReview(let review)): conclude(review, nil, .pass, conclusion)
        case (.pass(let conclusion), .rechecked(let done)): conclude(done.rectifying.review, done, .pass, conclusion)
        case (.fail(let conclusion), .underReview(let review)): conclude(review, nil, .fail, conclusion)
        case (.fail(let conclusion), .rechecked(let done)): conclude(done.rectifying.review, done, .fail, conclusion)
        case (.acknowledge(let acknowledge), .failed(let decided)):
            proved(acknowledge, decided.decision.at) { serve(decided, $0) }
        case (.serve(let service), .failed(let decided)):
            attested(service, decided.decision.at) { serve(decided, $0) }
        default: nil
        }
    }

    func review(_ basis: UnderReview.Basis, _ findings: [Finding]) -> Ruling {
        if let refusal = unsound(findings) { return .refused(refusal) }
        let fields: [String: JSONValue] = ["basis": .string(basis.word), "findings": self.fields(findings)]
        return filing(.dispositionOpinion, fields) { paper in
            accept(
                .underReview(UnderReview(basis: basis, at: now, findings: findings)),
                named(paper).merging(["findings": .array(findings.map { .string($0.ruleID) })]) { $1 },
                effects: [.replaceFindings(findings), .file(paper)])
        }
    }

    /// Other findings before the head decides, or decides anew: with an opinion of their own, beside the earlier one.
    private func revise(_ review: UnderReview, _ findings: [Finding]) -> Ruling {
        guard actor.role != .timer else {
            return refuse(.role, "The findings under review are changed by people only: an inspector, or the head.")
        }
        return self.review(review.basis, findings)
    }

    private func recordReview(_ approval: Approval, _ report: RecordReview) -> Ruling {
        guard !check.mode.hasSession else {
            return refuse(
                .mode, "\(check.checkNo) is a video check: it is reviewed after its session, not on the file alone.")
        }
        if let refusal = strangers(report.inspectors) ?? unsound(report.findings) { return .refused(refusal) }
        guard !report.record.isEmpty else {
            return refuse(.transcript, "Put on record in \"record\" what was looked at and what it showed.")
        }
        let kind: DocumentKind = check.mode == .onsiteCheck ? .onsiteRecord : .deskRecord
        let fields: [String: JSONValue] = [
            "noted": .string(clock.minute(now)), "text": .string(report.record),
            "findings": self.fields(report.findings),
            "reviewers": .array(report.inspectors.map { .string($0) }),
        ]
        let record = FileReview(approval: approval, at: now, inspectorIDs: report.inspectors, record: report.record)
        return filing(kind, fields) { paper in
            accept(
                .underReview(UnderReview(basis: .record(record), at: now, findings: report.findings)),
                named(paper).merging([
                    "findings": .array(report.findings.map { .string($0.ruleID) }),
                    "inspectors": .array(report.inspectors.map { .string($0) }),
                ]) { $1 },
                effects: [.replaceFindings(report.findings), .file(paper)])
        }
    }

    /// Two who may inspect signed for it.
    func strangers(_ inspectors: [String]) -> Refusal? {
        let known = Set(inspectors).intersection(facts.inspectors)
        guard known.count >= facts.rules.minInspectors, known.count == inspectors.count else {
            return Refusal(
                .twoInspectors,
                "\"inspectors\" must name \(facts.rules.minInspectors) or more inspectors, each once, who are active, hold a valid certificate and the qualifications that the rules ask for, are not on leave and have no conflict of interest with this enterprise."
            )
        }
        return nil
    }

    func unsound(_ findings: [Finding]) -> Refusal? {
        let people = Set(check.people.map(\.id))
        let footage = Set(facts.footage.map(\.id))
        for (index, finding) in findings.enumerated() {
            if finding.ruleID.isEmpty || finding.text.isEmpty {
                return Refusal(
                    .findings, "findings[\(index)] needs the rule that was broken, and in \"text\" what was found.")
            }
            if let person = finding.person, !people.contains(person) {
                return Refusal(.findings, "findings[\(index)].person \(person) is not one of this check's people.")
            }
            guard let evidence = finding.evidence else { continue }
            if !footage.contains(evidence.recording) {
                return Refusal(
                    .findings, "findings[\(index)].recording \(evidence.recording) is not footage of this check.")
            }
            if !(evidence.from >= 0 && evidence.to >= evidence.from && evidence.to <= Finding.Evidence.latest) {
                return Refusal(
                    .findings,
                    "findings[\(index)] must have 0 ≤ from ≤ to, in seconds from the recording's start, and lie in it.")
            }
        }
        return nil
    }

    func fields(_ findings: [Finding]) -> JSONValue {
        .array(
            findings.map { finding in
                .object([
                    "rule_id": .string(finding.ruleID), "text": .string(finding.text),
                    "severity": .string(finding.severity.rawValue),
                    "person": .text(check.people.first { $0.id == finding.person }?.name),
                    "footage": .text(
                        finding.evidence.map { "\($0.recording) \(FootageTime.span($0.from, $0.to))" }),
                ])
            })
    }
}

extension UnderReview.Basis {
    /// Whether anybody looked at the people or their papers: only then can it be said that all is well.
    public var showsPeople: Bool {
        switch self {
        case .session, .record: true
        case .noShow, .declined: false
        }
    }

    public var word: String {
        switch self {
        case .session: "session"
        case .noShow: "no_show"
        case .declined: "declined"
        case .record: "record"
        }
    }
}
