import CFFmpeg
import MediaJobs

/// Writes the sample table during a pass: the picture, and the one sound track that is played beside it.
///
/// Nothing is written down that is not proven. At the first packet whose bytes lie elsewhere than its container says, or
/// whose time goes back, the table is given up, and the recording gets a copy instead.
struct SampleRecorder: ~Copyable {
    private var table: SampleTableWriter
    private let proof: OffsetProof
    private let writer: DescriptorWriter
    /// By stream: which track it is.
    private var places: [Int: Int] = [:]
    private var tracks: [Track]
    /// Why there is no table; nil while all is well.
    private(set) var doubt: String?

    private struct Track {
        /// How long a packet lasts that does not say so, in units of the stream.
        let usual: Int64
        /// Which times a table takes.
        let bound: Int64
        var latest: Int64?
        /// Pictures whose decode time is not told yet.
        var undated: [(sample: Sample, length: Int64)] = []
        var hasKey = false
    }

    /// How many pictures a decoder may hold back, and so how many may come without a decode time.
    private static let mostUndated = 64

    /// Nil where MP4 cannot carry the streams.
    init?(
        _ demuxer: borrowing Demuxer, video: Int, sound: Int?, reader: DescriptorReader, writer: DescriptorWriter
    ) {
        var described: [SampleTrack] = []
        tracks = []
        for index in [video, sound].compactMap({ $0 }) {
            guard let stream = demuxer.stream(index), let track = SampleTrack(stream, index: index) else { return nil }
            places[index] = described.count
            described.append(track)
            let rate = stream.pointee.avg_frame_rate.seconds
            let usual = stream.isVideo && rate > 0 ? Int64((Double(track.timescale) / rate).rounded()) : 0
            tracks.append(Track(usual: usual, bound: SampleTable.mostSeconds * track.timescale))
        }
        table = SampleTableWriter(
            tracks: described, fileSize: reader.size, startMicroseconds: demuxer.startMicroseconds)
        proof = OffsetProof(reader)
        self.writer = writer
        writer.append(table.opening)
    }

    mutating func add(_ packet: borrowing Packet) {
        guard doubt == nil, let place = places[packet.streamIndex] else { return }
        // A sample of no bytes shows nothing, and players stumble over it.
        guard packet.pointer.pointee.size > 0 else { return }
        var length = 0
        guard av_packet_get_side_data(packet.pointer, AV_PKT_DATA_NEW_EXTRADATA, &length) == nil else {
            return giveUp("the way of coding changes")
        }
        guard let offset = proof.offset(of: packet) else { return giveUp("bytes are not where the container says") }
        let shown = packet.pts ?? packet.dts
        guard let shown else { return giveUp("a packet has no time") }
        let lasts = packet.pointer.pointee.duration > 0 ? packet.pointer.pointee.duration : tracks[place].usual
        let sample = Sample(
            decode: packet.dts ?? shown, shift: packet.dts.map { shown - $0 } ?? 0, offset: offset,
            size: Int(packet.pointer.pointee.size), isKey: packet.isKey)
        if place == 0, packet.isKey { tracks[0].hasKey = true }
        if packet.dts == nil, place == 0 {
            tracks[0].undated.append((sample, lasts))
            if tracks[0].undated.count > Self.mostUndated { giveUp("decode times are missing") }
        } else {
            date(before: sample.decode, lasts, place)
            put(sample, lasts, place)
        }
    }

    /// Pictures at the beginning come without a decode time where the container has only presentation times: each is
    /// decoded one step before the next.
    private mutating func date(before decode: Int64, _ step: Int64, _ place: Int) {
        guard !tracks[place].undated.isEmpty else { return }
        let waiting = tracks[place].undated
        tracks[place].undated = []
        let latest = tracks[place].latest
        for (index, (sample, lasts)) in waiting.enumerated() {
            var dated = sample
            dated.decode = decode - Int64(waiting.count - index) * max(1, step)
            // Between two that are known there may be less room than that.
            if let latest, dated.decode < latest { dated.decode = latest }
            dated.shift = sample.presentation - dated.decode
            put(dated, lasts, place)
        }
    }

    private mutating func put(_ sample: Sample, _ lasts: Int64, _ place: Int) {
        if let latest = tracks[place].latest, sample.decode < latest { return giveUp("decode times go back") }
        guard sample.shift >= 0 else { return giveUp("a picture is shown before it is decoded") }
        guard (-tracks[place].bound...tracks[place].bound).contains(sample.decode), sample.shift < 1 << 31 else {
            return giveUp("times are out of bounds")
        }
        tracks[place].latest = sample.decode
        writer.append(table.add(sample, lasting: max(0, lasts), to: place))
    }

    /// True when a whole table is written.
    mutating func finish() throws(MediaFailure) -> Bool {
        if doubt == nil, let last = tracks[0].undated.last {
            date(before: last.sample.decode + max(1, last.length), last.length, 0)
        }
        if doubt == nil, !tracks[0].hasKey { giveUp("no picture in it can be shown by itself") }
        guard doubt == nil else { return false }
        writer.append(table.finish())
        writer.flush()
        if writer.failure != 0 { throw .storage(writer.failure) }
        return true
    }

    private mutating func giveUp(_ why: String) {
        doubt = why
        writer.discard()
    }
}

extension SampleTrack {
    /// Nil for a stream that MP4 does not carry, or whose unit is no whole part of a second.
    fileprivate init?(_ stream: UnsafeMutablePointer<AVStream>, index: Int) {
        let unit = stream.pointee.time_base
        guard unit.num == 1, unit.den > 0, let entry = SampleEntry.make(stream) else { return nil }
        let parameters = stream.pointee.codecpar.pointee
        self.init(kind: stream.isVideo ? .video : .audio, stream: index, timescale: Int64(unit.den), entry: entry)
        if stream.isVideo {
            guard (1...65535).contains(parameters.width), (1...65535).contains(parameters.height) else { return nil }
            (width, height) = (Int(parameters.width), Int(parameters.height))
            let turn = Turn(of: stream)
            if turn != .none { matrix = turn.matrix }
        }
        if let tag = stream.metadata("language"), tag.utf8.count == 3,
            tag.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        {
            language = tag
        }
    }
}
