import Domain
import Foundation
import MediaJobs

extension VirtualMP4 {
    /// A stretch of a recording, cut where it is asked for: pictures from the keyframe before it are in the file, and its
    /// edit list enters it at `from`.
    /// - Parameters:
    ///   - from: seconds from the start of the recording.
    ///   - to: the same, later.
    /// - Throws: `Fault(.invalid)` when no picture lies between them, `Fault(.damaged)`.
    init(_ file: SampleTableFile, from: Double, to: Double) throws {
        var made: [VirtualTrack] = []
        var runs: [Range<Int64>] = []
        for (place, track) in file.table.tracks.enumerated() {
            let start = file.table.start(of: track)
            let zero = start + Int64((from * Double(track.timescale) + 0.01).rounded(.down))
            let until = start + Int64((to * Double(track.timescale)).rounded())
            let cut = try Cut(file, track: place, from: zero, to: max(until, zero + 1))
            guard let last = cut.samples.last else { continue }
            let length = cut.next.map { $0 - last.decode } ?? max(0, track.decodeEnd - last.decode)
            let samples = cut.samples
            made.append(
                try VirtualTrack(track, zero: zero, until: max(until, zero + 1), end: last.decode + length) { body in
                    for sample in samples { try body(sample) }
                })
            runs += samples.map { $0.offset..<$0.end }
        }
        guard made.contains(where: { $0.track.kind == .video }) else {
            throw Fault(
                .invalid, "The recording has no picture between \(from) and \(to) s: ask for a part that it has.",
                field: "from")
        }
        tracks = made
        parts = Self.joined(runs)
    }

    /// What lies closer together than this is read in one go.
    static let closeBytes: Int64 = 64 << 10

    static func joined(_ runs: [Range<Int64>], close: Int64 = closeBytes) -> [Range<Int64>] {
        runs.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { parts, run in
            if let last = parts.last, run.lowerBound - last.upperBound <= close {
                parts[parts.count - 1] = last.lowerBound..<max(last.upperBound, run.upperBound)
            } else {
                parts.append(run)
            }
        }
    }
}

/// The samples of one track that a stretch of time needs, in decode order.
struct Cut {
    private(set) var samples: [Sample] = []
    /// The decode time of the sample after the last.
    private(set) var next: Int64?

    /// Sound is entered a little early, so that its decoder has settled by then (RFC 7845, 4.6 asks for 80 ms).
    private static let settlingSeconds = 0.08
    /// How far a picture's presentation may lie from its decoding; more than any codec holds back.
    private static let spreadSeconds: Int64 = 10

    init(_ file: SampleTableFile, track: Int, from: Int64, to: Int64) throws {
        let facts = file.table.tracks[track]
        let blocks = file.table.blocks.filter { $0.track == track }
        let isVideo = facts.kind == .video
        let settling = isVideo ? 0 : Int64((Self.settlingSeconds * Double(facts.timescale)).rounded())
        let spread = Self.spreadSeconds * facts.timescale
        guard let entry = try Self.entry(file, blocks, at: from - settling, spread: spread) else { return }
        let last = to + (isVideo ? spread : 0)
        var waiting: [Sample] = []
        var key: Int64?
        for (place, block) in blocks[entry.block...].enumerated() {
            for sample in try file.samples(of: block).dropFirst(place == 0 ? entry.sample : 0) {
                let first = key ?? sample.presentation
                key = first
                // Pictures shown before the key that is entered at need others from before it.
                if isVideo, sample.presentation < first { continue }
                // Nothing that is decoded so late can be shown before the end.
                guard sample.decode <= last else {
                    next = (waiting.first ?? sample).decode
                    return
                }
                waiting.append(sample)
                if sample.presentation < to {
                    samples += waiting
                    waiting.removeAll(keepingCapacity: true)
                }
            }
        }
        next = waiting.first?.decode
    }

    /// Where decoding must begin so that what is shown at `time` is whole: at the last key shown at or before it, else at
    /// the track's first.
    private static func entry(
        _ file: SampleTableFile, _ blocks: [SampleBlock], at time: Int64, spread: Int64
    ) throws -> (block: Int, sample: Int)? {
        guard !blocks.isEmpty else { return nil }
        let last = blocks.lastIndex { $0.firstDecode <= time + spread } ?? 0
        for block in stride(from: last, through: 0, by: -1) where blocks[block].keys > 0 {
            let held = try file.samples(of: blocks[block])
            if let sample = held.lastIndex(where: { $0.isKey && $0.presentation <= time }) { return (block, sample) }
        }
        for (block, facts) in blocks.enumerated() where facts.keys > 0 {
            return try (block, file.samples(of: facts).firstIndex { $0.isKey } ?? 0)
        }
        return (0, 0)
    }
}
