import CFFmpeg

/// Owns an open container: FFmpeg's demuxer over one descriptor.
struct Demuxer: ~Copyable {
    let context: UnsafeMutablePointer<AVFormatContext>
    /// The duration that the file's own header gives, before FFmpeg estimates one; seconds.
    let declaredSeconds: Double?
    private let io: UnsafeMutablePointer<AVIOContext>
    private let reader: DescriptorReader

    /// Opens the header with the one demuxer that `container` calls for.
    /// - Throws: `rejected(.unreadable)` when the header cannot be read.
    init(_ reader: DescriptorReader, as container: Container, maxStreams: Int) throws(MediaFailure) {
        let name = container.demuxer
        guard let format = av_find_input_format(name), let fresh = avformat_alloc_context() else {
            throw .broken("This FFmpeg has no \(name) demuxer.")
        }
        let io: UnsafeMutablePointer<AVIOContext>
        do {
            io = try reader.makeIO()
        } catch {
            avformat_free_context(fresh)
            throw error
        }
        fresh.pointee.pb = io
        // Nothing else can ever be opened: no reference to another file, no protocol.
        fresh.pointee.io_open = { _, _, _, _, _ in vc_error(EPERM) }
        fresh.pointee.probesize = Self.probeBytes
        fresh.pointee.max_analyze_duration = Self.probeMicroseconds
        var options: OpaquePointer?
        av_dict_set(&options, "format_whitelist", string(format.pointee.name), 0)
        // One more than is taken, so that too many can be told.
        av_dict_set(&options, "max_streams", String(maxStreams + 1), 0)
        av_dict_set(&options, "protocol_whitelist", "none", 0)
        av_dict_set(&options, "codec_whitelist", CodecGate.decoders, 0)
        var opened: UnsafeMutablePointer<AVFormatContext>? = fresh
        // On failure this frees the context, but not our reader.
        let code = avformat_open_input(&opened, nil, format, &options)
        av_dict_free(&options)
        guard code >= 0, let opened else {
            closeIO(io)
            throw .rejected(
                .unreadable, "The recording's header cannot be read (\(reason(code))). \(Self.remedy)")
        }
        self.reader = reader
        self.io = io
        context = opened
        let declared = opened.pointee.duration
        declaredSeconds = declared == vc_no_time() || declared <= 0 ? nil : Double(declared) / 1_000_000
    }

    deinit {
        var context: UnsafeMutablePointer<AVFormatContext>? = context
        avformat_close_input(&context)
        closeIO(io)
    }

    /// How far FFmpeg reads to learn what the header leaves out: sound that begins half a minute late in an
    /// MPEG stream is still found. What it reads it keeps, so this bounds memory too.
    private static let probeBytes: Int64 = 48 << 20
    private static let probeMicroseconds: Int64 = 40_000_000

    private static let remedy = "If the recorder stopped early, repair the file or record again."

    /// FFmpeg's names of the container, `mov,mp4,m4a,3gp,3g2,mj2`.
    var name: String { string(context.pointee.iformat.pointee.name) ?? "unknown" }

    var streamCount: Int { Int(context.pointee.nb_streams) }

    func stream(_ index: Int) -> UnsafeMutablePointer<AVStream>? {
        index < streamCount ? context.pointee.streams[index] : nil
    }

    /// The container's own first timestamp.
    var startMicroseconds: Int64 {
        let start = context.pointee.start_time
        return start == vc_no_time() ? 0 : start
    }

    var startSeconds: Double { Double(startMicroseconds) / 1_000_000 }

    func metadata(_ key: String) -> String? {
        guard let entry = av_dict_get(context.pointee.metadata, key, nil, 0) else { return nil }
        return string(entry.pointee.value)
    }

    /// Reads a little of every stream to learn what the header leaves out. Decoders get the pixel bound.
    func findStreams(maxPixels: Int) throws(MediaFailure) {
        var options = [OpaquePointer?](repeating: nil, count: streamCount)
        for index in options.indices {
            av_dict_set(&options[index], "max_pixels", String(maxPixels), 0)
        }
        let code = avformat_find_stream_info(context, &options)
        for index in options.indices { av_dict_free(&options[index]) }
        guard code >= 0 else {
            throw .rejected(.unreadable, "The streams cannot be read (\(reason(code))). \(Self.remedy)")
        }
    }

    /// The next packet in the order of the file; false at the end. An error ends the reading too, as it
    /// does in ffprobe, and is told by `readError`.
    mutating func read(into packet: borrowing Packet) -> Bool {
        let code = av_read_frame(context, packet.pointer)
        if code < 0, code != vc_error_eof() { readError = code }
        return code >= 0
    }

    private(set) var readError: Int32 = 0

    /// To the packet that begins at a byte, where the container has no index.
    func seek(toByte place: Int64) -> Bool {
        av_seek_frame(context, -1, place, AVSEEK_FLAG_BYTE) >= 0
    }

    /// To the keyframe of the stream at or before a time in the stream's own units.
    func seek(stream: Int, to time: Int64) -> Bool {
        av_seek_frame(context, Int32(stream), time, AVSEEK_FLAG_BACKWARD) >= 0
    }
}

extension UnsafeMutablePointer where Pointee == AVStream {
    var codec: String { string(avcodec_get_name(pointee.codecpar.pointee.codec_id)) ?? "unknown" }
    var isPicture: Bool { pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0 }
    var isVideo: Bool { pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_VIDEO && !isPicture }
    var isDefault: Bool { pointee.disposition & AV_DISPOSITION_DEFAULT != 0 }
    var isAudio: Bool { pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO }

    func metadata(_ key: String) -> String? {
        guard let entry = av_dict_get(pointee.metadata, key, nil, 0) else { return nil }
        return string(entry.pointee.value)
    }
}
