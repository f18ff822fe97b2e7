import CFFmpeg
import MediaJobs

/// How a browser will see and hear the recording, decided from its streams before the pass.
///
/// Pictures are never coded anew: that would cost hours and lose detail. Sound that no browser decodes is:
/// it is cheap, and what was said must be heard.
struct PlaybackPlan {
    enum Format: String {
        case mp4
        case webm

        var mimeType: String { "video/\(rawValue)" }
    }

    enum Sound: Equatable {
        case copied(Int)
        case converted(Int)

        var stream: Int {
            switch self {
            case .copied(let stream), .converted(let stream): stream
            }
        }
    }

    private(set) var playback: MediaReport.Playback
    private(set) var reason: MediaReport.PlaybackReason?
    private(set) var format: Format?
    /// MP4 carries the streams as they are: if their bytes are where the container says, no copy is needed.
    let fitsMP4: Bool
    let video: Int
    /// The one sound track that is played: the file's default, else its first.
    private(set) var sound: Sound?

    /// - Parameters:
    ///   - container: what the file is; an MP4 of brand `qt  ` is a MOV, which not every browser takes.
    ///   - declaresDuration: whether a Matroska header says how long it is; without, browsers cannot seek.
    init(
        _ demuxer: borrowing Demuxer, container: Container, majorBrand: String?, declaresDuration: Bool,
        video: Int
    ) {
        self.video = video
        let tracks = Self.tracks(demuxer)
        let chosen = Self.choose(demuxer, among: tracks)
        let codec = chosen.flatMap { demuxer.stream($0) }.map(Self.soundName)
        let soundFits = codec.map(CodecGate.mp4Audio.contains) ?? true
        guard let stream = demuxer.stream(video), Self.refusal(stream) == nil else {
            (playback, format) = (.none, nil)
            sound = soundFits ? chosen.map { .copied($0) } : nil
            fitsMP4 = demuxer.stream(video)?.codec == "hevc" && soundFits
            reason = demuxer.stream(video).flatMap(Self.refusal) ?? .pictureCodec
            return
        }
        let inMP4 = CodecGate.mp4Video.contains(stream.codec)
        let asMP4 = inMP4 && soundFits
        fitsMP4 = asMP4
        let asWebM =
            CodecGate.webmVideo.contains(stream.codec) && (codec.map(CodecGate.webmAudio.contains) ?? true)
        let format: Format = asMP4 || (inMP4 && !asWebM) ? .mp4 : .webm
        let isCopied = asMP4 || asWebM
        sound = chosen.map { isCopied ? .copied($0) : .converted($0) }
        // A player of the original takes its first sound track, and may stumble over others.
        let playsAll = tracks.first == chosen && tracks.allSatisfy { Self.plays(demuxer, $0, asMP4: asMP4) }
        if container == .mp4, majorBrand != nil, majorBrand != "qt  ", asMP4, playsAll {
            (playback, reason, self.format) = (.original, nil, .mp4)
        } else if container == .matroska(docType: "webm"), asWebM, declaresDuration, playsAll {
            (playback, reason, self.format) = (.original, nil, .webm)
        } else if isCopied {
            (playback, reason, self.format) = (.remuxed, .container, format)
        } else {
            (playback, reason, self.format) = (.remuxedSoundConverted, .soundCodec, format)
        }
    }

    /// The original's own bytes are played behind an index of ours.
    mutating func becomeVirtual() {
        reason = playback == .none ? .someBrowsers : .container
        (playback, format) = (.virtual, .mp4)
    }

    /// The same copy without sound, where that turns out not to be decodable.
    mutating func dropSound() {
        (playback, reason, sound) = (.remuxed, .container, nil)
    }

    /// A copy is to be written.
    var isCopy: Bool {
        switch playback {
        case .remuxed, .remuxedSoundConverted: true
        case .original, .virtual, .none: false
        }
    }

    private static func tracks(_ demuxer: borrowing Demuxer) -> [Int] {
        var tracks: [Int] = []
        for index in 0..<demuxer.streamCount where demuxer.stream(index)?.isAudio == true {
            tracks.append(index)
        }
        return tracks
    }

    /// The default among those that can be heard, else the first of them.
    private static func choose(_ demuxer: borrowing Demuxer, among tracks: [Int]) -> Int? {
        var first: Int?
        for index in tracks {
            guard let stream = demuxer.stream(index), CodecGate.allows(audio: stream.codec),
                stream.pointee.codecpar.pointee.sample_rate > 0
            else { continue }
            if stream.isDefault { return index }
            first = first ?? index
        }
        return first
    }

    private static func plays(_ demuxer: borrowing Demuxer, _ track: Int, asMP4: Bool) -> Bool {
        guard let stream = demuxer.stream(track) else { return false }
        return (asMP4 ? CodecGate.mp4Audio : CodecGate.webmAudio).contains(soundName(stream))
    }

    /// The codec's name, and for AAC of a profile that only few decoders know, another.
    private static func soundName(_ stream: UnsafeMutablePointer<AVStream>) -> String {
        let rare = [FF_PROFILE_AAC_MAIN, FF_PROFILE_AAC_SSR, FF_PROFILE_AAC_LTP]
        let isRare = stream.codec == "aac" && rare.contains(stream.pointee.codecpar.pointee.profile)
        return isRare ? "aac_rare" : stream.codec
    }

    /// Why no browser shows the pictures; nil when browsers do. H.264 beyond 8 bits or 4:2:0 has no decoder
    /// in browsers, though its name is the same.
    private static func refusal(_ stream: UnsafeMutablePointer<AVStream>) -> MediaReport.PlaybackReason? {
        guard CodecGate.mp4Video.union(CodecGate.webmVideo).contains(stream.codec) else { return .pictureCodec }
        guard stream.codec == "h264" else { return nil }
        let format = stream.pointee.codecpar.pointee.format
        let plain = [AV_PIX_FMT_YUV420P.rawValue, AV_PIX_FMT_YUVJ420P.rawValue].contains(format)
        return plain ? nil : .pictureFormat
    }
}
