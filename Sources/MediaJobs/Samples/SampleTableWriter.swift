/// Writes a sample table while the samples come, a block at a time: what it holds does not grow with the recording,
/// but for some twenty bytes for each thousand samples.
public struct SampleTableWriter {
    private var table: SampleTable
    private var waiting: [[Sample]]
    private var place: Int64

    /// - Parameter fileSize: of the file that the samples lie in, bytes.
    public init(tracks: [SampleTrack], fileSize: Int64, startMicroseconds: Int64) {
        table = SampleTable(
            fileSize: fileSize, startMicroseconds: startMicroseconds, tracks: tracks, blocks: [])
        waiting = tracks.map { _ in [] }
        place = Int64(SampleTable.opening.count)
    }

    /// What stands before the first block.
    public var opening: [UInt8] { SampleTable.opening }

    /// Takes a sample that follows the track's last. Answers bytes to write, often none.
    /// - Parameter length: how long it is, in units of the track.
    public mutating func add(_ sample: Sample, lasting length: Int64, to track: Int) -> [UInt8] {
        table.tracks[track].sampleCount += 1
        table.tracks[track].decodeEnd = sample.decode + length
        table.tracks[track].presentationEnd = max(
            table.tracks[track].sampleCount == 1 ? .min : table.tracks[track].presentationEnd,
            sample.presentation + length)
        waiting[track].append(sample)
        return waiting[track].count == SampleBlock.most ? flush(track) : []
    }

    /// The last blocks, the directory and the trailer.
    public mutating func finish() -> [UInt8] {
        var bytes = waiting.indices.reduce(into: [UInt8]()) { $0 += flush($1) }
        let directory = table.encoded()
        func littleEndian(_ number: UInt64, _ count: UInt64) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        bytes += directory
        bytes += littleEndian(UInt64(place), 8) + littleEndian(UInt64(directory.count), 4)
        bytes += littleEndian(UInt64(CRC32C.of(directory)), 4) + SampleTable.closing
        return bytes
    }

    private mutating func flush(_ track: Int) -> [UInt8] {
        let samples = waiting[track]
        guard let first = samples.first else { return [] }
        let bytes = SampleBlock.encode(samples)
        table.blocks.append(
            SampleBlock(
                track: track, first: table.tracks[track].sampleCount - samples.count, count: samples.count,
                keys: samples.count { $0.isKey }, firstDecode: first.decode, place: place, length: bytes.count,
                checksum: CRC32C.of(bytes)))
        place += Int64(bytes.count)
        waiting[track].removeAll(keepingCapacity: true)
        return bytes
    }
}
