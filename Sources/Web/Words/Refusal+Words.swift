import Domain

extension Refusal.Guard {
    /// Why a command was refused, and what to do.
    var words: Phrase {
        switch self {
        case .wrongState: Phrase("状态已变化，此操作已不适用。", "It has moved on: this no longer applies to it.")
        case .role: Phrase("此操作不属于该角色的职权。", "This is not for that role to do.")
        case .mode: Phrase("此操作不适用于该核查方式。", "This does not apply to a check of this kind.")
        case .twoInspectors:
            Phrase(
                "需要两名证件有效、具备资质、未休假且无利害关系的核查人员；人数不足时请先登记。",
                "Two inspectors are needed who hold a valid certificate and what the rules ask for, are not on leave and have no conflict of interest; register more where they lack."
            )
        case .slot:
            Phrase(
                "期限前没有空闲的时间、核查室或核查人员。请增加核查室或核查人员。",
                "No slot, station and inspectors are free before the deadline: add stations or inspectors.")
        case .draw: Phrase("无法抽取核查人员。", "The inspectors could not be drawn.")
        case .noticeLead:
            Phrase("离核查或者听证的时间太近，来不及提前告知。", "The session or hearing is too near for the notice period.")
        case .service:
            Phrase(
                "送达尚未完成或凭据不足，请以合法方式送达并登记凭据。",
                "The service is not complete, or its proof does not suffice: serve it lawfully and note the proof.")
        case .moves: Phrase("当事人改期已达规定的次数。", "The party has had its session moved as often as the rules allow.")
        case .attempts:
            Phrase(
                "已达规定的核查次数，请转现场核查或提交处理。",
                "As many sessions were tried as the rules allow: order an on-site check, or submit it for decision.")
        case .wish: Phrase("当事人没有提出改期申请。", "The party has not asked for another time.")
        case .tooEarly: Phrase("还没到时间。", "The time has not come yet.")
        case .tooLate: Phrase("时间已过，需要另行安排。", "The time is over: another session is needed.")
        case .presence:
            Phrase(
                "抽取的核查人员必须全部到场，并各自输入本人手机上当前的动态验证码。",
                "All drawn inspectors must be present, each with the code that its own telephone shows now.")
        case .identification: Phrase("请先核实每一位被核查人员的身份。", "Identify each of the people first.")
        case .certificates: Phrase("请先向当事人出示执法证。", "Show the enforcement certificates to the party first.")
        case .recorder:
            Phrase(
                "没有正在进行的录像。请先开始录制，或写明使用哪台外接设备。",
                "Nothing is being recorded. Start the recorder, or say which outside recorder runs.")
        case .clock:
            Phrase(
                "系统时钟未同步。如仍要开始，请写明原因。", "The system clock is not synchronised. To begin all the same, give the reason.")
        case .transcript: Phrase("请录入笔录或记录。", "Enter the transcript or the record.")
        case .footage:
            Phrase(
                "录像尚未就绪：请等待上传和校验完成，或先上传录像。",
                "The footage is not ready: wait until it has arrived and been checked, or upload it first.")
        case .signature:
            Phrase(
                "当事人未签字时请写明原因；拒绝配合记录须两名核查人员签名。",
                "When the party did not sign, note why; both inspectors sign a record of declining.")
        case .contact:
            Phrase("请先联系当事人，并逐次登记时间和结果。", "Call the party first, and note the time and result of each attempt.")
        case .findings: Phrase("发现的问题与此不符，请检查。", "The findings do not agree with this: check them.")
        case .people: Phrase("人员结论与发现的问题不符，请检查。", "The people's outcomes do not agree with the findings: check them.")
        case .dueDate: Phrase("整改期限不在允许的范围内。", "The day lies outside what the rules allow.")
        case .report: Phrase("整改报告尚未提交，期限也未届满。", "The party has not reported yet, and its time is not over.")
        case .replacement: Phrase("该单位由随机抽取产生，请写明替补单位。", "The enterprise was drawn: name the one that takes its place.")
        case .reason: Phrase("请说明理由。", "Give the reasons.")
        case .receipt:
            Phrase(
                "许可系统尚未回执，或没有可处理的结果。",
                "The licensing backend has not given its receipt yet, or there is no such result.")
        case .verdict:
            Phrase(
                "核查人员的意见不齐，或者不能再更改。请由本次核查的每名核查人员各自提出意见。",
                "The inspectors' verdicts are not complete, or cannot be changed: each of the check's inspectors gives one."
            )
        case .checklist:
            Phrase(
                "核查清单还有未回答的项目，或者回答与项目不符。",
                "Items of the checklist have no answer yet, or this is no answer to the item.")
        case .recusal:
            Phrase(
                "回避申请须先由处室负责人决定，或与申请情况不符，或没有可接替的核查人员。",
                "A recusal must first be decided by the head of division, or was not asked for, or nobody is left to take the place."
            )
        case .unfit:
            Phrase(
                "已抽取的核查人员不能参加：请处室负责人更换，或更正名录。",
                "An inspector who was drawn may not take the check: the head of division replaces the inspector, or the roster is corrected."
            )
        case .expert:
            Phrase("专家信息不完整，或该专家未受邀请。", "The expert's particulars lack something, or the expert was not invited.")
        case .extended: Phrase("期限已延长过一次，不能再次延长。", "The deadline was extended once; there is no second time.")
        case .term: Phrase("没有可以登记完成的该项期限。", "No such deadline runs here for a person to settle.")
        case .reminded: Phrase("已经提醒过当事人。", "The party was reminded of this already.")
        case .triage: Phrase("该申请已经分流，现在不能更改。", "The application is triaged, and can no longer be changed.")
        case .source:
            Phrase(
                "与核查来源不符，或者该来源的核查尚未办结。", "It does not go with the source of the check, or such a check is still open.")
        case .revoked:
            Phrase(
                "该核查已引起撤销许可的决定并已送达，其结果不能再更改。",
                "A revocation that rests on this check is served: its result can no longer be changed.")
        case .openCase: Phrase("有案件尚未结案。", "A filed case is still open.")
        case .caseKind: Phrase("此操作不适用于该类案件。", "This does not apply to a case of this kind.")
        case .measures:
            Phrase("拟作出的处理不完整，或者重于已告知的内容。", "What is to be imposed is not complete, or is more than was announced.")
        case .hearing: Phrase("听证的条件不具备，或者听证尚未举行。", "There is no right to a hearing here, or it is not held yet.")
        case .legalReview: Phrase("尚未通过法制审核。", "No legal review has approved this yet.")
        case .impartiality:
            Phrase("承办或参与核查的人员不能担任审核人或者听证主持人。", "Whoever has worked on the case neither reviews it nor presides.")
        case .checkDecision:
            Phrase("核查本身的决定尚未作出或者送达。", "The check's own decision is not made or not served yet.")
        case .execution: Phrase("请填写执行方式和缴款凭证号。", "Say how it was carried out, with the receipt's number.")
        case .document: Phrase("文书编号暂时无法生成，请重试。", "No number could be set aside for the paper: try again.")
        }
    }
}
