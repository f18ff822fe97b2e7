/// The containers that are taken, each read by exactly one of FFmpeg's demuxers.
enum Container: Equatable {
    case mp4
    /// Matroska comes with its EBML document type, `matroska` or `webm`.
    case matroska(docType: String)
    case transportStream
    case programStream
    case avi
    case flv
    case ogg

    /// FFmpeg's name of the demuxer, to ask for it and to allow it.
    var demuxer: String {
        switch self {
        case .mp4: "mov"
        case .matroska: "matroska"
        case .transportStream: "mpegts"
        case .programStream: "mpeg"
        case .avi: "avi"
        case .flv: "flv"
        case .ogg: "ogg"
        }
    }

    /// MPEG's streams have no index, and their clock may start anew: a place in them is a byte.
    var isStream: Bool {
        switch self {
        case .transportStream, .programStream: true
        case .mp4, .matroska, .avi, .flv, .ogg: false
        }
    }
}
