import Domain

extension CheckCommand.Name {
    /// What the button says.
    var deed: Phrase {
        switch self {
        case .approve: Phrase("批准核查", "Approve the check")
        case .schedule: Phrase("立即重新排期", "Try to schedule again now")
        case .waiveLead: Phrase("登记当事人放弃提前告知期限", "Record the party's waiver of the notice period")
        case .issue: Phrase("立即重新发出告知书", "Try to issue the notice again now")
        case .acknowledge: Phrase("确认送达", "Acknowledge")
        case .serve: Phrase("登记送达", "Record the service")
        case .failService: Phrase("登记送达失败", "Record that service failed")
        case .askReschedule: Phrase("登记当事人的改期申请", "Record the party's wish for another time")
        case .reschedule: Phrase("另行安排时间", "Book another slot")
        case .keepSlot: Phrase("不同意改期", "Keep the slot")
        case .begin: Phrase("开始核查", "Begin the session")
        case .interrupt: Phrase("中断核查", "Interrupt the session")
        case .resume: Phrase("恢复核查", "Resume the session")
        case .abort: Phrase("中止核查", "Abort the session")
        case .noShow: Phrase("登记未到场", "Record that nobody appeared")
        case .decline: Phrase("登记拒绝配合", "Record that the party declines")
        case .complete: Phrase("结束核查", "End the session")
        case .seal: Phrase("封存录像和笔录", "Seal footage and transcript")
        case .review: Phrase("提交处理", "Submit for decision")
        case .recordReview: Phrase("登记核查记录并提交处理", "File the record and submit for decision")
        case .rectify: Phrase("责令整改", "Order a rectification")
        case .report: Phrase("登记整改报告", "File the party's report")
        case .recheck: Phrase("登记复查结果", "Record the recheck")
        case .pass: Phrase("结论：通过", "Decide: pass")
        case .fail: Phrase("结论：未通过", "Decide: fail")
        case .escalate: Phrase("转现场核查", "Order an on-site check")
        case .reopen: Phrase("重新处理", "Reopen the check")
        case .withdraw: Phrase("撤回核查结果", "Withdraw the result")
        case .cancel: Phrase("取消核查", "Call the check off")
        case .fileCase: Phrase("立案", "File a case")
        case .close: Phrase("立即尝试办结", "Try to close now")
        case .verdict: Phrase("提出核查人员意见", "Give an inspector's verdict")
        case .addend: Phrase("补充证据", "Add evidence after the seal")
        case .fileScan: Phrase("归档盖章扫描件", "File the sealed scan")
        case .askRecusal: Phrase("申请核查人员回避", "Ask for an inspector's recusal")
        case .decideRecusal: Phrase("决定是否回避", "Decide on the recusal")
        case .replaceInspector: Phrase("更换核查人员", "Replace an inspector")
        case .inviteExpert: Phrase("邀请专家", "Invite an expert")
        case .recordExpertFee: Phrase("登记专家费用", "Record an expert's fee")
        case .extendDeadline: Phrase("批准延期", "Extend the deadline")
        case .settleClock: Phrase("登记期限内事项已完成", "Record that a deadline is met")
        case .remind: Phrase("立即提醒当事人", "Remind the party now")
        }
    }

