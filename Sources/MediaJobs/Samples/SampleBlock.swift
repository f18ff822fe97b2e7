/// Up to `most` samples of one track in decode order: what the table's directory tells of them, and their coding.
public struct SampleBlock: Sendable, Equatable {
    public static let most = 1024

    public var track: Int
    /// Of its first sample, counted within the track from 0.
    public var first: Int
    public var count: Int
    /// How many of them are keys.
    public var keys: Int
    public var firstDecode: Int64
    /// Where its bytes lie in the table.
    var place: Int64
    var length: Int
    var checksum: UInt32

    /// Steps between samples hardly change, so the change of the step is what is written; bytes mostly follow one
    /// another, so only what lies between is.
    static func encode(_ samples: [Sample]) -> [UInt8] {
        var writer = ByteWriter()
        var (decode, step, shift, end) = (samples.first?.decode ?? 0, Int64(0), Int64(0), Int64(0))
        for sample in samples {
            let fresh = sample.decode - decode
            writer.writeSigned(fresh - step)
            writer.writeSigned(sample.shift - shift)
            writer.write(UInt64(sample.size) << 1 | (sample.isKey ? 1 : 0))
            writer.writeSigned(sample.offset - end)
            (decode, step, shift, end) = (sample.decode, fresh, sample.shift, sample.end)
        }
        return writer.bytes
    }

    /// - Parameters:
    ///   - bytes: as they were read, not yet believed.
    ///   - fileSize: no sample lies beyond it.
    ///   - bound: no time lies further from 0, in units of the track.
    /// - Throws: `MediaJobError` when they are not what the directory says, go back in time or lie outside the file.
    func decode(_ bytes: [UInt8], fileSize: Int64, within bound: Int64) throws(MediaJobError) -> [Sample] {
        try check(
            bytes.count == length && CRC32C.of(bytes) == checksum, "A block of the sample table is torn.")
        var reader = ByteReader(bytes)
        var samples: [Sample] = []
        samples.reserveCapacity(count)
        var (decode, step, shift, end, keyCount) = (firstDecode, Int64(0), Int64(0), Int64(0), 0)
        for _ in 0..<count {
            step += try reader.readSigned(within: 2 * bound)
            decode += step
            try check(
                step >= 0 && decode <= bound, "The sample table's times do not go forward.")
            shift += try reader.readSigned(within: 2 * bound)
            try check((0...bound).contains(shift), "A time of the sample table is out of bounds.")
            let sizeAndKey = try reader.read(upTo: Int(Int32.max))
            let between = try reader.readSigned(within: fileSize)
            let sample = Sample(
                decode: decode, shift: shift, offset: end + between, size: sizeAndKey >> 1,
                isKey: sizeAndKey & 1 == 1)
            try check(sample.offset >= 0 && sample.end <= fileSize, "A sample lies outside of the file.")
            end = sample.end
            keyCount += sample.isKey ? 1 : 0
            samples.append(sample)
        }
        try check(reader.isAtEnd && keyCount == keys, "A block of the sample table is not what it says.")
        return samples
    }
}
