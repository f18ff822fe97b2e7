import Domain

/// The API's words in the reader's language. A word that this program does not know is shown as it is.
struct Glossary: Sendable {
    let say: Language

    func stage(_ word: String?) -> String {
        guard say == .zh, let stage = word.flatMap(CheckState.Stage.init(rawValue:)) else { return word ?? "–" }
        return switch stage {
        case .queue: "待办"
        case .notify: "告知"
        case .verify: "核查"
        case .dispose: "处理"
        case .done: "办结"
        }
    }

    func state(_ word: String?) -> String {
        guard say == .zh, let state = word.flatMap(CheckState.Name.init(rawValue:)) else { return word ?? "–" }
        return switch state {
        case .requested: "待审批"
        case .approved: "待排期"
        case .scheduled: "已排期"
        case .issued: "已发告知书"
        case .serviceFailed: "送达失败"
        case .served: "已送达"
        case .inSession: "核查中"
        case .interrupted: "已中断"
        case .aborted: "已中止"
        case .noShow: "未到场"
        case .declined: "拒绝配合"
        case .completed: "核查结束"
        case .sealed: "已封存"
        case .underReview: "待处理"
        case .rectifying: "整改中"
        case .rechecked: "已复查"
        case .passed: "通过"
        case .failed: "未通过"
        case .escalated: "转现场核查"
        case .withdrawn: "结果已撤回"
        case .cancelled: "已取消"
        case .closed: "已办结"
        }
    }

    func source(_ word: String?) -> String {
        guard say == .zh, let source = word.flatMap(Check.Source.init(rawValue:)) else { return word ?? "–" }
        return source.title.zh
    }

    func footage(_ word: String?) -> String {
        guard say == .zh else { return word ?? "–" }
        return switch word {
        case "uploading": "上传中"
        case "ingesting": "处理中"
        case "ready": "可用"
        case "quarantined": "已隔离"
        default: word ?? "–"
        }
    }

    /// What browsers play of a recording, and why; nil until it is ready.
    func playback(_ playback: JSONValue?) -> String? {
        guard let playback, playback["kind"]?.text != nil else { return nil }
        let english = playback["text"]?.text
        guard say == .zh else { return english }
        return switch playback["reason"]?.text {
        case nil: "浏览器直接播放原文件"
        case "container": "播放同画面同声音的副本（原封装浏览器打不开）"
        case "sound_codec": "播放副本：画面不变，声音已转码（浏览器不支持原声音编码；原文件保持原样）"
        case "picture_codec": "浏览器不支持该画面编码：可看截图或下载原文件"
        case "picture_format": "浏览器不支持该画面格式（位深或色度）：可看截图或下载原文件"
        case "copy_failed": "未能生成播放副本：可看截图或下载原文件"
        default: english
        }
    }

    func delivery(_ word: String?) -> String {
        shown(word, ["pending": "等待投递", "delivered": "已投递", "held": "已暂停", "manual": "待人工发送"])
    }
}

extension Glossary {
    func deliveryKind(_ word: String?) -> String {
        shown(
            word,
            [
                "licensing_result": "核查结果（许可系统）", "credit_penalty": "行政处罚（信用平台）", "notice_mail": "告知书邮件",
                "notice_text": "告知短信",
            ])
    }

    func outcome(_ word: String?) -> String { shown(word, ["pass": "通过", "fail": "未通过", "withdrawn": "已撤回"]) }

    /// Of a finding, or of an alert.
    func severity(_ word: String?) -> String {
        shown(word, ["minor": "一般", "major": "严重", "notice": "提示", "warning": "警告", "critical": "严重"])
    }

    func role(_ word: String?) -> String {
        shown(
            word,
            [
                "registrar": "登记人员", "inspector": "核查人员", "head": "处室负责人", "bureau_head": "局负责人",
                "legal_reviewer": "法制审核人员",
                "party": "当事人", "timer": "系统",
            ])
    }

    func posts(_ words: [JSONValue]) -> String {
        words.map { word in say == .zh ? word.text.flatMap(Post.init(rawValue:))?.chinese ?? word.cell : word.cell }
            .joined(separator: say == .zh ? "、" : ", ")
    }

    /// What was done to a check; its first event is the request.
    func command(_ word: String?) -> String {
        guard say == .zh else { return word ?? "–" }
        if word == "request" { return "收到申请" }
        if word == "triage" { return "更改核查方式" }
        if word == "recount" { return "重新计算期限" }
        guard let command = word.flatMap(CheckCommand.Name.init(rawValue:)) else { return word ?? "–" }
        return switch command {
        case .approve: "批准"
        case .schedule: "排期"
        case .waiveLead: "放弃提前告知期限"
        case .issue: "发出告知书"
        case .acknowledge: "确认送达"
        case .serve: "登记送达"
        case .failService: "送达失败"
        case .askReschedule: "申请改期"
        case .reschedule: "改期"
        case .keepSlot: "不同意改期"
        case .begin: "开始核查"
        case .interrupt: "中断"
        case .resume: "恢复"
        case .abort: "中止"
        case .noShow: "未到场"
        case .decline: "拒绝配合"
        case .complete: "结束核查"
        case .seal: "封存"
        case .review: "登记发现"
        case .recordReview: "登记核查记录"
        case .rectify: "责令整改"
        case .report: "整改报告"
        case .recheck: "复查"
        case .pass: "结论：通过"
        case .fail: "结论：未通过"
        case .escalate: "转现场核查"
        case .reopen: "重新处理"
        case .withdraw: "撤回结果"
        case .cancel: "取消"
        case .fileCase: "立案"
        case .close: "办结"
        case .askRecusal: "申请回避"
        case .decideRecusal: "回避决定"
        case .replaceInspector: "更换核查人员"
        case .inviteExpert: "邀请专家"
        case .recordExpertFee: "登记专家费用"
        case .extendDeadline: "批准延期"
        case .settleClock: "登记期限内事项已完成"
        case .remind: "提醒当事人"
        case .verdict: "核查人员意见"
        case .addend: "补充证据"
        case .fileScan: "归档盖章扫描件"
        }
    }

    private func shown(_ word: String?, _ chinese: [String: String]) -> String {
        guard let word else { return "–" }
        return say == .zh ? chinese[word] ?? word : word
    }
}
