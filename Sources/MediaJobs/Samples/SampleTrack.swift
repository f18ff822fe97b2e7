/// What a player must know of a track before its first sample.
public struct SampleTrack: Sendable, Equatable {
    public enum Kind: UInt8, Sendable {
        case video = 1
        case audio = 2
    }

    public var kind: Kind
    /// Which stream of the file it is.
    public var stream: Int
    /// Units a second of its times.
    public var timescale: Int64
    /// The whole box of an MP4 sample description that tells how to decode it: `avc1` with its `avcC`, `Opus` with
    /// its `dOps` (ISO/IEC 14496-12, 8.5.2).
    public var entry: [UInt8]
    /// Pixels as stored; 0 for sound.
    public var width: Int
    public var height: Int
    /// How the picture is turned before it is shown: the nine numbers of a track header, row by row.
    public var matrix: [Int32]
    /// Three letters of ISO 639-2, `und` where it is not known.
    public var language: String
    /// When its last sample ends: decode time and presentation time.
    public var decodeEnd: Int64
    public var presentationEnd: Int64
    public var sampleCount: Int

    /// How far from 0 its times may lie.
    var bound: Int64 { SampleTable.mostSeconds * timescale }

    /// The picture as it is.
    public static let upright: [Int32] = [1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30]

    public init(
        kind: Kind, stream: Int, timescale: Int64, entry: [UInt8], width: Int = 0, height: Int = 0,
        matrix: [Int32] = SampleTrack.upright, language: String = "und", decodeEnd: Int64 = 0,
        presentationEnd: Int64 = 0, sampleCount: Int = 0
    ) {
        self.kind = kind
        self.stream = stream
        self.timescale = timescale
        self.entry = entry
        self.width = width
        self.height = height
        self.matrix = matrix
        self.language = language
        self.decodeEnd = decodeEnd
        self.presentationEnd = presentationEnd
        self.sampleCount = sampleCount
    }
}
