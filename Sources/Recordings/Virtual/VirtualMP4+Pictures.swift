import Domain
import MediaJobs

extension VirtualMP4 {
    /// The pictures that must be decoded to see one of them.
    /// - Parameter moment: seconds from the start of the recording.
    /// - Returns: and the time of the moment in it, in units of its track.
    static func still(_ file: SampleTableFile, at moment: Double) throws -> (film: VirtualMP4, time: Int64) {
        guard let place = file.table.tracks.firstIndex(where: { $0.kind == .video }) else {
            throw Fault(.unsupported, "The recording has no pictures.")
        }
        let track = file.table.tracks[place]
        // A picture whose time is a hair's breadth ahead is not shown yet; a hundredth of a unit is only the writing of the number.
        let time = file.table.start(of: track) + Int64((moment * Double(track.timescale) + 0.01).rounded(.down))
        let cut = try Cut(file, track: place, from: time, to: time + 1)
        // Before the first picture is shown, nothing is: then the first is what one looks for.
        let samples = try cut.samples.isEmpty ? Array(first(of: place, file).prefix(1)) : cut.samples
        return (try VirtualMP4(file.table, pictures: samples), time - (samples.first?.decode ?? time))
    }

    private static func first(of track: Int, _ file: SampleTableFile) throws -> [Sample] {
        guard let block = file.table.blocks.first(where: { $0.track == track && $0.keys > 0 }) else { return [] }
        return try file.samples(of: block).filter(\.isKey)
    }

    /// Single pictures of a recording, one behind the other.
    /// - Parameter samples: of its video track, in decode order.
    init(_ table: SampleTable, pictures samples: [Sample]) throws {
        guard let track = table.tracks.first(where: { $0.kind == .video }), let last = samples.last else {
            throw Fault(.unsupported, "There is no picture to take.")
        }
        var made = try VirtualTrack(track, zero: samples[0].decode, until: nil, end: last.decode + 1) { body in
            for sample in samples { try body(sample) }
        }
        made.hasEdits = false
        tracks = [made]
        parts = Self.joined(samples.map { $0.offset..<$0.end }, close: 0)
    }
}
