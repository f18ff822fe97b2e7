import MediaJobs

extension MediaReport {
    /// What of a recording is played in a browser, and why not the original itself.
    var playbackWords: Phrase {
        Phrase(playbackChinese, playbackSentence)
    }

    private var playbackChinese: String {
        let picture = streams.first { $0.kind == .video }?.codec ?? ""
        let sound = streams.first { $0.kind == .audio && $0.isPlayed == true }?.codec
        switch playbackReason {
        case nil: return "播放的就是原件。"
        case .someBrowsers: return "\(picture) 画面只有部分浏览器能借助硬件播放；不能播放时请查看截图，或下载原件用播放软件打开。"
        case .container where playback == .virtual && sound == nil && streams.contains { $0.kind == .audio }:
            return "播放的就是原件的画面数据，只在前面加了浏览器能识别的索引；声音只能在原件中听到。"
        case .container where playback == .virtual: return "播放的就是原件的数据，只在前面加了浏览器能识别的索引。"
        case .container where sound == nil && streams.contains { $0.kind == .audio }:
            return "播放的是画面相同的副本；声音只能在原件中听到。"
        case .container: return "播放的是画面和声音均与原件相同的副本，只换了浏览器能打开的封装格式。"
        case .soundCodec: return "播放的副本画面与原件相同；浏览器不支持 \(sound ?? "") 声音编码，声音已转换，原件保持原样。"
        case .pictureCodec: return "浏览器不支持 \(picture) 画面编码：请查看截图，或下载原件用播放软件打开。"
        case .pictureFormat: return "浏览器不支持这种 \(picture) 画面（位深或色度格式）：请查看截图，或下载原件用播放软件打开。"
        case .copyFailed: return "未能生成供浏览器播放的副本：请查看截图，或下载原件用播放软件打开。"
        }
    }
}
