import CFFmpeg

/// Sees whether the picture's size changes on the way: a keyframe's own header tells it without decoding.
struct PictureSize: ~Copyable {
    private let parser: UnsafeMutablePointer<AVCodecParserContext>?
    private var codec: UnsafeMutablePointer<AVCodecContext>?
    private let isVP9: Bool
    private var latest: (width: Int32, height: Int32)?
    private(set) var changes = 0

    init(_ stream: UnsafeMutablePointer<AVStream>) {
        let parameters = stream.pointee.codecpar
        isVP9 = stream.codec == "vp9"
        let parsed = ["h264", "hevc", "vp8", "av1", "mpeg4", "mpeg2video"].contains(stream.codec)
        parser = parsed ? av_parser_init(Int32(parameters?.pointee.codec_id.rawValue ?? 0)) : nil
        codec = parser == nil ? nil : avcodec_alloc_context3(nil)
        if let codec, let parameters { avcodec_parameters_to_context(codec, parameters) }
        parser?.pointee.flags |= PARSER_FLAG_COMPLETE_FRAMES
    }

    deinit {
        if let parser { av_parser_close(parser) }
        var codec = codec
        avcodec_free_context(&codec)
    }

    /// Looks at a keyframe of the stream.
    mutating func look(at packet: borrowing Packet) {
        guard let size = isVP9 ? vp9Size(packet) : parsedSize(packet), size.width > 0, size.height > 0 else {
            return
        }
        if let latest, latest != size { changes += 1 }
        latest = size
    }

    private func parsedSize(_ packet: borrowing Packet) -> (width: Int32, height: Int32)? {
        guard let parser, let codec else { return nil }
        var length = 0
        if let fresh = av_packet_get_side_data(packet.pointer, AV_PKT_DATA_NEW_EXTRADATA, &length) {
            // MP4 carries the new size beside the packet, in another sample description.
            Self.replaceExtradata(of: codec, with: fresh, length)
        }
        var out: UnsafeMutablePointer<UInt8>?
        var outSize: Int32 = 0
        let raw = packet.pointer.pointee
        av_parser_parse2(parser, codec, &out, &outSize, raw.data, raw.size, raw.pts, raw.dts, raw.pos)
        return (parser.pointee.width, parser.pointee.height)
    }

    private static func replaceExtradata(
        of codec: UnsafeMutablePointer<AVCodecContext>, with bytes: UnsafePointer<UInt8>, _ length: Int
    ) {
        guard length > 0, length < 1 << 20, let copy = av_mallocz(length + Int(AV_INPUT_BUFFER_PADDING_SIZE))
        else {
            return
        }
        copy.copyMemory(from: bytes, byteCount: length)
        av_freep(&codec.pointee.extradata)
        codec.pointee.extradata = copy.assumingMemoryBound(to: UInt8.self)
        codec.pointee.extradata_size = Int32(length)
    }

    /// FFmpeg's VP9 parser does not tell the size: the uncompressed header of profile 0 (VP9 bitstream, 6.2).
    private func vp9Size(_ packet: borrowing Packet) -> (width: Int32, height: Int32)? {
        guard let data = packet.pointer.pointee.data, packet.pointer.pointee.size >= 9 else { return nil }
        // Frame marker 2, profile 0, shown frame, key frame; then the sync code and a colour space that is
        // not RGB.
        guard data[0] & 0xFC == 0x80, data[1] == 0x49, data[2] == 0x83, data[3] == 0x42, data[4] >> 5 != 7
        else {
            return nil
        }
        let bits = data[4..<9].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let width = (bits >> 20) & 0xFFFF
        let height = (bits >> 4) & 0xFFFF
        return (Int32(width) + 1, Int32(height) + 1)
    }
}

extension UnsafeMutablePointer where Pointee == UInt8 {
    fileprivate subscript(range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: self + range.lowerBound, count: range.count)
    }
}
