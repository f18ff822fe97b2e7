/// One coded picture or one piece of sound: when it is decoded and shown, and where its bytes lie.
public struct Sample: Sendable, Equatable {
    /// Decode time, in units of its track's timescale, on the recording's own clock.
    public var decode: Int64
    /// Presentation time minus decode time, in the same units; never below 0.
    public var shift: Int64
    /// Bytes from the start of the file.
    public var offset: Int64
    public var size: Int
    /// Decoding can begin here.
    public var isKey: Bool

    public init(decode: Int64, shift: Int64, offset: Int64, size: Int, isKey: Bool) {
        self.decode = decode
        self.shift = shift
        self.offset = offset
        self.size = size
        self.isKey = isKey
    }

    public var presentation: Int64 { decode + shift }
    /// The byte after its last.
    public var end: Int64 { offset + Int64(size) }
}
