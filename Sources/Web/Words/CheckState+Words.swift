import Domain

extension CheckState.Stage {
    var words: Phrase {
        switch self {
        case .queue: Phrase("待安排", "To be scheduled")
        case .notify: Phrase("告知环节", "Notify")
        case .verify: Phrase("核查环节", "Verify")
        case .dispose: Phrase("处理环节", "Dispose")
        case .done: Phrase("已办结", "Done")
        }
    }
}

extension CheckState.Name {
    /// Where it stands.
    var words: Phrase {
        switch self {
        case .requested: Phrase("待审批", "Requested")
        case .approved: Phrase("待排期", "Approved")
        case .scheduled: Phrase("已排期", "Scheduled")
        case .issued: Phrase("已发告知书", "Notice issued")
        case .served: Phrase("已送达", "Served")
        case .inSession: Phrase("核查中", "In session")
        case .completed: Phrase("核查结束", "Session ended")
        case .sealed: Phrase("已封存", "Sealed")
        case .underReview: Phrase("待处理", "Under review")
        case .passed: Phrase("通过，待回执", "Passed, receipt awaited")
        case .failed: Phrase("未通过，待回执", "Failed, receipt awaited")
        case .closed: Phrase("已办结", "Closed")
        }
    }

    /// Who must act next, and how.
    var next: Phrase {
        switch self {
        case .requested: Phrase("处室负责人：审批", "Head of division: approve")
        case .approved: Phrase("系统：安排时间、核查室并抽取核查人员", "The system: find a slot and a station, draw inspectors")
        case .scheduled: Phrase("系统：发出告知书", "The system: issue the notice")
        case .issued: Phrase("当事人：阅读并确认告知书", "The party: read and confirm the notice")
        case .served: Phrase("核查人员：按时开始核查", "Inspectors: begin the session at its time")
        case .inSession: Phrase("核查人员：结束核查并录入笔录", "Inspectors: end the session with its transcript")
        case .completed: Phrase("核查人员：录像就绪后封存", "Inspectors: seal once the footage is ready")
        case .sealed: Phrase("核查人员：登记发现的问题", "Inspectors: record their findings")
        case .underReview: Phrase("处室负责人：作出结论", "Head of division: decide")
        case .passed, .failed: Phrase("系统：取得许可系统回执后办结", "The system: close it with the licensing backend's receipt")
        case .closed: Phrase("无", "Nobody")
        }
    }

    /// Whether a person of the centre must act.
    var waitsForStaff: Bool {
        switch self {
        case .requested, .served, .inSession, .completed, .sealed, .underReview: true
        case .approved, .scheduled, .issued, .passed, .failed, .closed: false
        }
    }
}

extension Outcome {
    var words: Phrase {
        switch self {
        case .pass: Phrase("通过", "Pass")
        case .fail: Phrase("未通过", "Fail")
        }
    }
}

extension Served.Proof {
    var words: Phrase {
        switch self {
        case .linkAcknowledged: Phrase("当事人通过链接确认", "The party confirmed by its link")
        case .codeAcknowledged: Phrase("当事人凭验证码确认", "The party confirmed with its code")
        }
    }
}
