import Domain
import Foundation

/// Commands as they are given when all is well, and when they are given.
extension StraightPath {
    /// The draw decides who must be present: everyone is.
    func command(_ name: CheckCommand.Name, at now: Date, findings: [Finding] = [], remaining: [Int] = [])
        -> CheckCommand
    {
        switch name {
        case .approve: .approve
        case .schedule: .schedule
        case .waiveLead: .waiveLead(reason: "Li waived it by telephone.")
        case .issue: .issue
        case .acknowledge: .acknowledge(Acknowledge(proof: .linkAcknowledged, firstOpenedAt: now))
        case .serve: .serve(Service(arrivedAt: now, acknowledgedAt: nil, proof: .signedReceipt, note: "Receipt 7, Li"))
        case .failService: .failService(reason: "The mail bounced.")
        case .askReschedule: .askReschedule(Reschedule(reason: "An inspection of the grid.", notBefore: nil))
        case .reschedule: .reschedule(Reschedule(reason: "Agreed.", notBefore: nil))
        case .keepSlot: .keepSlot(reason: "No other slot is free.")
        case .begin: .begin(begin())
        case .interrupt: .interrupt(Interrupt(cause: .lineDropped, note: "No picture."))
        case .resume: .resume(Resume(present: inspectors.map(\.id), identified: people.map(\.id)))
        case .abort: .abort(reason: "The line did not come back.")
        case .noShow: .noShow([ContactAttempt(at: now, how: "Telephone, nobody answered.")])
        case .decline: .decline(Decline(statement: "We will not take part.", signers: drawn))
        case .complete: .complete(transcript: "Questions and answers.")
        case .seal: .seal(.signed)
        case .review: .review(findings)
        case .recordReview: .recordReview(record(findings))
        case .rectify: .rectify(Rectify(reason: "Curable.", due: nil))
        case .report: .report(text: "The contract was ended.")
        case .recheck: .recheck(recheck(remaining))
        case .pass: .pass(Conclusion(reason: "In order."))
        case .fail: .fail(Conclusion(reason: "LEAD-02."))
        case .escalate: .escalate(Escalate(code: .premises, reason: "The workshop must be seen."))
        case .reopen: .reopen(reason: "A new document.")
        case .withdraw: .withdraw(reason: "Posted for the wrong enterprise.")
        case .cancel: .cancel(Cancel(reason: "The application was taken back.", replacement: nil))
        case .fileCase:
            .fileCase(
                FileCase(
                    kind: .penalty, cause: .certificateLending, facts: "Wang Wei serves elsewhere.",
                    basis: "Measures, article 12"))
        case .close: .close
        case .verdict: .verdict(verdict(findings: findings))
        case .addend: .addend(reason: "The backup card of the recorder was found.")
        case .fileScan: .fileScan(scan)
        case .askRecusal: .askRecusal(AskRecusal(inspector: drawn[0], reason: "He is my cousin."))
        case .decideRecusal: .decideRecusal(DecideRecusal(inspector: drawn[0], granted: true, reason: "So it is."))
        case .replaceInspector:
            .replaceInspector(ReplaceInspector(inspector: drawn[0], cause: .illness, reason: "In hospital."))
        case .inviteExpert:
            .inviteExpert(InviteExpert(name: "Dr Lin", field: "insulation", organisation: nil, reason: "To look on."))
        case .recordExpertFee:
            .recordExpertFee(
                RecordExpertFee(expert: expert.id.description, hours: 1.5, amountFen: 80_050, note: "As agreed."))
        case .extendDeadline: .extendDeadline(reason: "More material is needed.")
        case .settleClock: .settleClock(SettleClock(clock: .publication, note: "On the portal, by Zhao."))
        case .remind: .remind
        }
    }

    func begin(
        present: [String]? = nil, identified: [ID<Check.Person>]? = nil, shown: Bool = true,
        capture: Begin.Capture = .external(attestation: "Recorder 2 runs."), override: String? = nil
    ) -> Begin {
        Begin(
            present: present ?? inspectors.map(\.id), identified: identified ?? people.map(\.id),
            certificatesShown: shown, capture: capture, clockOverride: override)
    }

    /// Of the second inspector, on site where nothing was found: it holds for every basis.
    func verdict(
        _ word: InspectorVerdict.Word? = nil, by inspector: String? = nil, findings: [Finding] = [],
        reason: String = "Seen in the footage."
    ) -> InspectorVerdict {
        InspectorVerdict(
            inspector: inspector ?? drawn[1], verdict: word ?? (findings.isEmpty ? .escalate : .fail),
            findings: findings, reason: reason)
    }

    func record(_ findings: [Finding] = [], by inspectors: [String] = ["ins_a", "ins_c"]) -> RecordReview {
        RecordReview(inspectors: inspectors, record: "Contracts and insurance compared.", findings: findings)
    }

    func recheck(_ remaining: [Int] = [], by inspectors: [String] = ["ins_b", "ins_c"]) -> RecheckReport {
        RecheckReport(inspectors: inspectors, record: "The new contract was seen.", remaining: remaining)
    }

    /// When a command is usually given: minutes after the session's start; nil: on the opening day.
    private func minutes(_ name: CheckCommand.Name) -> Double? {
        switch name {
        case .approve, .schedule, .waiveLead, .issue, .acknowledge, .serve, .failService, .askReschedule, .reschedule,
            .keepSlot, .cancel, .recordReview, .askRecusal, .decideRecusal, .replaceInspector, .inviteExpert,
            .recordExpertFee, .extendDeadline, .remind:
            nil
        case .begin: 0
        case .decline: 5
        case .interrupt: 10
        case .noShow: 15
        case .resume: 20
        case .complete, .seal: 30
        case .abort: 40
        case .review, .verdict, .rectify, .report, .recheck, .pass, .fail, .escalate, .reopen, .withdraw, .close,
            .settleClock, .fileCase:
            60
        case .addend, .fileScan: 70
        }
    }

    /// When a command is given if all is well: at its usual time, and no earlier than what came before it.
    func moment(_ name: CheckCommand.Name, after last: Date? = nil) -> Date {
        let usual = minutes(name).map { session.addingTimeInterval($0 * 60) } ?? opening
        return max(usual, last ?? usual)
    }

    /// A check that `decide` itself led there, with the time and what it left behind on the way.
    func standing(
        at place: Place, findings: [Finding]? = nil, source: Check.Source = .licenceReview,
        channels: [ServiceChannel] = [.mail, .text]
    ) throws -> Standing {
        var standing = Standing(check: try requested(place.mode, source: source, channels: channels), at: opening)
        let found = findings ?? (place.hasFindings ? [finding] : [])
        for step in place.steps {
            let now = moment(step, after: standing.at)
            let remaining = place.leavesOpen ? Array(found.indices) : []
            let ruling = try ruling(
                standing.check, command(step, at: now, findings: found, remaining: remaining), at: now,
                posted: standing.posted)
            guard case .accepted(let transition) = ruling else {
                throw Fault(.internal, "the way to \(place.rawValue) stops at \(step.rawValue): \(ruling)")
            }
            standing.take(transition)
        }
        return standing
    }
}
