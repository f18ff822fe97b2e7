import Domain
import Foundation
import MediaJobs

/// An MP4 that is nowhere on disk: an index made from the sample table, then one `mdat` with the original's own bytes.
///
///     ftyp | moov | mdat: the original's bytes, whole, or the parts of it that a clip needs
///
/// The length is known at once, and any range of it is a range of the head or of the original.
struct VirtualMP4: Sendable {
    let tracks: [VirtualTrack]
    /// Which of the original's bytes follow the head, ascending and apart.
    let parts: [Range<Int64>]

    /// The bytes of the original that follow the head.
    var bodyLength: Int64 { parts.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }

    private static let opening: Int64 = 32
    private static let bodyHeader: Int64 = 16
    private static let movieHeader: Int64 = 120

    /// Bytes before the original's.
    var headLength: Int64 { Self.opening + movieLength(frame) + Self.bodyHeader }

    /// Fine enough that a time of any track can be said in it without losing a unit.
    private var timescale: Int64 { tracks.map(\.track.timescale).max().map { max(90_000, $0) } ?? 90_000 }

    private var frame: VirtualTrack.Frame {
        func frame(_ isWide: Bool, _ head: Int64) -> VirtualTrack.Frame {
            VirtualTrack.Frame(isWide: isWide, timescale: timescale, place: places(after: head))
        }
        let narrow = Self.opening + movieLength(frame(false, 0)) + Self.bodyHeader
        guard narrow + bodyLength > Int64(UInt32.max) else { return frame(false, narrow) }
        return frame(true, Self.opening + movieLength(frame(true, 0)) + Self.bodyHeader)
    }

    /// Where a byte of the original lies in the virtual file.
    private func places(after head: Int64) -> (Int64) -> Int64 {
        if parts.count == 1 { return { [start = parts[0].lowerBound] in head + $0 - start } }
        var before: [Int64] = []
        var sum = head
        for part in parts {
            before.append(sum - part.lowerBound)
            sum += part.upperBound - part.lowerBound
        }
        return { [parts] offset in
            var (low, high) = (0, parts.count)
            while high - low > 1 {
                let middle = (low + high) / 2
                if parts[middle].lowerBound <= offset { low = middle } else { high = middle }
            }
            return low < before.count ? before[low] + offset : offset
        }
    }

    private func movieLength(_ frame: VirtualTrack.Frame) -> Int64 {
        8 + Self.movieHeader + tracks.reduce(0) { $0 + $1.trackLength(frame) }
    }

    /// Writes what stands before the original's bytes.
    /// - Returns: how many bytes that were.
    @discardableResult
    func writeHead(_ write: @escaping ([UInt8]) throws -> Void) throws -> Int64 {
        let frame = frame
        var out = BoxOutput(write)
        try out.box("ftyp", Self.opening)
        try out.raw("isom".utf8)
        try out.u32(0x200)
        try out.raw("isomiso2av01mp41".utf8)
        try out.box("moov", movieLength(frame))
        try writeMovieHeader(frame, to: &out)
        for (number, track) in tracks.enumerated() {
            try track.writeTrack(number: Int64(number) + 1, frame, to: &out)
        }
        // A length of 1 says that the real one follows in 64 bits.
        try out.box("mdat", 1)
        try out.u64(Self.bodyHeader + bodyLength)
        try out.flushAll()
        return out.written
    }

    private func writeMovieHeader(_ frame: VirtualTrack.Frame, to out: inout BoxOutput) throws {
        try out.fullBox("mvhd", Self.movieHeader, version: 1)
        try out.zeros(16)
        try out.u32(timescale)
        try out.u64(tracks.map { $0.length(frame) }.max() ?? 0)
        try out.u32(1 << 16)
        try out.u16(0x100)
        try out.zeros(10)
        for cell in SampleTrack.upright { try out.u32(Int64(cell)) }
        try out.zeros(24)
        try out.u32(Int64(tracks.count) + 1)
    }
}

extension VirtualMP4 {
    /// The whole recording.
    init(whole file: SampleTableFile) throws {
        let table = file.table
        tracks = try table.tracks.enumerated().compactMap { place, track in
            let made = try VirtualTrack(track, zero: table.start(of: track), until: nil, end: track.decodeEnd) {
                try file.each(of: place, $0)
            }
            return made.isEmpty ? nil : made
        }
        parts = [0..<table.fileSize]
    }
}
