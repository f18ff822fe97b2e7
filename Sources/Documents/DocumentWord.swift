import Domain

/// Codes that papers carry, in the words that people read. Switches, so that a new code does not compile without its word.
enum DocumentWord: Sendable, Equatable {
    case proof, cause, escalation, severity, basis, answer, verdict
    case asker, replacement, source

    /// What a code means; one that is unheard of stands for itself.
    func words(_ code: String) -> (zh: String, en: String) {
        let words: (String, String)? =
            switch self {
            case .proof: Service.Proof(rawValue: code).map(Self.words)
            case .cause: Interruption.Cause(rawValue: code).map(Self.words)
            case .escalation: Escalated.Code(rawValue: code).map(Self.words)
            case .severity: Finding.Severity(rawValue: code).map(Self.words)
            case .basis: Self.bases[code]
            case .answer: ChecklistAnswer(rawValue: code).map(Self.words)
            case .verdict: InspectorVerdict.Word(rawValue: code).map(Self.words)
            case .asker: Actor.Role(rawValue: code).map(Self.words)
            case .source: Check.Source(rawValue: code).map { ($0.title.zh, $0.title.en) }
            case .replacement: Replacement.Cause(rawValue: code).map(Self.words)
            }
        return words ?? (code, code)
    }

    private static func words(_ proof: Service.Proof) -> (String, String) {
        switch proof {
        case .linkAcknowledged: ("电子送达：当事人打开专用链接并确认收悉", "electronically: confirmed by its link")
        case .codeAcknowledged: ("电子送达：当事人输入查询码并确认收悉", "electronically: confirmed by its code")
        case .signedReceipt: ("直接送达：当事人签收", "handed over and signed for")
        case .letterReceipt: ("邮寄送达：凭邮件回执", "by letter, with its receipt")
        case .recordedCall: ("电话录音送达：当事人在通话中确认收悉", "by a recorded telephone call")
        }
    }

    private static func words(_ cause: Interruption.Cause) -> (String, String) {
        switch cause {
        case .lineDropped: ("通信线路中断", "the line dropped")
        case .inspectorAbsent: ("在场核查人员不足两人", "fewer than two inspectors were there")
        case .recorderLost: ("录音录像设备故障", "the recorder was lost")
        case .announcedPause: ("宣布暂停", "an announced pause")
        }
    }

    private static func words(_ code: Escalated.Code) -> (String, String) {
        switch code {
        case .cannotConnect: ("无法建立或者保持视频连接", "no video connection")
        case .refusesVideo: ("当事人不接受视频核查", "the party does not take part by video")
        case .doubtfulIdentity: ("被核查人员身份存疑", "doubts about a person's identity")
        case .premises: ("需要查看场所、设备", "premises or equipment must be seen")
        case .other: ("其他情形", "another reason")
        }
    }

    private static func words(_ severity: Finding.Severity) -> (String, String) {
        switch severity {
        case .minor: ("一般", "minor")
        case .major: ("严重", "major")
        }
    }

    private static func words(_ answer: ChecklistAnswer) -> (String, String) {
        switch answer {
        case .yes: ("是", "yes")
        case .no: ("否", "no")
        case .unclear: ("不清楚", "unclear")
        case .notShown: ("未出示", "not shown")
        case .waived: ("免予核查", "waived")
        }
    }

    private static func words(_ verdict: InspectorVerdict.Word) -> (String, String) {
        switch verdict {
        case .pass: ("通过", "pass")
        case .fail: ("不通过", "fail")
        case .rectify: ("限期整改", "rectify")
        case .escalate: ("转现场核查", "on-site check")
        }
    }

    private static func words(_ asker: Actor.Role) -> (String, String) {
        switch asker {
        case .registrar: ("登记人员", "the registrar")
        case .inspector: ("核查人员本人", "the inspector")
        case .head: ("处室负责人", "the head of division")
        case .bureauHead: ("局负责人", "the head of the bureau")
        case .legalReviewer: ("法制审核人员", "the legal reviewer")
        case .party: ("当事人", "the party")
        case .timer: ("系统", "the system")
        }
    }

    private static func words(_ cause: Replacement.Cause) -> (String, String) {
        switch cause {
        case .recusal: ("回避", "recusal")
        case .leave: ("休假", "leave")
        case .illness: ("身体原因", "illness")
        case .certificate: ("执法证件原因", "its enforcement certificate")
        case .other: ("其他原因", "another reason")
        }
    }

    private static let bases: [String: (String, String)] = [
        "session": ("视频核查笔录及录音录像", "the session's transcript and footage"),
        "no_show": ("当事人未到场的记录", "the record of the party's absence"),
        "declined": ("当事人拒绝配合的记录", "the record of the party's declining"),
        "record": ("书面核查记录或者现场核查记录", "the record of the file, or of the visit"),
    ]
}
