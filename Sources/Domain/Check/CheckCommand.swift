import Foundation

/// What may be asked of a check. One route each: `POST /checks/{id}/{name}`.
public enum CheckCommand: Sendable, Equatable {
    case approve
    case schedule
    case waiveLead(reason: String)
    case issue
    case acknowledge(Acknowledge)
    case serve(Service)
    case failService(reason: String)
    /// The party wishes another time.
    case askReschedule(Reschedule)
    case reschedule(Reschedule)
    case keepSlot(reason: String)
    case begin(Begin)
    case interrupt(Interrupt)
    case resume(Resume)
    case abort(reason: String)
    case noShow([ContactAttempt])
    case decline(Decline)
    case complete(transcript: String)
    case seal(Sealed.Signature)
    case review([Finding])
    case recordReview(RecordReview)
    case rectify(Rectify)
    case report(text: String)
    case recheck(RecheckReport)
    case pass(Conclusion)
    case fail(Conclusion)
    case escalate(Escalate)
    case reopen(reason: String)
    case withdraw(reason: String)
    case cancel(Cancel)
    case fileCase(FileCase)
    case close
    case verdict(InspectorVerdict)
    case addend(reason: String)
    case fileScan(FileScan)
    // Who inspects, beside the state.
    case askRecusal(AskRecusal)
    case decideRecusal(DecideRecusal)
    case replaceInspector(ReplaceInspector)
    case inviteExpert(InviteExpert)
    case recordExpertFee(RecordExpertFee)
    case extendDeadline(reason: String)
    case settleClock(SettleClock)
    case remind

    public enum Name: String, Choice {
        case approve, schedule
        case waiveLead = "waive-lead"
        case issue, acknowledge, serve
        case failService = "fail-service"
        case askReschedule = "ask-reschedule"
        case reschedule
        case keepSlot = "keep-slot"
        case begin, interrupt, resume, abort
        case noShow = "no-show"
        case decline, complete, seal, review
        case recordReview = "record-review"
        case rectify, report, recheck, pass, fail, escalate, reopen, withdraw, cancel, close
        case verdict, addend
        case fileScan = "file-scan"
        case askRecusal = "ask-recusal"
        case decideRecusal = "decide-recusal"
        case replaceInspector = "replace-inspector"
        case inviteExpert = "invite-expert"
        case recordExpertFee = "record-expert-fee"
        case extendDeadline = "extend-deadline"
        case settleClock = "settle-clock"
        case remind
        case fileCase = "file-case"
    }

    public var name: Name {
        switch self {
        case .approve: .approve
        case .schedule: .schedule
        case .waiveLead: .waiveLead
        case .issue: .issue
        case .acknowledge: .acknowledge
        case .serve: .serve
        case .failService: .failService
        case .askReschedule: .askReschedule
        case .reschedule: .reschedule
        case .keepSlot: .keepSlot
        case .begin: .begin
        case .interrupt: .interrupt
        case .resume: .resume
        case .abort: .abort
        case .noShow: .noShow
        case .decline: .decline
        case .complete: .complete
        case .seal: .seal
        case .review: .review
        case .recordReview: .recordReview
        case .rectify: .rectify
        case .report: .report
        case .recheck: .recheck
        case .pass: .pass
        case .fail: .fail
        case .escalate: .escalate
        case .reopen: .reopen
        case .withdraw: .withdraw
        case .cancel: .cancel
        case .fileCase: .fileCase
        case .close: .close
        case .verdict: .verdict
        case .addend: .addend
        case .fileScan: .fileScan
        case .askRecusal: .askRecusal
        case .decideRecusal: .decideRecusal
        case .replaceInspector: .replaceInspector
        case .inviteExpert: .inviteExpert
        case .recordExpertFee: .recordExpertFee
        case .extendDeadline: .extendDeadline
        case .settleClock: .settleClock
        case .remind: .remind
        }
    }
}
