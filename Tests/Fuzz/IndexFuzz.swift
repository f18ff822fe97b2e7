// Hostile sample tables. A fuzzer cannot guess a checksum, so what it makes up is sealed for it: its first byte says
// whether the rest is a whole table, a directory, or the samples of a block.

@testable import MediaJobs

private let entry: [UInt8] = [0, 0, 0, 16] + Array("avc1".utf8) + [UInt8](repeating: 0, count: 8)

private func little(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
}

/// Blocks and a directory as a table whose checksums are right.
private func sealed(blocks: [UInt8], directory: [UInt8]) -> [UInt8] {
    SampleTable.opening + blocks + directory + little(UInt64(SampleTable.opening.count + blocks.count), 8)
        + little(UInt64(directory.count), 4) + little(UInt64(CRC32C.of(directory)), 4) + SampleTable.closing
}

private func tableOfBlock(_ bytes: [UInt8]) -> [UInt8] {
    let count = Int(bytes.first ?? 0) + 1
    let keys = Int(bytes.dropFirst().first ?? 0) % (count + 1)
    let block = Array(bytes.dropFirst(2))
    var track = SampleTrack(kind: .video, stream: 0, timescale: 90_000, entry: entry, width: 64, height: 64)
    track.sampleCount = count
    track.decodeEnd = SampleTable.mostSeconds * 90_000
    let told = SampleBlock(
        track: 0, first: 0, count: count, keys: keys, firstDecode: 0, place: Int64(SampleTable.opening.count),
        length: block.count, checksum: CRC32C.of(block))
    let table = SampleTable(fileSize: 1 << 40, startMicroseconds: 0, tracks: [track], blocks: [told])
    return sealed(blocks: block, directory: table.encoded())
}

/// What is read must hold what its readers rely on.
private func demand(_ holds: Bool, _ what: String) { if !holds { fatalError(what) } }

private func read(_ bytes: [UInt8]) {
    func piece(_ place: Int64, _ count: Int) -> [UInt8] {
        demand(place >= 0 && count >= 0 && count <= 64 << 20, "asks for what cannot be")
        let start = min(bytes.count, Int(place))
        return Array(bytes[start..<min(bytes.count, start + count)])
    }
    guard let table = try? SampleTable(size: Int64(bytes.count), read: piece) else { return }
    for block in table.blocks {
        guard let samples = try? table.samples(of: block, read: piece) else { continue }
        demand(samples.count == block.count, "another number of samples")
        var latest = Int64.min
        for sample in samples {
            demand(sample.offset >= 0 && sample.end <= table.fileSize && sample.size >= 0, "outside of the file")
            demand(sample.decode >= latest && sample.shift >= 0, "back in time")
            latest = sample.decode
        }
    }
    _ = try? table.verify(read: piece)
    // A directory that was read is one that is written.
    _ = table.encoded()
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzIndex(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    guard let mode = bytes.first else { return 0 }
    let rest = Array(bytes.dropFirst())
    switch mode % 3 {
    case 0: read(rest)
    case 1: read(sealed(blocks: [], directory: rest))
    default: read(tableOfBlock(rest))
    }
    return 0
}
