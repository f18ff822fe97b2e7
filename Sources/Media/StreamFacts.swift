import CFFmpeg
import MediaJobs

extension MediaReport.Stream {
    /// What the report tells of a stream before its packets are counted.
    init(_ stream: UnsafeMutablePointer<AVStream>, index: Int) {
        let parameters = stream.pointee.codecpar.pointee
        self.init(
            index: index, kind: stream.isVideo ? "video" : stream.isAudio ? "audio" : "other",
            codec: stream.codec, packets: 0)
        profile = string(avcodec_profile_name(parameters.codec_id, parameters.profile))
        if let tag = stream.metadata("language"), tag != "und", Self.isLanguage(tag) { language = tag }
        if stream.isVideo {
            width = Int(parameters.width)
            height = Int(parameters.height)
            rotation = stream.rotation
            let rate = stream.pointee.avg_frame_rate.seconds
            if rate > 0, rate <= 1_000_000 { frameRate = rate }
        } else if stream.isAudio {
            sampleRate = Int(parameters.sample_rate)
            channels = Int(parameters.ch_layout.nb_channels)
        }
    }

    /// The tag comes from the file: letters, digits and hyphens of a language tag, or nothing.
    private static func isLanguage(_ tag: String) -> Bool {
        tag.utf8.count <= 35 && !tag.isEmpty
            && tag.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0"..."9" ~= $0 || $0 == "-")
            }
    }
}
