import CFFmpeg

/// Turns a decoded picture into a JPEG of at most 960 pixels in width.
struct StillEncoder {
    static let maxWidth = 960
    /// MJPEG's scale of 2 (best) to 31.
    private static let quality: Int32 = 4

    /// The size before it is turned: square pixels, even sides, never enlarged, at most `maxWidth` wide once
    /// it is turned.
    private static func size(
        of picture: borrowing Picture, turned turn: Turn, maxWidth: Int
    ) -> (width: Int, height: Int)? {
        let frame = picture.pointer.pointee
        guard frame.width > 0, frame.height > 0 else { return nil }
        let ratio = frame.sample_aspect_ratio.seconds
        let aspect = (0.1...10).contains(ratio) ? ratio : 1
        let shown = Double(frame.width) * aspect
        let scale = min(1, Double(maxWidth) / (turn.swapsSides ? Double(frame.height) : shown))
        func even(_ side: Double) -> Int { max(2, Int((side / 2).rounded()) * 2) }
        let height = even(Double(frame.height) * scale)
        let width = even(shown * scale)
        return max(width, height) > 16384 ? nil : (width, height)
    }

    /// How wide a picture is to be so that its longer side has `side` pixels once it is upright.
    static func width(of picture: borrowing Picture, turned turn: Turn, side: Int) -> Int {
        guard let full = size(of: picture, turned: turn, maxWidth: 16384) else { return side }
        let (width, height) = turn.swapsSides ? (full.height, full.width) : (full.width, full.height)
        return width >= height ? side : max(2, side * width / max(1, height))
    }

    /// Scales, turns upright, encodes and writes. Answers the still's size in pixels.
    static func write(
        _ picture: borrowing Picture, turned turn: Turn, to writer: DescriptorWriter
    ) throws(MediaFailure) -> (width: Int, height: Int) {
        let scaled = try upright(picture, turned: turn, maxWidth: maxWidth)
        return try encode(scaled, to: writer)
    }

    /// The picture as it is to be seen, at most so wide.
    static func upright(
        _ picture: borrowing Picture, turned turn: Turn, maxWidth: Int
    ) throws(MediaFailure) -> Picture {
        guard let stored = size(of: picture, turned: turn, maxWidth: maxWidth) else {
            throw .broken("The picture has no size.")
        }
        let straight = try scale(picture, to: stored)
        return turn == .none ? straight : try self.turn(straight, by: turn)
    }

    /// Encodes a picture and writes it. Answers its size in pixels.
    static func encode(
        _ scaled: borrowing Picture, to writer: DescriptorWriter
    ) throws(MediaFailure) -> (width: Int, height: Int) {
        let size = (width: Int(scaled.pointer.pointee.width), height: Int(scaled.pointer.pointee.height))
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
        let target = try canvas(size)
        guard
            let scaler = sws_getContext(
                source.pointee.width, source.pointee.height, AVPixelFormat(source.pointee.format),
                Int32(size.width), Int32(size.height), AV_PIX_FMT_YUVJ420P, SWS_BICUBIC, nil, nil, nil)
        else { throw .broken("The picture cannot be scaled.") }
        defer { sws_freeContext(scaler) }
        guard sws_scale_frame(scaler, target.pointer, source) >= 0 else {
            throw .broken("The picture cannot be scaled.")
        }
        return target
    }

    /// An empty picture to draw on.
    static func canvas(_ size: (width: Int, height: Int)) throws(MediaFailure) -> Picture {
        let picture = try Picture()
        picture.pointer.pointee.width = Int32(size.width)
        picture.pointer.pointee.height = Int32(size.height)
        picture.pointer.pointee.format = AV_PIX_FMT_YUVJ420P.rawValue
        picture.pointer.pointee.color_range = AVCOL_RANGE_JPEG
        picture.pointer.pointee.pts = 0
        guard av_frame_get_buffer(picture.pointer, 0) >= 0 else { throw .broken("No memory for a still.") }
        return picture
    }

    /// Plane by plane, sample by sample: stills are few and small.
    private static func turn(_ picture: consuming Picture, by turn: Turn) throws(MediaFailure) -> Picture {
        let source = picture.pointer.pointee
        let (width, height) = (Int(source.width), Int(source.height))
        let target = try canvas(turn.swapsSides ? (height, width) : (width, height))
        let drawn = target.pointer.pointee
        let planes = [
            (source.data.0, source.linesize.0, drawn.data.0, drawn.linesize.0, 1),
            (source.data.1, source.linesize.1, drawn.data.1, drawn.linesize.1, 2),
            (source.data.2, source.linesize.2, drawn.data.2, drawn.linesize.2, 2),
        ]
        for (from, fromLine, to, toLine, division) in planes {
            guard let from, let to else { throw .broken("The picture cannot be turned.") }
            let (across, down) = (width / division, height / division)
            let (columns, rows) = turn.swapsSides ? (down, across) : (across, down)
            for y in 0..<rows {
                for x in 0..<columns {
                    let place = turn.source(x: x, y: y, width: across, height: down)
                    to[y * Int(toLine) + x] = from[place.y * Int(fromLine) + place.x]
                }
            }
        }
        return target
    }
}
