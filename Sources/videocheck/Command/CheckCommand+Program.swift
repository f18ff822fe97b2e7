import ArgumentParser
import Domain

extension CheckCommand.Name {
    /// The subcommand that gives this command; nil for what the timer or the party does. No `default`: a command that
    /// joins the procedure does not compile until it is decided here.
    var program: (any ParsableCommand.Type)? {
        switch self {
        case .approve: CheckApproveCommand.self
        case .waiveLead: CheckWaiveLeadCommand.self
        case .serve: CheckServeCommand.self
        case .failService: CheckFailServiceCommand.self
        case .askReschedule: CheckAskRescheduleCommand.self
        case .reschedule: CheckRescheduleCommand.self
        case .keepSlot: CheckKeepSlotCommand.self
        case .begin: CheckBeginCommand.self
        case .interrupt: CheckInterruptCommand.self
        case .resume: CheckResumeCommand.self
        case .abort: CheckAbortCommand.self
        case .noShow: CheckNoShowCommand.self
        case .decline: CheckDeclineCommand.self
        case .complete: CheckCompleteCommand.self
        case .seal: CheckSealCommand.self
        case .review: CheckReviewCommand.self
        case .recordReview: CheckRecordReviewCommand.self
        case .rectify: CheckRectifyCommand.self
        case .report: CheckReportCommand.self
        case .recheck: CheckRecheckCommand.self
        case .pass: CheckPassCommand.self
        case .fail: CheckFailCommand.self
        case .escalate: CheckEscalateCommand.self
        case .reopen: CheckReopenCommand.self
        case .withdraw: CheckWithdrawCommand.self
        case .cancel: CheckCancelCommand.self
        case .verdict: CheckVerdictCommand.self
        case .addend: CheckAddendCommand.self
        case .askRecusal: CheckAskRecusalCommand.self
        case .decideRecusal: CheckDecideRecusalCommand.self
        case .replaceInspector: CheckReplaceInspectorCommand.self
        case .inviteExpert: CheckInviteExpertCommand.self
        case .recordExpertFee: CheckRecordExpertFeeCommand.self
        case .extendDeadline: CheckExtendDeadlineCommand.self
        case .settleClock: CheckSettleClockCommand.self
        case .remind: CheckRemindCommand.self
        case .fileCase: CheckFileCaseCommand.self
        case .schedule, .issue, .close, .acknowledge, .fileScan: nil
        }
    }
}
