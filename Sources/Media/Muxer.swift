import CFFmpeg
import Glibc

/// Owns the writing of the playable copy. Packets are copied as they are; only their times are shifted to
/// begin at 0.
///
/// The index must come first, or a browser fetches the end of the file before it shows anything. Of the
/// ways to that, reserving room needs the number of packets before the pass, and fragments without a `sidx`
/// make long recordings slow to open. So the muxer itself moves the data when it is finished (`faststart`,
/// `cues_to_front`). For that it opens its own output once more, to read: `io_open` answers with a reader
/// over the same descriptor, and with nothing else. It costs one copy within the page cache; no second pass
/// over the original.
struct Muxer: ~Copyable {
    private let context: UnsafeMutablePointer<AVFormatContext>
    private let io: UnsafeMutablePointer<AVIOContext>
    private let writer: DescriptorWriter
    /// From the original's stream index to ours.
    private var places: [Int?]
    /// By our index: the last decode time written, because muxers refuse to go back.
    private var latest: [Int64?]
    private let startMicroseconds: Int64
    private(set) var mendedTimes = 0

    private init(
        _ context: UnsafeMutablePointer<AVFormatContext>, _ io: UnsafeMutablePointer<AVIOContext>,
        _ demuxer: borrowing Demuxer, _ plan: PlaybackPlan, _ writer: DescriptorWriter
    ) {
        self.context = context
        self.io = io
        self.writer = writer
        places = Array(repeating: nil, count: demuxer.streamCount)
        for (place, index) in plan.streams.enumerated() { places[index] = place }
        latest = Array(repeating: nil, count: plan.streams.count)
        startMicroseconds = Int64(demuxer.startSeconds * 1_000_000)
        context.pointee.pb = io
        context.pointee.opaque = Unmanaged.passUnretained(writer).toOpaque()
        context.pointee.io_open = reopenForReading
        context.pointee.io_close2 = { _, io in
            closeReader(io)
            return 0
        }
        // FLAC in MP4 is standard by now, though this FFmpeg still calls it an experiment.
        context.pointee.strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL
    }

    /// A copy with its header written.
    static func open(
        _ demuxer: borrowing Demuxer, plan: PlaybackPlan, format: PlaybackPlan.Format,
        writer: DescriptorWriter
    ) throws(MediaFailure) -> Muxer {
        let io = try writer.makeIO()
        var allocated: UnsafeMutablePointer<AVFormatContext>?
        guard avformat_alloc_output_context2(&allocated, nil, format.rawValue, nil) >= 0, let allocated else {
            closeIO(io)
            throw .broken("This FFmpeg has no \(format.rawValue) muxer.")
        }
        let muxer = Muxer(allocated, io, demuxer, plan, writer)
        for index in plan.streams {
            guard let source = demuxer.stream(index), add(source, to: allocated) else {
                throw .broken("The copy cannot take stream \(index).")
            }
        }
        var options: OpaquePointer?
        av_dict_set(
            &options, format == .mp4 ? "movflags" : "cues_to_front", format == .mp4 ? "+faststart" : "1", 0)
        let code = avformat_write_header(allocated, &options)
        av_dict_free(&options)
        if code < 0 { throw .broken("The copy's header cannot be written (\(reason(code))).") }
        return muxer
    }

    deinit {
        avformat_free_context(context)
        closeIO(io)
    }

    /// Writes a packet of the original, and takes its bytes away; packets of other streams are left alone.
    mutating func write(_ packet: borrowing Packet, from source: UnsafeMutablePointer<AVStream>) -> Int32 {
        guard packet.streamIndex < places.count, let place = places[packet.streamIndex],
            let target = context.pointee.streams[place]
        else { return 0 }
        let raw = packet.pointer
        let unit = source.pointee.time_base
        let shift = av_rescale_q(startMicroseconds, vc_microseconds(), unit)
        if packet.pts != nil { raw.pointee.pts -= shift }
        if packet.dts != nil { raw.pointee.dts -= shift }
        av_packet_rescale_ts(raw, unit, target.pointee.time_base)
        if let time = packet.dts, let before = latest[place], time <= before {
            raw.pointee.dts = before + 1
            if let shown = packet.pts { raw.pointee.pts = max(shown, before + 1) }
            mendedTimes += 1
        }
        latest[place] = packet.dts ?? latest[place]
        raw.pointee.stream_index = Int32(place)
        raw.pointee.pos = -1
        return av_interleaved_write_frame(context, raw)
    }

    /// Writes the index and moves it to the front.
    mutating func finish() -> Int32 {
        let code = av_write_trailer(context)
        avio_flush(io)
        return code < 0 ? code : min(0, io.pointee.error)
    }

    private static func add(
        _ source: UnsafeMutablePointer<AVStream>, to context: UnsafeMutablePointer<AVFormatContext>
    ) -> Bool {
        guard let target = avformat_new_stream(context, nil),
            avcodec_parameters_copy(target.pointee.codecpar, source.pointee.codecpar) >= 0
        else { return false }
        // The tag belongs to the other container; the muxer chooses its own.
        target.pointee.codecpar.pointee.codec_tag = 0
        target.pointee.time_base = source.pointee.time_base
        target.pointee.avg_frame_rate = source.pointee.avg_frame_rate
        target.pointee.sample_aspect_ratio = source.pointee.sample_aspect_ratio
        if let language = source.metadata("language") {
            av_dict_set(&target.pointee.metadata, "language", language, 0)
        }
        var length = 0
        if let matrix = av_stream_get_side_data(source, AV_PKT_DATA_DISPLAYMATRIX, &length),
            let copy = av_stream_new_side_data(target, AV_PKT_DATA_DISPLAYMATRIX, length)
        {
            copy.update(from: matrix, count: length)
        }
        return true
    }
}

/// The muxer's own output, to read; whatever else it asks for is refused.
private func reopenForReading(
    _ context: UnsafeMutablePointer<AVFormatContext>?,
    _ io: UnsafeMutablePointer<UnsafeMutablePointer<AVIOContext>?>?, _ url: UnsafePointer<CChar>?,
    _ flags: Int32,
    _ options: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    guard let io, let opaque = context?.pointee.opaque, flags == AVIO_FLAG_READ, string(url) == "" else {
        return vc_error(EPERM)
    }
    let writer = Unmanaged<DescriptorWriter>.fromOpaque(opaque).takeUnretainedValue()
    do {
        let reader = try DescriptorReader(descriptor: writer.descriptor)
        let opened = try reader.makeIO()
        // The reader lives until `closeReader`.
        _ = Unmanaged.passRetained(reader)
        io.pointee = opened
        return 0
    } catch {
        return vc_error(EIO)
    }
}

private func closeReader(_ io: UnsafeMutablePointer<AVIOContext>?) {
    guard let opaque = io?.pointee.opaque else { return }
    closeIO(io)
    Unmanaged<DescriptorReader>.fromOpaque(opaque).release()
}
