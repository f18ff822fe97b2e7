/// Facts about one original. Times are seconds from the start of the recording (the container's start time is
/// subtracted), so the first keyframe is usually 0.
public struct MediaReport: Codable, Sendable, Equatable {
    /// FFmpeg's demuxer short name: `mov,mp4,m4a,3gp,3g2,mj2` or `matroska,webm`.
    public var container: String
    /// The `ftyp` major brand where there is one (`isom`, `qt  `), else nil.
    public var majorBrand: String?
    /// True for a fragmented MP4 (moof boxes).
    public var fragmented: Bool
    public var startSeconds: Double
    public var durationSeconds: Double
    public var bitRate: Int64?
    public var streams: [Stream]
    /// Presentation times of the first video stream's key packets, ascending.
    public var keyframes: [Double]
    public var gaps: [Gap]
    /// Plain sentences for a reviewer: a truncated end, a jump in time, a resolution change.
    public var warnings: [String]
    public var playback: Playback
    /// What the playable bytes are, `video/mp4` or `video/webm`; nil exactly when `playback` is `none`.
    public var playableType: String?
    public var stills: [Still]

    public init(
        container: String, majorBrand: String?, fragmented: Bool, startSeconds: Double,
        durationSeconds: Double,
        bitRate: Int64?, streams: [Stream], keyframes: [Double], gaps: [Gap], warnings: [String],
        playback: Playback, playableType: String?, stills: [Still]
    ) {
        self.container = container
        self.majorBrand = majorBrand
        self.fragmented = fragmented
        self.startSeconds = startSeconds
        self.durationSeconds = durationSeconds
        self.bitRate = bitRate
        self.streams = streams
        self.keyframes = keyframes
        self.gaps = gaps
        self.warnings = warnings
        self.playback = playback
        self.playableType = playableType
        self.stills = stills
    }

    public struct Stream: Codable, Sendable, Equatable {
        public var index: Int
        /// `video`, `audio` or `other`.
        public var kind: String
        /// FFmpeg's codec name: `h264`, `aac`, `vp9`, `opus`.
        public var codec: String
        public var profile: String?
        public var width: Int?
        public var height: Int?
        /// Degrees clockwise that a player must turn the picture: 0, 90, 180 or 270.
        public var rotation: Int?
        /// Average frames per second.
        public var frameRate: Double?
        public var sampleRate: Int?
        public var channels: Int?
        public var language: String?
        public var packets: Int

        public init(
            index: Int, kind: String, codec: String, profile: String? = nil, width: Int? = nil,
            height: Int? = nil,
            rotation: Int? = nil, frameRate: Double? = nil, sampleRate: Int? = nil, channels: Int? = nil,
            language: String? = nil, packets: Int
        ) {
            self.index = index
            self.kind = kind
            self.codec = codec
            self.profile = profile
            self.width = width
            self.height = height
            self.rotation = rotation
            self.frameRate = frameRate
            self.sampleRate = sampleRate
            self.channels = channels
            self.language = language
            self.packets = packets
        }
    }

    /// A stretch without pictures longer than a second: from, to in seconds.
    public struct Gap: Codable, Sendable, Equatable {
        public var from: Double
        public var to: Double

        public init(from: Double, to: Double) {
            self.from = from
            self.to = to
        }
    }

    public enum Playback: String, Codable, Sendable {
        /// A browser plays the original bytes as they are.
        case original
        /// A browser plays the copy that was written to the playable descriptor (index first).
        case remuxed
        /// No browser plays these codecs: stills and download only.
        case none
    }

    public struct Still: Codable, Sendable, Equatable {
        /// Which of the job's `stillsAt` it is, and so which still descriptor holds it.
        public var slot: Int
        /// Seconds from the start of the keyframe that is shown.
        public var at: Double
        /// Pixels as stored: a stream's `rotation` is not applied.
        public var width: Int
        public var height: Int

        public init(slot: Int, at: Double, width: Int, height: Int) {
            self.slot = slot
            self.at = at
            self.width = width
            self.height = height
        }
    }
}
