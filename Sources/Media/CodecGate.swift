import CFFmpeg

/// The lists of what is let in. FFmpeg is built with some 350 demuxers and 500 decoders: of those only
/// these may run.
enum CodecGate {
    static let video: Set<String> = ["h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "mpeg2video", "mjpeg"]
    static let audio: Set<String> = ["aac", "opus", "mp3", "vorbis", "flac", "ac3", "alac"]

    /// What the browsers that we serve decode, by container.
    static let mp4Video: Set<String> = ["h264", "vp9", "av1"]
    static let mp4Audio: Set<String> = ["aac", "opus", "mp3", "flac"]
    static let webmVideo: Set<String> = ["vp8", "vp9", "av1"]
    static let webmAudio: Set<String> = ["opus", "vorbis"]

    /// FFmpeg's `codec_whitelist`: decoders by name, for where it decodes by itself to learn a stream's
    /// format.
    static let decoders =
        "h264,hevc,vp8,vp9,libdav1d,libaom-av1,av1,mpeg4,mpeg2video,mjpeg,"
        + "aac,opus,libopus,mp3,mp3float,vorbis,libvorbis,flac,ac3,alac,"
        + "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_u8,pcm_s8,pcm_f32le,pcm_f32be,"
        + "pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw"

    static func allows(video codec: String) -> Bool {
        video.contains(codec)
    }

    static func allows(audio codec: String) -> Bool {
        audio.contains(codec) || codec.hasPrefix("pcm_")
    }
}
