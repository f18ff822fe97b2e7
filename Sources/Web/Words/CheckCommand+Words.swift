import Domain

extension CheckCommand.Name {
    /// What the button says.
    var deed: Phrase {
        switch self {
        case .approve: Phrase("批准核查", "Approve the check")
        case .schedule: Phrase("立即重新排期", "Try to schedule again now")
        case .issue: Phrase("立即重新发出告知书", "Try to issue the notice again now")
        case .acknowledge: Phrase("确认送达", "Acknowledge")
        case .begin: Phrase("开始核查", "Begin the session")
        case .complete: Phrase("结束核查", "End the session")
        case .seal: Phrase("封存录像和笔录", "Seal footage and transcript")
        case .review: Phrase("提交处理", "Submit for decision")
        case .pass: Phrase("结论：通过", "Decide: pass")
        case .fail: Phrase("结论：未通过", "Decide: fail")
        case .close: Phrase("立即尝试办结", "Try to close now")
        }
    }

    /// Said once it is done; also the timeline's words.
    var done: Phrase {
        switch self {
        case .approve: Phrase("批准核查", "Approved the check")
        case .schedule: Phrase("安排时间和核查室，抽取核查人员", "Booked slot and station, drew the inspectors")
        case .issue: Phrase("发出告知书", "Issued the notice")
        case .acknowledge: Phrase("确认收到告知书，送达完成", "Confirmed the notice: it is served")
        case .begin: Phrase("开始核查", "Began the session")
        case .complete: Phrase("结束核查，录入笔录", "Ended the session with its transcript")
        case .seal: Phrase("封存录像和笔录", "Sealed footage and transcript")
        case .review: Phrase("登记核查发现", "Recorded the findings")
        case .pass: Phrase("作出结论：通过", "Decided: pass")
        case .fail: Phrase("作出结论：未通过", "Decided: fail")
        case .close: Phrase("办结", "Closed the check")
        }
    }

    /// What it does, said above its form.
    var meaning: Phrase {
        switch self {
        case .approve:
            Phrase(
                "批准后，系统自动安排时间、抽取核查人员并发出告知书。",
                "Once approved, the system finds a slot, draws the inspectors and issues the notice by itself.")
        case .schedule, .issue, .close:
            Phrase(
                "系统会自动重试；原因排除后也可以立即再试。",
                "The system tries again by itself; once the reason is gone you may try at once.")
        case .acknowledge: Phrase("只能由当事人确认。", "Only the party can do this.")
        case .begin:
            Phrase(
                "请确认双方到场、出示执法证、核实身份，且录像正在进行。",
                "Confirm who is present, that certificates were shown and people identified, and that recording runs.")
        case .complete:
            Phrase("结束后释放核查室，等待录像上传完毕。", "The station is freed, and what footage is still on its way may arrive.")
        case .seal: Phrase("封存后不能再添加录像。", "No footage can be added once it is sealed.")
        case .review: Phrase("登记发现的问题；没有问题则留空提交。", "Record what was found; leave it empty when nothing was.")
        case .pass, .fail:
            Phrase("结论发送至许可系统，不能撤回。", "The result is sent to the licensing backend and cannot be taken back.")
        }
    }
}

extension Actor.Role {
    var words: Phrase {
        switch self {
        case .registrar: Phrase("登记人员", "Registrar")
        case .inspector: Phrase("核查人员", "Inspector")
        case .head: Phrase("处室负责人", "Head of division")
        case .party: Phrase("当事人", "The party")
        case .timer: Phrase("系统", "The system")
        }
    }
}

extension Refusal.Guard {
    /// Why a command was refused, and what to do.
    var words: Phrase {
        switch self {
        case .wrongState: Phrase("核查的状态已变化，此操作已不适用。", "The check has moved on: this no longer applies to it.")
        case .twoInspectors:
            Phrase(
                "证件有效的核查人员不足，请先登记核查人员。",
                "Too few inspectors with a valid certificate are registered: register more first.")
        case .slot:
            Phrase(
                "期限前没有空闲的时间、核查室或核查人员。请增加核查室或核查人员。",
                "No slot, station and inspectors are free before the deadline: add stations or inspectors.")
        case .draw: Phrase("无法抽取核查人员。", "The inspectors could not be drawn.")
        case .noticeLead:
            Phrase("离核查时间太近，来不及提前告知，需要另选时间。", "The session is too near for the notice period: another slot is needed.")
        case .serviceConfirmation:
            Phrase(
                "当事人未确认任何电子送达方式，请以其他合法方式送达。",
                "The party agreed to no electronic service: serve the notice another lawful way.")
        case .tooEarly: Phrase("还没到预约的时间。", "The booked time has not come yet.")
        case .tooLate: Phrase("预约的时间已过，需要重新安排。", "The booked time is over: a new slot is needed.")
        case .presence: Phrase("抽取的核查人员必须全部到场。", "All drawn inspectors must be present.")
        case .identification: Phrase("请先核实每一位被核查人员的身份。", "Identify each of the people first.")
        case .certificates: Phrase("请先向当事人出示执法证。", "Show the enforcement certificates to the party first.")
        case .recorder:
            Phrase(
                "没有正在进行的录像。请先开始录制，或写明使用哪台外接设备。",
                "Nothing is being recorded. Start the recorder, or say which outside recorder runs.")
        case .clock:
            Phrase(
                "系统时钟未同步。如仍要开始，请写明原因。", "The system clock is not synchronised. To begin all the same, give the reason.")
        case .transcript: Phrase("结束核查需要录入笔录。", "A session ends with its transcript.")
        case .footage:
            Phrase(
                "录像尚未就绪：请等待上传和校验完成，或先上传录像。",
                "The footage is not ready: wait until it has arrived and been checked, or upload it first.")
        case .signature: Phrase("当事人未签字时，请写明原因。", "When the party did not sign, note why.")
        case .findings: Phrase("发现的问题与结论不符，请检查。", "The findings do not agree with this: check them.")
        case .reason: Phrase("结论需要说明理由。", "A conclusion needs its reasons.")
        case .receipt: Phrase("许可系统尚未回执。", "The licensing backend has not given its receipt yet.")
        }
    }
}
