import Domain
import Foundation

extension CommandForm {
    /// The command that this form asks for.
    /// - Throws: `Fault(.invalid)` naming the field that is missing.
    func command(_ name: CheckCommand.Name) throws -> CheckCommand {
        switch name {
        case .approve: return .approve
        case .schedule: return .schedule
        case .waiveLead: return .waiveLead(reason: words(reason))
        case .issue: return .issue
        case .close: return .close
        case .extendDeadline: return .extendDeadline(reason: words(reason))
        case .settleClock:
            return .settleClock(SettleClock(clock: try need(clock, "clock", ClockName.allowed), note: words(note)))
        case .remind: return .remind
        case .acknowledge:
            throw Self.partyOnly
        case .serve: return .serve(try service())
        case .failService: return .failService(reason: words(reason))
        case .askReschedule: return .askReschedule(try reschedule())
        case .reschedule: return .reschedule(try reschedule())
        case .keepSlot: return .keepSlot(reason: words(reason))
        case .begin: return .begin(try begin())
        case .interrupt:
            let word = try need(cause, "cause", Interruption.Cause.allowed)
            return .interrupt(Interrupt(cause: try Interruption.Cause(word: word, field: "cause"), note: words(note)))
        case .resume:
            return .resume(Resume(present: try presence(), identified: identified ?? [], experts: experts))
        case .abort: return .abort(reason: words(reason))
        case .noShow: return .noShow(try contactAttempts())
        case .decline: return .decline(Decline(statement: words(statement), signers: signers ?? []))
        case .complete: return .complete(transcript: words(transcript))
        case .seal:
            let signed = try need(party_signed, "party_signed", "true, or false with the \"reason\"")
            return .seal(signed ? .signed : .declined(reason: words(reason)))
        case .review: return .review(try found())
        case .recordReview:
            return .recordReview(
                RecordReview(inspectors: try reviewers(), record: words(record), findings: try found()))
        case .rectify: return .rectify(Rectify(reason: words(reason), due: try due.map { try Day($0, field: "due") }))
        case .report: return .report(text: words(text))
        case .recheck:
            let open = try need(remaining, "remaining", "the positions of findings not cured, empty when all are")
            return .recheck(RecheckReport(inspectors: try reviewers(), record: words(record), remaining: open))
        case .pass: return .pass(conclusion)
        case .fail: return .fail(conclusion)
        case .escalate:
            return .escalate(
                Escalate(code: try need(code, "code", Escalated.Code.allowed), reason: words(reason)))
        case .reopen: return .reopen(reason: words(reason))
        case .withdraw: return .withdraw(reason: words(reason))
        case .fileCase:
            return .fileCase(try filing())
        case .cancel:
            return .cancel(Cancel(reason: words(reason), replacement: replacement.map { words($0) }))
        case .verdict: return .verdict(try inspectorVerdict())
        case .addend: return .addend(reason: words(reason))
        case .fileScan:
            throw Fault(.conflict, "A scan's bytes are sent to POST /documents/{id}/scan.", field: "command")
        case .askRecusal, .decideRecusal, .replaceInspector, .inviteExpert, .recordExpertFee:
            return try peopleCommand(name)
        }
    }

    private static let partyOnly = Fault(
        .conflict,
        "Only the party acknowledges, by its link or code on the public pages; to put another proof of service on record, use serve."
    )

    private func filing() throws -> FileCase {
        FileCase(
            kind: try need(kind, "kind", LegalCase.Kind.allowed),
            cause: try LegalCase.Cause(word: need(cause, "cause", LegalCase.Cause.allowed), field: "cause"),
            facts: words(facts), basis: words(basis), persons: persons ?? [])
    }

    private func inspectorVerdict() throws -> InspectorVerdict {
        InspectorVerdict(
            inspector: try need(inspector, "inspector", "the id of the inspector whose verdict it is"),
            verdict: try need(verdict, "verdict", InspectorVerdict.Word.allowed),
            findings: try (findings ?? []).map(finding), reason: words(reason))
    }

    private var conclusion: Conclusion {
        Conclusion(
            reason: words(reason),
            people: (people ?? []).map { PersonOutcome(person: $0.person, outcome: $0.outcome) })
    }

    private func service() throws -> Service {
        let proof = try need(self.proof, "proof", Service.Proof.allowed)
        return Service(
            arrivedAt: try instant(need(arrived_at, "arrived_at", "when it reached the party"), "arrived_at"),
            acknowledgedAt: nil, proof: proof, note: words(note))
    }

    private func reschedule() throws -> Reschedule {
        Reschedule(
            reason: words(reason), notBefore: try not_before.map { try instant($0, "not_before") })
    }

    private func presence() throws -> [String] {
        try need(present, "present", "the ids of the inspectors who are present")
    }

    private func reviewers() throws -> [String] {
        try need(inspectors, "inspectors", "the ids of the two inspectors who looked")
    }

    private func begin() throws -> Begin {
        let capture: Begin.Capture =
            switch try need(self.capture, "capture", CaptureWord.allowed) {
            case .live: .live
            case .external: .external(attestation: words(attestation))
            }
        return Begin(
            present: try presence(), identified: identified ?? [], certificatesShown: certificates_shown ?? false,
            capture: capture, clockOverride: clock_override.map { words($0) }, experts: experts)
    }

    private func contactAttempts() throws -> [ContactAttempt] {
        try need(attempts, "attempts", "each call's time as \"at\" and how it went as \"how\"").map {
            ContactAttempt(at: try instant($0.at, "attempts"), how: words($0.how))
        }
    }

    private func found() throws -> [Finding] {
        try need(findings, "findings", "a list, empty when there are none").map(finding)
    }

    private func finding(_ form: FindingForm) throws -> Finding {
        var evidence: Finding.Evidence?
        if let recording = form.recording {
            evidence = Finding.Evidence(
                recording: recording, from: try need(form.from, "findings.from", "seconds"),
                to: try need(form.to, "findings.to", "seconds"))
        }
        return Finding(
            ruleID: form.rule_id, text: form.text, severity: form.severity, person: form.person, evidence: evidence)
    }

    /// Spaces are no reason.
    func words(_ text: String?) -> String {
        (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func instant(_ text: String, _ field: String) throws -> Date {
        guard let date = Date(iso8601: text) else {
            throw Fault(.invalid, "\"\(field)\" takes an instant such as 2026-03-02T09:00:00+08:00.", field: field)
        }
        return date
    }

    func need<T>(_ value: T?, _ field: String, _ allowed: String) throws -> T {
        guard let value else { throw Fault(.invalid, "\"\(field)\" is missing: send \(allowed).", field: field) }
        return value
    }
}
