import CFFmpeg
import MediaJobs

extension MediaReport.Stream {
    /// What the report tells of a stream before its packets are counted.
    init(_ stream: UnsafeMutablePointer<AVStream>, index: Int) {
        let parameters = stream.pointee.codecpar.pointee
        self.init(index: index, kind: Self.kind(stream), codec: stream.codec, packets: 0)
        profile = string(avcodec_profile_name(parameters.codec_id, parameters.profile))
        isDefault = stream.isDefault
        if let tag = stream.metadata("language"), tag != "und", Self.isLanguage(tag) { language = tag }
        title = stream.metadata("title").flatMap(Self.shown)
        if stream.isVideo {
            width = Int(parameters.width)
            height = Int(parameters.height)
            let turn = Turn(of: stream)
            rotation = turn.degrees
            isMirrored = turn.isMirrored
            let rate = stream.pointee.avg_frame_rate.seconds
            if rate > 0, rate <= 1_000_000 { frameRate = rate }
        } else if stream.isAudio {
            sampleRate = Int(parameters.sample_rate)
            channels = Int(parameters.ch_layout.nb_channels)
        }
    }

    private static func kind(_ stream: UnsafeMutablePointer<AVStream>) -> Kind {
        if stream.isPicture { return .picture }
        switch stream.pointee.codecpar.pointee.codec_type {
        case AVMEDIA_TYPE_VIDEO: return .video
        case AVMEDIA_TYPE_AUDIO: return .audio
        case AVMEDIA_TYPE_SUBTITLE: return .subtitle
        case AVMEDIA_TYPE_DATA: return .data
        default: return .other
        }
    }

    /// The tag comes from the file: letters, digits and hyphens of a language tag, or nothing.
    private static func isLanguage(_ tag: String) -> Bool {
        tag.utf8.count <= 35 && !tag.isEmpty
            && tag.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0"..."9" ~= $0 || $0 == "-")
            }
    }

    /// A title comes from the file too: its first hundred characters, without what would steer a terminal
    /// or turn the direction of a line.
    private static func shown(_ title: String) -> String? {
        let scalars = title.unicodeScalars.filter {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
            default: true
            }
        }
        let text = String(String.UnicodeScalarView(scalars.prefix(100)))
        return text.isEmpty ? nil : text
    }
}
