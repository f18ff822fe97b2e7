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
        case .approved: "已审批"
        case .scheduled: "已排期"
        case .issued: "已发告知书"
        case .served: "已送达"
        case .inSession: "核查中"
        case .completed: "核查完毕"
        case .sealed: "已封存"
        case .underReview: "评审中"
        case .passed: "通过"
        case .failed: "不通过"
        case .closed: "已办结"
        }
    }

    func source(_ word: String?) -> String {
        guard say == .zh, let source = word.flatMap(Check.Source.init(rawValue:)) else { return word ?? "–" }
        return switch source {
        case .licenceReview: "人员视频核验"
        case .doubleRandom: "双随机、一公开"
        case .listDoubtful: "存疑企业清单"
        case .listComplaint: "被投诉举报企业清单"
        case .listDishonest: "失信企业清单"
        case .commitmentFull: "告知承诺制全覆盖核查"
        case .recheck: "复查"
        }
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
        guard say == .zh else { return word ?? "–" }
        return switch word {
        case "pending": "待发送"
        case "delivered": "已送达"
        case "held": "已搁置"
        default: word ?? "–"
        }
    }
}
