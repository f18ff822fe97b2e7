import Domain

extension CheckCommand.Name {
    /// What it does, said above its form.
    var meaning: Phrase {
        switch self {
        case .approve:
            Phrase(
                "批准后，系统自动安排时间、抽取核查人员并发出告知书；书面核查和现场核查由核查人员登记记录。",
                "Once approved, the system finds a slot, draws the inspectors and issues the notice by itself; a check on the file or on site is put on record by inspectors."
            )
        case .fileCase:
            Phrase(
                "由局负责人批准。核查状态不变；案件另行办理，结案之前核查不能办结。",
                "By the head of the bureau. The check stays where it is; the case has a procedure of its own, and the check does not close before it ends."
            )
        case .schedule, .issue, .close:
            Phrase(
                "系统会自动重试；原因排除后也可以立即再试。",
                "The system tries again by itself; once the reason is gone you may try at once.")
        case .waiveLead:
            Phrase(
                "仅当当事人明确同意不足期限也参加核查时登记，随后立即发出告知书。",
                "Only when the party has clearly agreed to a session at shorter notice; the notice then goes out at once."
            )
        case .acknowledge: Phrase("只能由当事人确认。", "Only the party can do this.")
        case .serve:
            Phrase(
                "以直接送达、邮寄或有录音的电话等合法方式送达后，在此登记凭据。发出不等于送达。",
                "After serving by hand, by registered letter or in a recorded call, put the proof on record. Sent is not served."
            )
        case .failService:
            Phrase(
                "已试过的送达方式均未成功时登记；之后可改用其他合法方式，或另行安排时间。",
                "When none of the ways that were tried reached the party; then serve it another lawful way, or book another slot."
            )
        case .askReschedule:
            Phrase(
                "当事人来电或来函申请改期时登记，由处室负责人决定。", "When the party asks by telephone or letter; the head of division decides."
            )
        case .reschedule:
            Phrase(
                "保留已抽取的核查人员，安排最早的空闲时间，并发出新的告知书。",
                "The drawn inspectors stay; the earliest free slot is booked and a new notice goes out.")
        case .keepSlot: Phrase("当事人按原定时间参加核查。", "The session stays as it is booked.")
        case .begin:
            Phrase(
                "请确认双方到场、出示执法证、核实身份，且录像正在进行。",
                "Confirm who is present, that certificates were shown and people identified, and that recording runs.")
        case .interrupt:
            Phrase(
                "掉线、核查人员不足两名或录像中断时立即中断；其间的陈述无效，恢复后重新核实身份。",
                "At once when the line drops, fewer than two inspectors are there, or recording stops: what is said meanwhile does not count."
            )
        case .resume: Phrase("确认核查人员到齐并重新核实身份后恢复。", "Once both inspectors are back and everyone is identified anew.")
        case .abort:
            Phrase(
                "超过规定的中断时间仍不能恢复时中止；之后可另行安排核查。",
                "When it cannot go on within the time that the rules allow; another session may follow.")
        case .noShow:
            Phrase(
                "须先逐次联系当事人并登记结果。未到场本身不构成违规结论。",
                "Call the party first and note each attempt. Absence alone proves nothing.")
        case .decline:
            Phrase("如实记录当事人的表述。拒绝本身不构成违规结论。", "Put the party's own words on record. Declining alone proves nothing.")
        case .complete:
            Phrase("结束后释放核查室，等待录像上传完毕。", "The station is freed, and what footage is still on its way may arrive.")
        case .seal:
            Phrase(
                "封存后到达的录像只能作为补充证据添加。", "Footage that turns up once it is sealed can only be added as an addendum.")
        case .verdict:
            Phrase(
                "每名核查人员各自提出；密封保存，全部提出后同时公开，提出后不能更改。",
                "Each inspector's own: sealed until every verdict is in, then shown together, and never changed.")
        case .addend:
            Phrase(
                "封存之后到达的录像列入新一版证据清单；已封存的清单不变。",
                "Footage that came after the seal goes into a new revision of the evidence manifest; the sealed one stays."
            )
        case .fileScan: Phrase("扫描件成为该文书的正式副本。", "The scan becomes the paper's official copy.")
        case .review: Phrase("登记发现的问题；没有问题则留空提交。", "Record what was found; leave it empty when nothing was.")
        case .recordReview:
            Phrase(
                "由两名核查人员共同查阅材料或实地核查后登记；没有问题则不填问题。",
                "By two inspectors who went through the file or were on the spot; leave the findings empty when nothing was found."
            )
        case .rectify:
            Phrase(
                "当事人须在期限前改正；通知书送达后开始计算。",
                "The party must cure the findings by the day; its time runs once the notice is served.")
        case .report: Phrase("当事人提交整改报告后登记，之后即可复查。", "Once the party has reported; then it can be rechecked.")
        case .recheck: Phrase("由两名核查人员复查，标出仍未改正的问题。", "By two inspectors; mark the findings that are not cured.")
        case .pass: Phrase("结论发送至许可系统和当事人。", "The result goes to the licensing backend and to the party.")
        case .fail:
            Phrase("决定送达当事人后，结果才发送至许可系统。", "The result is posted once the decision has been served to the party.")
        case .escalate: Phrase("建立一项关联的现场核查，本核查到此为止。", "A linked on-site check is opened; this one ends here.")
        case .reopen:
            Phrase("由局负责人决定；新的结论将替代已发送的结果。", "By the head of the bureau; the new decision replaces the posted result.")
        case .withdraw:
            Phrase(
                "由局负责人决定；向许可系统发送撤回通知。",
                "By the head of the bureau; the licensing backend is told that the result is void.")
        case .extendDeadline:
            Phrase(
                "由局负责人批准，仅限一次；期限按规定的天数延长，并留存延期审批表。",
                "By the head of the bureau, once: the deadline moves by the days that the rules give, on paper.")
        case .settleClock:
            Phrase(
                "公示、撤下公示等在其他系统完成的事项，完成后在此登记。",
                "For what is done elsewhere, such as publishing a decision or taking it down: say when it is done.")
        case .remind:
            Phrase(
                "按当事人同意的方式再次发送；同一时间安排只提醒一次。",
                "Sent again by every channel that the party agreed to, once for each booked slot.")
        case .cancel:
            Phrase("开始前可以取消；已发告知书的，通知当事人。", "Possible before its session; a party that has its notice is told.")
        case .askRecusal:
            Phrase(
                "核查人员与当事人有利害关系等情形时提出；处室负责人决定前，核查不能开始。",
                "When an inspector has an interest in the matter; the session cannot begin before the head of division has decided."
            )
        case .decideRecusal:
            Phrase(
                "准许的，由抽取顺序中的下一名核查人员接替，不重新抽取；决定书送当事人，原告知书继续有效。",
                "If granted, the next rank of the recorded draw takes the place and nothing is drawn again; the party is told, and its notice stands."
            )
        case .replaceInspector:
            Phrase(
                "核查人员因休假、疾病等不能参加时，由抽取顺序中的下一名接替；已发告知书的，通知当事人。",
                "When an inspector cannot come: the next rank of the recorded draw takes the place, and a party that has its notice is told."
            )
        case .inviteExpert:
            Phrase("发出邀请函；专家意见不代替核查人员的判断。", "An invitation is filed; an expert's opinion replaces nobody's judgement.")
        case .recordExpertFee: Phrase("办结前均可登记。", "Possible until the check is closed.")
        }
    }
}
