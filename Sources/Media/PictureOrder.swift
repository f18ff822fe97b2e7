import CFFmpeg

/// Finds out when H.264 pictures are shown whose container tells only when they are decoded (AVI), or does
/// not tell for all (MPEG-PS): the slices carry their order. A copy needs both times.
///
/// Pictures wait, as in a decoder, until no earlier one can follow; the k-th to be shown then gets the k-th
/// decode time. At most `maxWaiting` packets are held.
struct PictureOrder: ~Copyable {
    private struct Waiting {
        let packet: UnsafeMutablePointer<AVPacket>
        let order: Int32
        var isPlaced: Bool
    }

    private let parser: UnsafeMutablePointer<AVCodecParserContext>
    private var codec: UnsafeMutablePointer<AVCodecContext>?
    private let delay: Int
    /// Added to all times: where nothing is said about presentation, the first picture is shown at once.
    private let shiftSteps: Int64
    private var queue: [Waiting] = []
    /// Decode times of pictures that have come and whose rank has not been given away.
    private var times: [Int64] = []

    private static let maxWaiting = 64

    /// Nil where the container tells the times, or pictures are shown as they are decoded.
    init?(_ stream: UnsafeMutablePointer<AVStream>, container: Container) {
        let parameters = stream.pointee.codecpar.pointee
        guard container == .avi || container == .programStream, stream.codec == "h264", parameters.video_delay > 0,
            let parser = av_parser_init(Int32(parameters.codec_id.rawValue))
        else { return nil }
        self.parser = parser
        parser.pointee.flags |= PARSER_FLAG_COMPLETE_FRAMES
        codec = avcodec_alloc_context3(nil)
        if let codec { avcodec_parameters_to_context(codec, stream.pointee.codecpar) }
        delay = Int(parameters.video_delay)
        shiftSteps = container == .avi ? Int64(parameters.video_delay) : 0
    }

    deinit {
        for waiting in queue {
            var packet: UnsafeMutablePointer<AVPacket>? = waiting.packet
            av_packet_free(&packet)
        }
        av_parser_close(parser)
        var codec = codec
        avcodec_free_context(&codec)
    }

    /// Takes over a packet's bytes.
    mutating func push(_ packet: borrowing Packet) {
        guard let codec, let held = av_packet_alloc() else { return }
        var out: UnsafeMutablePointer<UInt8>?
        var size: Int32 = 0
        let raw = packet.pointer.pointee
        av_parser_parse2(parser, codec, &out, &size, raw.data, raw.size, raw.pts, raw.dts, raw.pos)
        // The count begins anew with it.
        if packet.isKey, parser.pointee.output_picture_number == 0 { placeAll() }
        av_packet_move_ref(held, packet.pointer)
        times.append(held.pointee.dts)
        let order = parser.pointee.output_picture_number
        queue.append(Waiting(packet: held, order: order, isPlaced: false))
        while queue.count(where: { !$0.isPlaced }) > delay { placeNext() }
        if queue.count >= Self.maxWaiting { placeAll() }
    }

    /// Moves the next packet whose time is known into an empty one; false when there is none yet.
    mutating func pop(into packet: borrowing Packet) -> Bool {
        guard let first = queue.first, first.isPlaced else { return false }
        queue.removeFirst()
        av_packet_move_ref(packet.pointer, first.packet)
        var empty: UnsafeMutablePointer<AVPacket>? = first.packet
        av_packet_free(&empty)
        return true
    }

    /// No more follow: every picture gets its time.
    mutating func placeAll() {
        while queue.contains(where: { !$0.isPlaced }) { placeNext() }
    }

    private mutating func placeNext() {
        let waiting = queue.indices.filter { !queue[$0].isPlaced }
        guard let next = waiting.min(by: { queue[$0].order < queue[$1].order }), !times.isEmpty else { return }
        let time = times.removeFirst()
        let raw = queue[next].packet
        let step = raw.pointee.duration
        queue[next].isPlaced = true
        guard raw.pointee.dts != vc_no_time() else { return }
        if raw.pointee.pts == vc_no_time() { raw.pointee.pts = time &+ (Int64(delay) - shiftSteps) &* step }
        raw.pointee.dts &-= shiftSteps &* step
    }
}
