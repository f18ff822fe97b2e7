import Store

extension IncomingState {
    /// What a person reads for it.
    var words: Phrase {
        switch self {
        case .waiting: Phrase("等待写完", "Waiting until it is written")
        case .copying: Phrase("正在收取", "Being copied")
        case .unassigned: Phrase("待归入核查", "To be assigned")
        case .taken: Phrase("已收取", "Taken")
        case .duplicate: Phrase("重复", "Duplicate")
        case .refused: Phrase("无法收取", "Cannot be taken")
        case .dismissed: Phrase("已移出", "Dismissed")
        case .gone: Phrase("已被取走", "Taken away before it was copied")
        }
    }

    /// The class of its tag.
    var tag: String {
        switch self {
        case .waiting, .copying: "wait"
        case .unassigned, .refused: "bad"
        case .taken: "good"
        case .duplicate, .dismissed, .gone: ""
        }
    }
}

extension IncomingOrigin {
    var words: Phrase {
        switch self {
        case .sidecar: Phrase("按说明文件", "by its sidecar")
        case .name: Phrase("按文件名", "by its name")
        case .person: Phrase("人工归入", "by a person")
        }
    }
}
