import MediaJobs

/// One track of a virtual MP4: which samples it has, and what its boxes will hold.
///
/// The samples are read anew for every box, a block at a time, so that ten hours need no more memory than ten minutes.
/// Times in the boxes count from the first sample's decode time.
struct VirtualTrack: Sendable {
    let track: SampleTrack
    /// Goes through its samples in decode order.
    let each: @Sendable ((Sample) throws -> Void) throws -> Void
    /// Units of the track from the player's 0 to the first that is to be seen or heard.
    let wait: Int64
    /// Where the media is entered after that.
    let entry: Int64
    /// How much of the player's clock the track covers from where it begins to be seen, in units of the track.
    let shown: Int64
    let tally: Tally
    /// Without, its times are the media's own: what is sought in it is a sample, not a moment.
    var hasEdits = true

    /// What must be known before the first byte of a box is written.
    struct Tally: Equatable, Sendable {
        var samples = 0
        /// Runs of equal length, of equal shift.
        var lengths = 0
        var shifts = 0
        var hasShifts = false
        var keys = 0
        /// Runs of samples whose bytes follow one another, and runs of such runs with equally many samples.
        var chunks = 0
        var chunkRuns = 0
        /// From the first decode time to the end of the last sample.
        var duration: Int64 = 0
        /// Every sample has this size; 0 where they differ.
        var commonSize = 0

        /// All keys, as in sound: then no list of them is needed.
        var allAreKeys: Bool { keys == samples }
    }

    /// - Parameters:
    ///   - zero: the time of the player's 0 on the track's own clock.
    ///   - until: the time where it ends to be shown, on the same clock; nil: with its last sample.
    ///   - end: the decode time at which its last sample ends.
    init(
        _ track: SampleTrack, zero: Int64, until: Int64?, end: Int64,
        each: @escaping @Sendable ((Sample) throws -> Void) throws -> Void
    ) throws {
        self.track = track
        self.each = each
        var first: Sample?
        var (earliest, latest) = (Int64.max, Int64.min)
        var tally = Tally()
        var runs = Runs()
        try each { sample in
            if first == nil { first = sample }
            earliest = min(earliest, sample.presentation)
            latest = max(latest, sample.presentation)
            runs.count(sample, in: &tally)
        }
        let start = first?.decode ?? zero
        runs.finish(end, in: &tally)
        tally.duration = max(end, runs.previous?.decode ?? end) - start
        self.tally = tally
        // FFmpeg moves a track that begins later to 0 unless nothing stands before it.
        let begin = max(zero, first == nil ? zero : earliest)
        wait = begin - zero
        entry = begin - start
        // In a whole file the track's own end is right; in a part of it, the last picture is shown to the cut.
        shown = max(0, min(until ?? .max, max(track.presentationEnd, latest)) - begin)
    }

    var isEmpty: Bool { tally.samples == 0 }

    /// Counts the runs of equal things as the boxes will write them.
    struct Runs {
        private(set) var previous: Sample?
        private var length: Int64?
        private var chunkLength = 0
        private var previousChunkLength = 0

        mutating func count(_ sample: Sample, in tally: inout Tally) {
            if let previous {
                let fresh = sample.decode - previous.decode
                if fresh != length { tally.lengths += 1 }
                length = fresh
                if sample.shift != previous.shift { tally.shifts += 1 }
                if sample.size != tally.commonSize { tally.commonSize = 0 }
            } else {
                tally.shifts = 1
                tally.commonSize = sample.size
            }
            if sample.shift != 0 { tally.hasShifts = true }
            if sample.isKey { tally.keys += 1 }
            tally.samples += 1
            if let previous, previous.end == sample.offset {
                chunkLength += 1
            } else {
                endChunk(&tally)
                chunkLength = 1
                tally.chunks += 1
            }
            previous = sample
        }

        mutating func finish(_ end: Int64, in tally: inout Tally) {
            guard let previous else { return }
            if max(0, end - previous.decode) != length { tally.lengths += 1 }
            endChunk(&tally)
        }

        private mutating func endChunk(_ tally: inout Tally) {
            guard chunkLength > 0 else { return }
            if chunkLength != previousChunkLength { tally.chunkRuns += 1 }
            previousChunkLength = chunkLength
        }
    }
}
