import CFFmpeg

/// Owns one decoder, on one thread, for a picture or a few.
struct Decoder: ~Copyable {
    private let context: UnsafeMutablePointer<AVCodecContext>

    private init(_ context: UnsafeMutablePointer<AVCodecContext>) {
        self.context = context
    }

    /// - Parameter keyframesOnly: skip everything but keyframes, at once and without delay.
    static func open(
        _ stream: UnsafeMutablePointer<AVStream>, keyframesOnly: Bool, maxPixels: Int
    ) throws(MediaFailure) -> Decoder {
        let parameters = stream.pointee.codecpar
        guard CodecGate.allows(video: stream.codec), let parameters,
            let codec = CodecGate.decoder(of: stream.codec),
            let fresh = avcodec_alloc_context3(codec)
        else { throw .broken("There is no decoder for \(stream.codec).") }
        let decoder = Decoder(fresh)
        avcodec_parameters_to_context(fresh, parameters)
        fresh.pointee.thread_count = 1
        fresh.pointee.max_pixels = Int64(maxPixels)
        fresh.pointee.pkt_timebase = stream.pointee.time_base
        if keyframesOnly {
            fresh.pointee.skip_frame = AVDISCARD_NONKEY
        } else {
            fresh.pointee.flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT
        }
        let code = avcodec_open2(fresh, codec, nil)
        if code < 0 {
            throw .rejected(
                .unreadable,
                "The pictures cannot be decoded: their header (\(stream.codec)) is damaged. Send the recording again.")
        }
        return decoder
    }

    deinit {
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
    }

    func send(_ packet: borrowing Packet) -> Bool {
        avcodec_send_packet(context, packet.pointer) >= 0
    }

    /// No more packets follow: what is held back comes out.
    func drain() {
        avcodec_send_packet(context, nil)
    }

    /// Ready for packets of another place.
    func restart() {
        avcodec_flush_buffers(context)
    }

    /// True when a picture came out.
    func receive(into picture: borrowing Picture) -> Bool {
        avcodec_receive_frame(context, picture.pointer) >= 0
    }
}
