/// Every sample of the tracks that are played: when, how large, where in the file, and whether decoding can begin there.
///
///     file      = "VCSAMPLE", blocks, directory, trailer
///     block     = up to 1024 samples of one track, in decode order
///     directory = version, the file's size, start time, tracks, blocks with their checksums
///     trailer   = place of the directory (8 bytes), its length (4), its checksum (4), "VCSAMEND"; little-endian
///
/// The worker writes it in one go, and a hostile file may have taken the worker over: whoever reads it believes nothing
/// that is not checked here. A table that was torn has no trailer, or a wrong checksum; it is made anew, never mended.
public struct SampleTable: Sendable, Equatable {
    public static let version: UInt64 = 1
    public static let mostTracks = 2
    public static let mostEntryBytes = 64 << 10
    /// No file is larger.
    static let mostBytes = 1 << 53
    /// Ten years, as in a report: times of it stay within 64 bits on any track's clock, and on a film's.
    public static let mostSeconds: Int64 = 315_360_000
    static let mostDirectoryBytes = 64 << 20
    static let opening = Array("VCSAMPLE".utf8)
    static let closing = Array("VCSAMEND".utf8)
    static let trailerBytes = 24

    /// Of the file that the samples lie in, bytes.
    public var fileSize: Int64
    /// Where a player's 0 lies on the recording's own clock, microseconds.
    public var startMicroseconds: Int64
    public var tracks: [SampleTrack]
    public var blocks: [SampleBlock]

    /// A time on the recording's own clock of a player's 0, in units of a track.
    public func start(of track: SampleTrack) -> Int64 {
        let (whole, rest) = startMicroseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let part = Double(rest) * Double(track.timescale) / 1_000_000
        return whole * track.timescale + Int64(part.rounded())
    }

}

extension SampleTable {
    /// Reads the directory.
    /// - Parameters:
    ///   - size: of the table, bytes.
    ///   - read: the table's bytes at a place, exactly so many, or what is there.
    /// - Throws: `MediaJobError` when the table is torn or says what cannot be.
    public init<Failure: Error>(
        size: Int64, read: (_ place: Int64, _ count: Int) throws(Failure) -> [UInt8]
    ) throws {
        let least = Int64(Self.opening.count + Self.trailerBytes)
        try check(size >= least, "The sample table is cut off.")
        let trailer = try read(size - Int64(Self.trailerBytes), Self.trailerBytes)
        try check(
            trailer.count == Self.trailerBytes && trailer[16...].elementsEqual(Self.closing),
            "The sample table is torn.")
        let place = trailer[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let length = trailer[8..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
        let checksum = trailer[12..<16].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let isPlaced =
            length <= Self.mostDirectoryBytes && place >= UInt64(Self.opening.count) && place <= UInt64(size)
            && Int64(place) + Int64(length) == size - Int64(Self.trailerBytes)
        try check(isPlaced, "The sample table's directory is not where it should be.")
        let bytes = try read(Int64(place), length)
        try check(
            bytes.count == length && CRC32C.of(bytes) == checksum, "The sample table's directory is torn.")
        try self.init(directory: bytes, end: Int64(place))
    }

    private init(directory: [UInt8], end: Int64) throws(MediaJobError) {
        var reader = ByteReader(directory)
        try check(try reader.read() == Self.version, "The sample table is of a version that is not known here.")
        let fileSize = Int64(try reader.read(upTo: Self.mostBytes))
        let start = try reader.readSigned(within: Self.mostSeconds * 1_000_000)
        var tracks: [SampleTrack] = []
        for _ in 0..<(try reader.read(upTo: Self.mostTracks)) { tracks.append(try SampleTrack(&reader)) }
        var blocks: [SampleBlock] = []
        var place = Int64(Self.opening.count)
        var counted = tracks.map { _ in 0 }
        for _ in 0..<(try reader.read(upTo: Self.mostDirectoryBytes)) {
            let track = try reader.read(upTo: max(0, tracks.count - 1))
            try check(track < tracks.count, "A block of the sample table belongs to no track.")
            let count = try reader.read(upTo: SampleBlock.most)
            let block = SampleBlock(
                track: track, first: counted[track], count: count, keys: try reader.read(upTo: count),
                firstDecode: try reader.readSigned(within: tracks[track].bound), place: place,
                length: try reader.read(upTo: SampleBlock.most * 40),
                checksum: UInt32(try reader.read(upTo: Int(UInt32.max))))
            let (sum, overflow) = place.addingReportingOverflow(Int64(block.length))
            try check(!overflow && sum <= end && count > 0, "A block of the sample table is not where it should be.")
            place = sum
            counted[track] += count
            blocks.append(block)
        }
        try check(
            reader.isAtEnd && place == end && counted == tracks.map(\.sampleCount),
            "The sample table's directory is not what it says.")
        self.init(fileSize: fileSize, startMicroseconds: start, tracks: tracks, blocks: blocks)
    }

    /// The directory's bytes.
    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(UInt64(fileSize))
        writer.writeSigned(startMicroseconds)
        writer.write(UInt64(tracks.count))
        for track in tracks { track.write(to: &writer) }
        writer.write(UInt64(blocks.count))
        for block in blocks {
            for number in [block.track, block.count, block.keys] { writer.write(UInt64(number)) }
            writer.writeSigned(block.firstDecode)
            writer.write(UInt64(block.length))
            writer.write(UInt64(block.checksum))
        }
        return writer.bytes
    }
}

extension SampleTrack {
    fileprivate init(_ reader: inout ByteReader) throws(MediaJobError) {
        let kind = Kind(rawValue: UInt8(try reader.read(upTo: 255)))
        guard let kind else { throw MediaJobError("A track of the sample table is of no known kind.") }
        self.init(
            kind: kind, stream: try reader.read(upTo: 65535), timescale: Int64(try reader.read(upTo: Int(Int32.max))),
            entry: try reader.readBytes(upTo: SampleTable.mostEntryBytes), width: try reader.read(upTo: 65535),
            height: try reader.read(upTo: 65535))
        matrix = []
        for _ in 0..<9 { matrix.append(Int32(try reader.readSigned(within: Int64(Int32.max)))) }
        language = String(decoding: try reader.readBytes(upTo: 3), as: UTF8.self)
        decodeEnd = try reader.readSigned(within: 2 * bound)
        presentationEnd = try reader.readSigned(within: 2 * bound)
        sampleCount = try reader.read(upTo: Int(Int32.max))
        try check(timescale > 0, "A track of the sample table has no timescale.")
        try check(
            language.utf8.count == 3
                && language.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) },
            "A track's language is none.")
        // A box of its own length, so that nothing can follow or precede it in the head of a virtual file.
        let length = entry.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        try check(entry.count >= 16 && length == entry.count, "A track's sample description is no box.")
    }

    fileprivate func write(to writer: inout ByteWriter) {
        for number in [Int(kind.rawValue), stream, Int(timescale)] { writer.write(UInt64(number)) }
        writer.write(bytes: entry)
        for number in [width, height] { writer.write(UInt64(number)) }
        for cell in matrix { writer.writeSigned(Int64(cell)) }
        writer.write(bytes: Array(language.utf8))
        writer.writeSigned(decodeEnd)
        writer.writeSigned(presentationEnd)
        writer.write(UInt64(sampleCount))
    }
}
