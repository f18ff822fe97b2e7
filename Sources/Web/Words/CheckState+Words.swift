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
        case .approved: Phrase("已批准", "Approved")
        case .scheduled: Phrase("已排期", "Scheduled")
        case .issued: Phrase("已发告知书", "Notice issued")
        case .serviceFailed: Phrase("送达失败", "Service failed")
        case .served: Phrase("已送达", "Served")
        case .inSession: Phrase("核查中", "In session")
        case .interrupted: Phrase("已中断", "Interrupted")
        case .aborted: Phrase("已中止", "Aborted")
        case .noShow: Phrase("未到场", "Nobody appeared")
        case .declined: Phrase("拒绝配合", "Declined")
        case .completed: Phrase("核查结束", "Session ended")
        case .sealed: Phrase("已封存", "Sealed")
        case .underReview: Phrase("待处理", "Under review")
        case .rectifying: Phrase("整改中", "Rectifying")
        case .rechecked: Phrase("已复查", "Rechecked")
        case .passed: Phrase("通过，待回执", "Passed, receipt awaited")
        case .failed: Phrase("未通过，待送达和回执", "Failed, service and receipt awaited")
        case .escalated: Phrase("转现场核查", "On-site check ordered")
        case .withdrawn: Phrase("结果已撤回", "Result withdrawn")
        case .cancelled: Phrase("已取消", "Called off")
        case .closed: Phrase("已办结", "Closed")
        }
    }

    /// Who must act next, and how.
    var next: Phrase {
        switch self {
        case .requested: Phrase("处室负责人：审批", "Head of division: approve")
        case .approved:
            Phrase(
                "系统：安排时间、核查室并抽取核查人员；书面或现场核查由核查人员登记记录",
                "The system: find a slot and a station, draw inspectors; on the file or on site: inspectors put it on record"
            )
        case .scheduled: Phrase("系统：发出告知书", "The system: issue the notice")
        case .issued: Phrase("当事人：阅读并确认告知书", "The party: read and confirm the notice")
        case .serviceFailed:
            Phrase(
                "登记人员：以其他合法方式送达，或由负责人另行安排时间", "Registrar: serve it another lawful way; or the head books another slot")
        case .served: Phrase("核查人员：按时开始核查", "Inspectors: begin the session at its time")
        case .inSession: Phrase("核查人员：结束核查并录入笔录", "Inspectors: end the session with its transcript")
        case .interrupted: Phrase("核查人员：在规定时间内恢复核查", "Inspectors: resume within the time that the rules allow")
        case .aborted: Phrase("处室负责人：另行安排时间，或转现场核查", "Head of division: book another slot, or order an on-site check")
        case .noShow, .declined:
            Phrase(
                "处室负责人：另行安排、转现场核查或提交处理",
                "Head of division: book another slot, order an on-site check, or submit it for decision")
        case .completed: Phrase("核查人员：录像就绪后封存", "Inspectors: seal once the footage is ready")
        case .sealed: Phrase("核查人员：登记发现的问题", "Inspectors: record their findings")
        case .underReview, .rechecked: Phrase("处室负责人：作出结论", "Head of division: decide")
        case .rectifying: Phrase("当事人：期限前改正并报告；核查人员：复查", "The party: cure it in time and report; inspectors: recheck")
        case .passed, .escalated, .withdrawn:
            Phrase("系统：取得许可系统回执后办结", "The system: close it with the licensing backend's receipt")
        case .failed: Phrase("登记人员：决定送达当事人；之后系统办结", "Registrar: serve the decision; then the system closes it")
        case .cancelled, .closed: Phrase("已办结，无需操作", "Nothing: it is over")
        }
    }

    /// Whether a person of the centre must act.
    var waitsForStaff: Bool {
        switch self {
        case .requested, .serviceFailed, .served, .inSession, .interrupted, .aborted, .noShow, .declined, .completed,
            .sealed, .underReview, .rechecked:
            true
        case .approved, .scheduled, .issued, .rectifying, .passed, .failed, .escalated, .withdrawn, .cancelled, .closed:
            false
        }
    }
}

extension Outcome {
    var words: Phrase {
        switch self {
        case .pass: Phrase("通过", "Pass")
        case .fail: Phrase("未通过", "Fail")
        case .rectify: Phrase("责令整改", "To be rectified")
        case .escalate: Phrase("转现场核查", "On-site check")
        case .withdrawn: Phrase("已撤回", "Withdrawn")
        case .revoke: Phrase("撤销许可", "Licence revoked")
        }
    }
}

extension PersonOutcome.Verdict {
    var words: Phrase {
        switch self {
        case .pass: Phrase("通过", "Pass")
        case .fail: Phrase("未通过", "Fail")
        }
    }
}

extension Service.Proof {
    var words: Phrase {
        switch self {
        case .linkAcknowledged: Phrase("当事人通过链接确认", "The party confirmed by its link")
        case .codeAcknowledged: Phrase("当事人凭验证码确认", "The party confirmed with its code")
        case .signedReceipt: Phrase("直接送达，当事人签收", "Handed over and signed for")
        case .letterReceipt: Phrase("邮寄送达，有回执", "By registered letter, with its receipt")
        case .recordedCall: Phrase("电话告知，有录音", "In a recorded telephone call")
        }
    }
}

extension Interruption.Cause {
    var words: Phrase {
        switch self {
        case .lineDropped: Phrase("当事人掉线", "The line dropped")
        case .inspectorAbsent: Phrase("核查人员不足两名", "Fewer than two inspectors")
        case .recorderLost: Phrase("录像中断", "Recording stopped")
        case .announcedPause: Phrase("宣布暂停", "An announced pause")
        }
    }
}

extension Escalated.Code {
    var words: Phrase {
        switch self {
        case .cannotConnect: Phrase("无法连线", "No connection can be made")
        case .refusesVideo: Phrase("拒绝视频核查", "The party refuses video")
        case .doubtfulIdentity: Phrase("身份存疑", "Identity in doubt")
        case .premises: Phrase("需查看场所或设备", "Premises or equipment must be seen")
        case .other: Phrase("其他", "Other")
        }
    }
}
