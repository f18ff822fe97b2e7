import CFFmpeg

/// The lists of what is let in. FFmpeg is built with some 350 demuxers and 500 decoders: of those only
/// these may run.
enum CodecGate {
    /// Codecs by FFmpeg's name, each with the decoders that may run for it, the preferred one first.
    private static let video: [String: [String]] = [
        "h264": ["h264"], "hevc": ["hevc"], "vp8": ["vp8"], "vp9": ["vp9"],
        "av1": ["libdav1d", "libaom-av1"], "mpeg4": ["mpeg4"], "mpeg1video": ["mpeg1video"],
        "mpeg2video": ["mpeg2video"], "mjpeg": ["mjpeg"], "theora": ["theora"],
    ]

    private static let audio: [String: [String]] = [
        "aac": ["aac"], "aac_latm": ["aac_latm"], "opus": ["opus", "libopus"], "mp1": ["mp1float"],
        "mp2": ["mp2float"], "mp3": ["mp3float"], "vorbis": ["vorbis"], "flac": ["flac"], "alac": ["alac"],
        "ac3": ["ac3"], "eac3": ["eac3"], "amr_nb": ["amrnb"], "amr_wb": ["amrwb"],
        "adpcm_g722": ["g722"], "adpcm_g726": ["g726"], "adpcm_g726le": ["g726le"],
        "adpcm_ima_wav": ["adpcm_ima_wav"], "adpcm_ima_qt": ["adpcm_ima_qt"], "adpcm_ms": ["adpcm_ms"],
    ]

    /// Their decoders bear their names.
    private static let samples: Set<String> = [
        "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_u8", "pcm_s8",
        "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_alaw", "pcm_mulaw", "pcm_dvd", "pcm_bluray",
    ]

    /// What the browsers that we serve decode, by container.
    static let mp4Video: Set<String> = ["h264", "vp9", "av1"]
    static let mp4Audio: Set<String> = ["aac", "opus", "mp3", "flac"]
    static let webmVideo: Set<String> = ["vp8", "vp9", "av1"]
    static let webmAudio: Set<String> = ["opus", "vorbis"]

    /// FFmpeg's `codec_whitelist`: decoders by name, for where it decodes by itself to learn a stream's
    /// format.
    static let decoders = ([video, audio].flatMap { $0.values.joined() } + Array(samples)).sorted()
        .joined(separator: ",")

    static func allows(video codec: String) -> Bool {
        video[codec] != nil
    }

    static func allows(audio codec: String) -> Bool {
        audio[codec] != nil || samples.contains(codec)
    }

    /// The decoder that may run for a codec; nil when none may, or this FFmpeg has none of those.
    static func decoder(of codec: String) -> UnsafePointer<AVCodec>? {
        let names = video[codec] ?? audio[codec] ?? (samples.contains(codec) ? [codec] : [])
        for name in names {
            if let found = avcodec_find_decoder_by_name(name) { return found }
        }
        return nil
    }
}