    /// Said once it is done; also the timeline's words.
    var done: Phrase {
        switch self {
        case .approve: Phrase("批准核查", "Approved the check")
        case .schedule: Phrase("安排时间和核查室，抽取核查人员", "Booked slot and station, drew the inspectors")
        case .waiveLead: Phrase("登记当事人放弃提前告知期限", "Recorded the party's waiver of the notice period")
        case .issue: Phrase("发出告知书", "Issued the notice")
        case .acknowledge: Phrase("确认收到，送达完成", "Confirmed its receipt: it is served")
        case .serve: Phrase("登记送达", "Recorded the service")
        case .failService: Phrase("送达失败", "Service failed")
        case .askReschedule: Phrase("申请改期", "Asked for another time")
        case .reschedule: Phrase("另行安排了时间", "Booked another slot")
        case .keepSlot: Phrase("不同意改期", "Kept the slot")
        case .begin: Phrase("开始核查", "Began the session")
        case .interrupt: Phrase("核查中断", "Interrupted the session")
        case .resume: Phrase("恢复核查", "Resumed the session")
        case .abort: Phrase("中止核查", "Aborted the session")
        case .noShow: Phrase("登记未到场", "Recorded that nobody appeared")
        case .decline: Phrase("登记拒绝配合", "Recorded that the party declines")
        case .complete: Phrase("结束核查，录入笔录", "Ended the session with its transcript")
        case .seal: Phrase("封存录像和笔录", "Sealed footage and transcript")
        case .review: Phrase("登记核查发现", "Recorded the findings")
        case .recordReview: Phrase("登记核查记录和发现", "Filed the record and the findings")
        case .rectify: Phrase("责令整改", "Ordered a rectification")
        case .report: Phrase("收到整改报告", "Filed the party's report")
        case .recheck: Phrase("登记复查结果", "Recorded the recheck")
        case .pass: Phrase("作出结论：通过", "Decided: pass")
        case .fail: Phrase("作出结论：未通过", "Decided: fail")
        case .escalate: Phrase("转现场核查", "Ordered an on-site check")
        case .reopen: Phrase("重新处理", "Reopened the check")
        case .withdraw: Phrase("撤回核查结果", "Withdrew the result")
        case .cancel: Phrase("取消核查", "Called the check off")
        case .fileCase: Phrase("批准立案", "Filed a case")
        case .close: Phrase("办结", "Closed the check")
        case .verdict: Phrase("提出核查人员意见", "Gave an inspector's verdict")
        case .addend: Phrase("补充证据", "Added evidence after the seal")
        case .fileScan: Phrase("归档盖章扫描件", "Filed a sealed scan")
        case .askRecusal: Phrase("申请回避", "Asked for a recusal")
        case .decideRecusal: Phrase("作出回避决定", "Decided on the recusal")
        case .replaceInspector: Phrase("已更换核查人员", "Replaced an inspector")
        case .inviteExpert: Phrase("邀请专家", "Invited an expert")
        case .recordExpertFee: Phrase("登记专家费用", "Recorded an expert's fee")
        case .extendDeadline: Phrase("批准延期", "Extended the deadline")
        case .settleClock: Phrase("登记期限内事项已完成", "Recorded that a deadline is met")
        case .remind: Phrase("提醒当事人", "Reminded the party")
        }
    }

    /// The deed cannot be taken back, or weighs on the party.
    var isGrave: Bool {
        switch self {
        case .failService, .abort, .noShow, .decline, .fail, .escalate, .withdraw, .cancel, .fileCase: true
        case .approve, .schedule, .waiveLead, .issue, .acknowledge, .serve, .askReschedule, .reschedule, .keepSlot,
            .begin, .interrupt, .resume, .complete, .seal, .review, .recordReview, .rectify, .report, .recheck, .pass,
            .reopen, .close, .verdict, .addend, .fileScan, .askRecusal, .decideRecusal, .replaceInspector,
            .inviteExpert, .recordExpertFee, .extendDeadline, .settleClock, .remind:
            false
        }
    }
}

extension Actor.Role {
    var words: Phrase {
        switch self {
        case .registrar: Phrase("登记人员", "Registrar")
        case .inspector: Phrase("核查人员", "Inspector")
        case .head: Phrase("处室负责人", "Head of division")
        case .bureauHead: Phrase("局负责人", "Head of the bureau")
        case .legalReviewer: Phrase("法制审核人员", "Legal reviewer")
        case .party: Phrase("当事人", "The party")
        case .timer: Phrase("系统", "The system")
        }
    }
}

extension InspectorVerdict.Word {
    var words: Phrase {
        switch self {
        case .pass: Phrase("通过", "Pass")
        case .fail: Phrase("不通过", "Fail")
        case .rectify: Phrase("限期整改", "Rectify")
        case .escalate: Phrase("转现场核查", "On-site check")
        }
    }
}

extension ChecklistAnswer {
    var words: Phrase {
        switch self {
        case .yes: Phrase("是", "Yes")
        case .no: Phrase("否", "No")
        case .unclear: Phrase("不清楚", "Unclear")
        case .notShown: Phrase("未出示", "Not shown")
        case .waived: Phrase("免予核查", "Waived")
        }
    }
}
