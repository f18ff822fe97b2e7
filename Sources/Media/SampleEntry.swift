import CFFmpeg

/// The box of an MP4 sample description that tells a player how to decode a stream. FFmpeg's MP4 writer makes it: it
/// copies `avcC`, `hvcC` and `av1C`, and makes `vpcC`, `dOps`, `esds` and `dfLa` where the container had something else.
enum SampleEntry {
    private static let most = 1 << 20

    /// Nil where MP4 does not carry the codec, or the stream lacks what a decoder needs first.
    static func make(_ stream: UnsafeMutablePointer<AVStream>) -> [UInt8]? {
        guard isComplete(stream), let head = head(of: stream) else { return nil }
        return entry(in: head)
    }

    /// H.264 and HEVC of an MPEG stream carry start codes instead of lengths, and no `avcC`: their packets are not
    /// what MP4 holds.
    private static func isComplete(_ stream: UnsafeMutablePointer<AVStream>) -> Bool {
        let parameters = stream.pointee.codecpar.pointee
        guard stream.codec == "h264" || stream.codec == "hevc" else { return true }
        guard let extra = parameters.extradata, parameters.extradata_size > 6 else { return false }
        return extra[0] == 1
    }

    /// The beginning of a fragmented MP4 with this one stream.
    private static func head(of stream: UnsafeMutablePointer<AVStream>) -> [UInt8]? {
        var allocated: UnsafeMutablePointer<AVFormatContext>?
        guard avformat_alloc_output_context2(&allocated, nil, "mp4", nil) >= 0, let context = allocated else {
            return nil
        }
        defer { avformat_free_context(context) }
        context.pointee.strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL
        var opened: UnsafeMutablePointer<AVIOContext>?
        guard avio_open_dyn_buf(&opened) >= 0, let io = opened else { return nil }
        context.pointee.pb = io
        var isWritten = false
        if let target = avformat_new_stream(context, nil),
            avcodec_parameters_copy(target.pointee.codecpar, stream.pointee.codecpar) >= 0
        {
            target.pointee.codecpar.pointee.codec_tag = 0
            // How many bits it takes is no way of coding: recordings of one recorder have equal entries without it.
            target.pointee.codecpar.pointee.bit_rate = 0
            target.pointee.time_base = stream.pointee.time_base
            target.pointee.sample_aspect_ratio = stream.pointee.sample_aspect_ratio
            target.pointee.avg_frame_rate = stream.pointee.avg_frame_rate
            var options: OpaquePointer?
            av_dict_set(&options, "movflags", "empty_moov+frag_keyframe+default_base_moof", 0)
            isWritten = avformat_write_header(context, &options) >= 0
            av_dict_free(&options)
        }
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = avio_close_dyn_buf(io, &bytes)
        context.pointee.pb = nil
        defer { av_free(bytes) }
        guard isWritten, let bytes, count > 0, count < most else { return nil }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    /// The one entry of `moov/trak/mdia/minf/stbl/stsd`.
    private static func entry(in head: [UInt8]) -> [UInt8]? {
        var inside = head[...]
        for name in ["moov", "trak", "mdia", "minf", "stbl", "stsd"] {
            guard let found = content(of: name, in: inside) else { return nil }
            inside = found
        }
        // A full box: version, flags and how many entries there are.
        inside = inside.dropFirst(8)
        guard inside.count >= 16 else { return nil }
        let length = inside.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        return length >= 16 && length <= inside.count ? Array(inside.prefix(length)) : nil
    }

    private static func content(of name: String, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var rest = bytes
        while rest.count >= 8 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard length >= 8, length <= rest.count else { return nil }
            if rest.dropFirst(4).prefix(4).elementsEqual(name.utf8) { return rest.prefix(length).dropFirst(8) }
            rest = rest.dropFirst(length)
        }
        return nil
    }
}
