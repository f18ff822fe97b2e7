import CFFmpeg
import Glibc

/// Owns the writing of the playable copy. Packets are copied as they are; only their times are shifted to
/// begin at 0. Where the sound is converted, its packets come from the converter instead.
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
    private let video: Int
    /// Pictures before the first keyframe cannot be shown, and some players give up over them.
    private(set) var hasPictures = false
    private(set) var mendedTimes = 0
    private(set) var leftOut = 0
    private static let maxLeftOut = 1000

    private init(
        _ context: UnsafeMutablePointer<AVFormatContext>, _ io: UnsafeMutablePointer<AVIOContext>,
        _ demuxer: borrowing Demuxer, _ plan: PlaybackPlan, _ writer: DescriptorWriter
    ) {
        self.context = context
        self.io = io
        self.writer = writer
        places = Array(repeating: nil, count: demuxer.streamCount)
        places[plan.video] = 0
        if case .copied(let sound) = plan.sound { places[sound] = 1 }
        video = plan.video
        latest = [nil, nil]
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
    /// - Parameter encoder: of the sound, where the plan converts it.
    static func open(
        _ demuxer: borrowing Demuxer, plan: PlaybackPlan, format: PlaybackPlan.Format,
        encoder: UnsafeMutablePointer<AVCodecContext>?, writer: DescriptorWriter
    ) throws(MediaFailure) -> Muxer {
        let io = try writer.makeIO()
        var allocated: UnsafeMutablePointer<AVFormatContext>?
        guard avformat_alloc_output_context2(&allocated, nil, format.rawValue, nil) >= 0, let allocated else {
            closeIO(io)
            throw .broken("This FFmpeg has no \(format.rawValue) muxer.")
        }
        let muxer = Muxer(allocated, io, demuxer, plan, writer)
        for index in [plan.video, plan.sound?.stream].compactMap({ $0 }) {
            let made = index == plan.video ? nil : encoder
            guard let source = demuxer.stream(index), add(source, encoder: made, to: allocated) else {
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
        if packet.streamIndex == video {
            if packet.isKey { hasPictures = true }
            guard hasPictures else { return 0 }
        }
        shift(packet, unit: source.pointee.time_base)
        return put(packet, unit: source.pointee.time_base, at: place, target)
    }

    /// Writes a packet of converted sound, whose times count from the start.
    mutating func writeSound(_ packet: borrowing Packet, unit: AVRational) -> Int32 {
        guard let target = context.pointee.streams[1] else { return vc_error(EINVAL) }
        return put(packet, unit: unit, at: 1, target)
    }

    /// Counts the packet's times from the recording's start.
    func shift(_ packet: borrowing Packet, unit: AVRational) {
        let shift = av_rescale_q(startMicroseconds, vc_microseconds(), unit)
        if let time = packet.pts { packet.pointer.pointee.pts = time &- shift }
        if let time = packet.dts { packet.pointer.pointee.dts = time &- shift }
    }

    private mutating func put(
        _ packet: borrowing Packet, unit: AVRational, at place: Int, _ target: UnsafeMutablePointer<AVStream>
    ) -> Int32 {
        let raw = packet.pointer
        av_packet_rescale_ts(raw, unit, target.pointee.time_base)
        if let time = packet.dts, let before = latest[place], time <= before {
            raw.pointee.dts = before + 1
            if let shown = packet.pts { raw.pointee.pts = max(shown, before + 1) }
            mendedTimes += 1
        }
        latest[place] = packet.dts ?? latest[place]
        raw.pointee.stream_index = Int32(place)
        raw.pointee.pos = -1
        let code = av_interleaved_write_frame(context, raw)
        // One damaged packet costs itself, not the copy.
        guard code == vc_error(EINVAL) || code == vc_error_data(), writer.failure == 0 else { return code }
        leftOut += 1
        return leftOut > Self.maxLeftOut ? code : 0
    }

    /// Writes the index and moves it to the front.
    mutating func finish() -> Int32 {
        let code = av_write_trailer(context)
        avio_flush(io)
        return code < 0 ? code : min(0, io.pointee.error)
    }

    private static func add(
        _ source: UnsafeMutablePointer<AVStream>, encoder: UnsafeMutablePointer<AVCodecContext>?,
        to context: UnsafeMutablePointer<AVFormatContext>
    ) -> Bool {
        guard let target = avformat_new_stream(context, nil) else { return false }
        if let language = source.metadata("language") {
            av_dict_set(&target.pointee.metadata, "language", language, 0)
        }
        if let encoder {
            target.pointee.time_base = encoder.pointee.time_base
            return avcodec_parameters_from_context(target.pointee.codecpar, encoder) >= 0
        }
        guard avcodec_parameters_copy(target.pointee.codecpar, source.pointee.codecpar) >= 0 else { return false }
        // The tag belongs to the other container; the muxer chooses its own.
        target.pointee.codecpar.pointee.codec_tag = 0
        target.pointee.time_base = source.pointee.time_base
        target.pointee.avg_frame_rate = source.pointee.avg_frame_rate
        target.pointee.sample_aspect_ratio = source.pointee.sample_aspect_ratio
        let turn = Turn(of: source)
        guard source.isVideo, turn != .none else { return true }
        let matrix = turn.matrix
        let length = matrix.count * MemoryLayout<Int32>.size
        guard let place = av_stream_new_side_data(target, AV_PKT_DATA_DISPLAYMATRIX, length) else { return false }
        UnsafeMutableRawBufferPointer(start: place, count: length).copyBytes(from: matrix.withUnsafeBytes(Array.init))
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
