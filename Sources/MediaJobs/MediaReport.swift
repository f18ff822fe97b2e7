/// Facts about one original. Times are seconds from the start of the recording (the container's start time is
/// subtracted), so the first keyframe is usually 0.
public struct MediaReport: Codable, Sendable, Equatable {
    /// FFmpeg's demuxer short name: `mov,mp4,m4a,3gp,3g2,mj2`, `matroska,webm`, `mpegts`, `mpeg`, `avi`, `flv`
    /// or `ogg`.
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
    /// Where the picture stands still or is black, or nothing is heard; in the order of their beginnings.
    public var stretches: [Stretch]
    /// Plain sentences for a reviewer: a truncated end, a jump in time, a resolution change.
    public var warnings: [String]
    public var playback: Playback
    /// Why it is not the original that is played; nil exactly when it is.
    public var playbackReason: PlaybackReason?
    /// What the playable bytes are, `video/mp4` or `video/webm`; nil exactly when `playback` is `none`.
    public var playableType: String?
    /// What the sample table is of; nil where there is none, and then no clip can be cut.
    public var samplesOf: SamplesOf?
    public var stills: [Still]

    public init(
        container: String, majorBrand: String?, fragmented: Bool, startSeconds: Double,
        durationSeconds: Double,
        bitRate: Int64?, streams: [Stream], keyframes: [Double], gaps: [Gap], stretches: [Stretch] = [],
        warnings: [String],
        playback: Playback, playbackReason: PlaybackReason? = nil, playableType: String?,
        samplesOf: SamplesOf? = nil, stills: [Still]
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
        self.stretches = stretches
        self.warnings = warnings
        self.playback = playback
        self.playbackReason = playbackReason
        self.playableType = playableType
        self.samplesOf = samplesOf
        self.stills = stills
    }

    public struct Stream: Codable, Sendable, Equatable {
        public var index: Int
        public var kind: Kind
        /// FFmpeg's codec name: `h264`, `aac`, `vp9`, `opus`.
        public var codec: String
        public var profile: String?
        public var width: Int?
        public var height: Int?
        /// Degrees clockwise that a player must turn the picture: 0, 90, 180 or 270.
        public var rotation: Int?
        /// The picture is also mirrored left to right, before it is turned.
        public var isMirrored: Bool?
        /// Average frames per second.
        public var frameRate: Double?
        public var sampleRate: Int?
        public var channels: Int?
        public var language: String?
        /// What the file calls the stream; the sender's words, for display only.
        public var title: String?
        /// The file marks it as the one to play among its kind.
        public var isDefault: Bool?
        /// It is seen or heard in what a browser plays.
        public var isPlayed: Bool?
        public var packets: Int

        /// Only streams of `video` and `audio` are ever decoded. A `picture` is a still that is attached, such
        /// as a cover.
        public enum Kind: String, Codable, Sendable {
            case video, audio, subtitle, data, picture, other
        }

        public init(
            index: Int, kind: Kind, codec: String, profile: String? = nil, width: Int? = nil,
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

    /// From, to in seconds. What is seen and heard is sampled, so that both may be some seconds off.
    public struct Stretch: Codable, Sendable, Equatable {
        public enum Kind: String, Codable, Sendable, CaseIterable {
            /// Nothing in the picture moves: at least 10 s.
            case still
            /// The picture is black: at least 5 s.
            case black
            /// Nothing is heard, below -60 dB of full scale: at least 15 s.
            case silent
        }

        public var kind: Kind
        public var from: Double
        public var to: Double

        public init(kind: Kind, from: Double, to: Double) {
            self.kind = kind
            self.from = from
            self.to = to
        }
    }

    public enum SamplesOf: String, Codable, Sendable {
        /// The original; every packet was compared with its bytes.
        case original
        /// The playable copy.
        case copy
    }

    public enum Playback: String, Codable, Sendable {
        /// A browser plays the original bytes as they are.
        case original
        /// A browser plays the original's own bytes behind an MP4 index that is made from the sample table.
        case virtual
        /// A browser plays the copy that was written to the playable descriptor (index first): the same
        /// pictures and sound in another container.
        case remuxed
        /// The same, and the sound in that copy was converted to AAC or Opus; the pictures were not.
        case remuxedSoundConverted = "remuxed_sound_converted"
        /// No browser plays these codecs: stills and download only.
        case none
    }

    /// Stable codes; `playbackSentence` has the words.
    public enum PlaybackReason: String, Codable, Sendable, CaseIterable {
        /// No browser opens this container, or not with these streams in it.
        case container
        /// Some browsers decode the pictures, where the machine does it for them.
        case someBrowsers = "some_browsers"
        /// No browser decodes the sound.
        case soundCodec = "sound_codec"
        /// No browser decodes the pictures.
        case pictureCodec = "picture_codec"
        /// Browsers know the codec, but not this kind of it: more than 8 bits, or not 4:2:0.
        case pictureFormat = "picture_format"
        /// Browsers could play it, but the copy for them could not be made; a warning says why.
        case copyFailed = "copy_failed"
    }

    public struct Still: Codable, Sendable, Equatable {
        /// Which of the job's `stillsAt` it is, and so which still descriptor holds it.
        public var slot: Int
        /// Seconds from the start of the keyframe that is shown.
        public var at: Double
        /// Pixels as shown: a stream's `rotation` is applied.
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
