import CFFmpeg

/// Turns a decoded picture into a JPEG of at most 960 pixels in width.
struct StillEncoder {
    static let maxWidth = 960
    /// MJPEG's scale of 2 (best) to 31.
    private static let quality: Int32 = 4

    /// The size shown: square pixels, even sides, never enlarged.
    static func size(of picture: borrowing Picture) -> (width: Int, height: Int)? {
        let frame = picture.pointer.pointee
        guard frame.width > 0, frame.height > 0 else { return nil }
        let ratio = frame.sample_aspect_ratio.seconds
        let aspect = (0.1...10).contains(ratio) ? ratio : 1
        let shown = Double(frame.width) * aspect
        let scale = min(1, Double(maxWidth) / shown)
        func even(_ side: Double) -> Int { max(2, Int((side / 2).rounded()) * 2) }
        let height = even(Double(frame.height) * scale)
        return height > 16384 ? nil : (even(shown * scale), height)
    }

    /// Scales, encodes and writes. Answers the still's size in pixels.
    static func write(
        _ picture: borrowing Picture, to writer: DescriptorWriter
    ) throws(MediaFailure) -> (width: Int, height: Int) {
        guard let size = size(of: picture) else { throw .broken("The picture has no size.") }
        let scaled = try scale(picture, to: size)
        guard let codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG), let encoder = avcodec_alloc_context3(codec)
        else {
            throw .broken("This FFmpeg has no JPEG encoder.")
        }
        defer {
            var encoder: UnsafeMutablePointer<AVCodecContext>? = encoder
            avcodec_free_context(&encoder)
        }
        encoder.pointee.width = Int32(size.width)
        encoder.pointee.height = Int32(size.height)
        encoder.pointee.pix_fmt = AV_PIX_FMT_YUVJ420P
        encoder.pointee.color_range = AVCOL_RANGE_JPEG
        encoder.pointee.time_base = AVRational(num: 1, den: 25)
        encoder.pointee.thread_count = 1
        encoder.pointee.flags |= AV_CODEC_FLAG_QSCALE
        encoder.pointee.global_quality = quality * FF_QP2LAMBDA
        scaled.pointer.pointee.quality = quality * FF_QP2LAMBDA
        let packet = try Packet()
        guard avcodec_open2(encoder, codec, nil) >= 0, avcodec_send_frame(encoder, scaled.pointer) >= 0,
            avcodec_send_frame(encoder, nil) >= 0, avcodec_receive_packet(encoder, packet.pointer) >= 0
        else { throw .broken("The still cannot be encoded.") }
        let bytes = UnsafeBufferPointer(
            start: packet.pointer.pointee.data, count: Int(packet.pointer.pointee.size))
        try writer.writeAll(bytes)
        return size
    }

    private static func scale(
        _ picture: borrowing Picture, to size: (width: Int, height: Int)
    ) throws(MediaFailure) -> Picture {
        let source = picture.pointer
        let target = try Picture()
        target.pointer.pointee.width = Int32(size.width)
        target.pointer.pointee.height = Int32(size.height)
        target.pointer.pointee.format = AV_PIX_FMT_YUVJ420P.rawValue
        target.pointer.pointee.color_range = AVCOL_RANGE_JPEG
        guard av_frame_get_buffer(target.pointer, 0) >= 0,
            let scaler = sws_getContext(
                source.pointee.width, source.pointee.height, AVPixelFormat(source.pointee.format),
                Int32(size.width), Int32(size.height), AV_PIX_FMT_YUVJ420P, SWS_BICUBIC, nil, nil, nil)
        else { throw .broken("The picture cannot be scaled.") }
        defer { sws_freeContext(scaler) }
        guard sws_scale_frame(scaler, target.pointer, source) >= 0 else {
            throw .broken("The picture cannot be scaled.")
        }
        target.pointer.pointee.pts = 0
        return target
    }
}
