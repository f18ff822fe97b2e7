import CFFmpeg
import MediaJobs

/// How a browser will see the recording, decided from its streams before the pass.
struct PlaybackPlan {
    enum Format: String {
        case mp4
        case webm

        var mimeType: String { "video/\(rawValue)" }
    }

    let playback: MediaReport.Playback
    let format: Format?
    /// The streams of a copy: the first video stream, then every audio stream.
    let streams: [Int]
    /// Said to the reviewer when nothing can be played.
    let warning: String?

    /// - Parameters:
    ///   - container: what the file is; an MP4 of brand `qt  ` is a MOV, which not every browser takes.
    ///   - declaresDuration: whether a Matroska header says how long it is; without, browsers cannot seek.
    init(
        _ demuxer: borrowing Demuxer, container: ContainerProbe.Container, majorBrand: String?,
        declaresDuration: Bool, video: Int
    ) {
        var streams = [video]
        var audio: Set<String> = []
        for index in 0..<demuxer.streamCount {
            guard let stream = demuxer.stream(index), stream.isAudio else { continue }
            streams.append(index)
            audio.insert(stream.codec)
        }
        self.streams = streams
        let codec = demuxer.stream(video)?.codec ?? ""
        let plays = demuxer.stream(video).map(Self.isPlayable) ?? false
        let asMP4 = plays && CodecGate.mp4Video.contains(codec) && audio.isSubset(of: CodecGate.mp4Audio)
        let asWebM = plays && CodecGate.webmVideo.contains(codec) && audio.isSubset(of: CodecGate.webmAudio)
        let isWebM = container == .matroska(docType: "webm")
        if container == .mp4, majorBrand != nil, majorBrand != "qt  ", asMP4 {
            (playback, format) = (.original, .mp4)
        } else if isWebM, asWebM, declaresDuration {
            (playback, format) = (.original, .webm)
        } else if asMP4 {
            (playback, format) = (.remuxed, .mp4)
        } else if asWebM {
            (playback, format) = (.remuxed, .webm)
        } else {
            (playback, format) = (.none, nil)
        }
        let all = ([codec] + audio.sorted()).joined(separator: " and ")
        warning =
            playback == .none
            ? "No browser plays \(all) as it is here: the recording has stills and its original file only."
            : nil
    }

    /// H.264 beyond 8 bits or 4:2:0 has no decoder in browsers, though its name is the same.
    private static func isPlayable(_ stream: UnsafeMutablePointer<AVStream>) -> Bool {
        guard stream.codec == "h264" else { return true }
        let format = stream.pointee.codecpar.pointee.format
        return format == AV_PIX_FMT_YUV420P.rawValue || format == AV_PIX_FMT_YUVJ420P.rawValue
    }
}
