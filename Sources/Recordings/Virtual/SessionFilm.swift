import Domain
import Foundation
import MediaJobs

/// Several recordings of one session as one MP4: their bytes one behind the other, and an index over all of them. What
/// lies between two recordings lasts as long as it did; the last picture stands meanwhile.
struct SessionFilm: Sendable {
    /// One recording of the session.
    struct Segment: Sendable {
        let table: SampleTableFile
        /// When it began, seconds after the first; nil where its recorder's clock is its own: it follows at once.
        let begins: Double?
    }

    /// Where each segment lies on the film's clock, seconds.
    let places: [Range<Double>]
    let film: VirtualMP4

    /// - Throws: `Fault(.unsupported)` when the recordings have not the same tracks, coded in the same way.
    init(_ segments: [Segment]) throws {
        guard let first = segments.first?.table.table else { throw Fault(.notFound, "The session has no footage.") }
        // Browsers do not follow a change of coding on the way.
        let entries = first.tracks.map(\.entry)
        guard segments.allSatisfy({ $0.table.table.tracks.map(\.entry) == entries }) else {
            throw Fault(.unsupported, "The session's recordings are not coded in one way: look at each by itself.")
        }
        let clocks = first.tracks.indices.map { track in
            Self.timescale(segments.map { $0.table.table.tracks[track].timescale })
        }
        let laid = Self.lay(segments)
        places = laid.places
        guard laid.places.last?.upperBound ?? 0 < Double(SampleTable.mostSeconds) else {
            throw Fault(.unsupported, "The session's recordings say to last for years: look at each by itself.")
        }
        var bases: [Int64] = []
        var length: Int64 = 0
        for segment in segments {
            bases.append(length)
            length += segment.table.table.fileSize
        }
        let tracks = try first.tracks.indices.map { track in
            try Self.track(track, segments, laid.shifts, bases, clock: clocks[track])
        }
        film = VirtualMP4(tracks: tracks.filter { !$0.isEmpty }, parts: [0..<length])
    }

    /// The clock that all have, or one that is fine enough for any.
    private static func timescale(_ all: [Int64]) -> Int64 {
        Set(all).count == 1 ? all[0] : max(90_000, all.max() ?? 0)
    }

    /// By segment: what is added to its own seconds, and where it then lies. A segment begins when it did, but not before
    /// the one before has ended and every track can go on.
    private static func lay(_ segments: [Segment]) -> (shifts: [Double], places: [Range<Double>]) {
        var (shifts, places): ([Double], [Range<Double>]) = ([], [])
        var ends: [Double] = []
        for segment in segments {
            let table = segment.table.table
            let start = Double(table.startMicroseconds) / 1_000_000
            func seconds(_ time: Int64, _ track: SampleTrack) -> Double { Double(time) / Double(track.timescale) }
            var begin = max(segment.begins ?? 0, places.last?.upperBound ?? 0)
            for (place, track) in table.tracks.enumerated() {
                let firstDecode =
                    table.blocks.first { $0.track == place }.map { seconds($0.firstDecode, track) } ?? start
                if place < ends.count { begin = max(begin, ends[place] - (firstDecode - start) + 0.001) }
            }
            if places.isEmpty { begin = 0 }
            let shift = begin - start
            let end = table.tracks.map { seconds($0.presentationEnd, $0) + shift }.max() ?? begin
            ends = table.tracks.map { seconds($0.decodeEnd, $0) + shift }
            shifts.append(shift)
            places.append(begin..<max(begin, end))
        }
        return (shifts, places)
    }

    private static func track(
        _ place: Int, _ segments: [Segment], _ shifts: [Double], _ bases: [Int64], clock: Int64
    ) throws -> VirtualTrack {
        var described = segments[0].table.table.tracks[place]
        let each: @Sendable ((Sample) throws -> Void) throws -> Void = { body in
            for (index, segment) in segments.enumerated() {
                let track = segment.table.table.tracks[place]
                let shift = Int64((shifts[index] * Double(clock)).rounded())
                func moved(_ time: Int64) -> Int64 {
                    track.timescale == clock ? time + shift : scaled(time, track.timescale, clock) + shift
                }
                try segment.table.each(of: place) { sample in
                    let decode = moved(sample.decode)
                    try body(
                        Sample(
                            decode: decode, shift: moved(sample.presentation) - decode,
                            offset: bases[index] + sample.offset, size: sample.size, isKey: sample.isKey))
                }
            }
        }
        let last = segments.count - 1
        let ending = segments[last].table.table.tracks[place]
        let shift = Int64((shifts[last] * Double(clock)).rounded())
        described.timescale = clock
        described.decodeEnd = scaled(ending.decodeEnd, ending.timescale, clock) + shift
        described.presentationEnd = scaled(ending.presentationEnd, ending.timescale, clock) + shift
        return try VirtualTrack(described, zero: 0, until: nil, end: described.decodeEnd, each: each)
    }

    private static func scaled(_ time: Int64, _ from: Int64, _ to: Int64) -> Int64 {
        from == to ? time : Int64((Double(time) * Double(to) / Double(from)).rounded())
    }
}
