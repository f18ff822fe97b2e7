import MediaJobs
import Testing

/// Every container that a recorder writes, with every codec that it writes there, and what a browser gets.
struct ContainerSample: CustomTestStringConvertible, Sendable {
    let name: String
    let playback: MediaReport.Playback
    let type: String?
    let reason: MediaReport.PlaybackReason?

    var testDescription: String { name }

    private static func original(_ name: String, _ type: String = "video/mp4") -> Self {
        Self(name: name, playback: .original, type: type, reason: nil)
    }

    private static func virtual(_ name: String, _ reason: MediaReport.PlaybackReason = .container) -> Self {
        Self(name: name, playback: .virtual, type: "video/mp4", reason: reason)
    }

    private static func copy(_ name: String, _ type: String = "video/mp4") -> Self {
        Self(name: name, playback: .remuxed, type: type, reason: .container)
    }

    private static func converted(_ name: String, _ type: String = "video/mp4") -> Self {
        Self(name: name, playback: .remuxedSoundConverted, type: type, reason: .soundCodec)
    }

    private static func stills(_ name: String) -> Self {
        Self(name: name, playback: .none, type: nil, reason: .pictureCodec)
    }

    static let all: [ContainerSample] =
        [
            "mp4-h264-mp3.mp4", "mp4-h264-opus.mp4", "mp4-h264-flac.mp4", "mp4-vp9-opus.mp4", "mp4-av1-aac.mp4",
            "cover.mp4", "webm-av1-opus.webm", "mkv-h264-flac.mkv", "mkv-av1-opus.mkv", "mkv-h264-quiet.mkv",
            "subtitles.mkv", "two-sounds.mkv", "turned-tag.mkv", "flv-h264-aac.flv", "flv-h264-bframes.flv",
            "flv-h264-mp3.flv", "varying.flv", "mp4-h264-mp2.mp4",
        ].map { virtual($0) }
        + ["mov-hevc-aac.mov"].map { virtual($0, .someBrowsers) }
        + ["webm-vp9-vorbis.webm"].map { original($0, "video/webm") }
        + [
            "ts-h264-aac.ts", "ts-h264-bframes.ts", "ts-h264-opus.ts", "ts-h264-aac.m2ts",
            "ts-wrap.ts", "ts-h264-quiet.ts", "two-pictures.ts", "late-sound.ts", "named.mp4", "torn-head.ts",
            "varying.ts", "avi-h264-mp3.avi", "avi-h264-bframes.avi", "avi-h264-quiet.avi", "varying.avi",
        ].map { copy($0) } + [copy("ogg-vp8-vorbis.ogv", "video/webm")]
        + [
            "mp4-h264-ac3.mp4", "mov-h264-alaw.mov", "mov-h264-s24.mov", "mov-h264-alac.mov", "turned-180.mov",
            "turned-270.mov", "mkv-h264-vorbis.mkv", "mkv-h264-eac3.mkv", "mkv-h264-pcm.mkv", "ts-h264-ac3.ts",
            "ts-h264-mp2.ts", "ts-h264-latm.ts", "ps-h264-mp2.mpg", "ps-h264-bframes.mpg", "ps-wrap.mpg",
            "maker.mpg", "avi-h264-pcm.avi", "avi-h264-mulaw.avi", "flv-h264-alaw.flv", "3gp-h264-amr.3gp",
        ].map { converted($0) } + [converted("mkv-vp8-aac.mkv", "video/webm")]
        + [
            "mp4-mpeg4-aac.mp4", "mp4-mpeg2-aac.mp4", "mp4-mjpeg-aac.mp4", "mov-mjpeg-pcm.mov",
            "mkv-hevc-ac3.mkv", "mkv-theora-vorbis.mkv", "mkv-mpeg2-mp2.mkv", "ts-hevc-aac.ts", "ts-mpeg2-mp2.ts",
            "ts-mpeg4-mp3.ts", "ps-mpeg2-mp2.mpg", "ps-mpeg1-mp2.mpg", "ps-mpeg2-ac3.vob", "ps-hevc-mp2.mpg",
            "avi-mpeg4-mp3.avi", "avi-mjpeg-pcm.avi", "avi-mjpeg-adpcm.avi", "ogg-theora-vorbis.ogv",
            "ogg-theora-opus.ogv",
        ].map { stills($0) }
}
