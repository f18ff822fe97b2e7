import Domain
import Store

extension RecordingState {
    var words: Phrase {
        switch self {
        case .uploading: Phrase("上传中", "Uploading")
        case .ingesting: Phrase("校验中", "Being checked")
        case .ready: Phrase("可用", "Ready")
        case .quarantined: Phrase("已隔离", "Quarantined")
        }
    }

    /// The class of its tag.
    var tone: String {
        switch self {
        case .uploading, .ingesting: "wait"
        case .ready: "good"
        case .quarantined: "bad"
        }
    }
}

extension DeliveryKind {
    var words: Phrase {
        switch self {
        case .creditPenalty: Phrase("行政处罚（信用平台）", "Penalty to the credit platform")
        case .licensingResult: Phrase("核查结果（许可系统）", "Result to the licensing backend")
        case .noticeMail: Phrase("告知书邮件", "Notice by mail")
        case .noticeText: Phrase("告知短信", "Notice by text message")
        }
    }
}

extension DeliveryState {
    var words: Phrase {
        switch self {
        case .pending: Phrase("等待投递", "Waiting")
        case .delivered: Phrase("已投递", "Delivered")
        case .held: Phrase("已暂停", "Held")
        case .manual: Phrase("待人工发送", "To be sent by hand")
        }
    }

    var tone: String {
        switch self {
        case .pending, .manual: "wait"
        case .delivered: "good"
        case .held: "bad"
        }
    }
}
