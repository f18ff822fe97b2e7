import CFFmpeg

/// Turns one sound track that browsers do not know into AAC or Opus, packet by packet, on one thread.
///
/// Time is kept by counting samples from the first: where the track has a hole, silence is put, and where it
/// says the same time twice, the second is left out, so that sound and picture stay together.
struct SoundConverter: ~Copyable {
    private let decoder: UnsafeMutablePointer<AVCodecContext>
    private let encoder: UnsafeMutablePointer<AVCodecContext>
    private var resampler: OpaquePointer?
    private let decoded: Picture
    private let block: Picture
    private let packet: Packet
    private let unit: AVRational
    /// Of the frames that the resampler is set for: format, rate, channels.
    private var shape: (format: Int32, rate: Int32, channels: Int32) = (-1, 0, 0)
    /// Samples that wait in `block`.
    private var filled: Int32 = 0
    /// Of the block's first sample; nil until the first sound.
    private var position: Int64?
    private(set) var damaged = 0

    private static let toleranceSeconds = 0.1
    /// A longer hole is left as a leap in time.
    private static let maxSilenceSeconds = 60.0
    private static let restartSeconds = 1.0

    var parameters: UnsafeMutablePointer<AVCodecContext> { encoder }
    private var rate: Int32 { encoder.pointee.sample_rate }

    private init(
        _ decoder: UnsafeMutablePointer<AVCodecContext>, _ encoder: UnsafeMutablePointer<AVCodecContext>,
        _ unit: AVRational, decoded: consuming Picture, block: consuming Picture, packet: consuming Packet
    ) {
        self.decoder = decoder
        self.encoder = encoder
        self.unit = unit
        self.decoded = decoded
        self.block = block
        self.packet = packet
        resampler = nil
    }

    /// - Throws: `broken` when the track cannot be decoded, or nothing here encodes it.
    static func open(
        _ stream: UnsafeMutablePointer<AVStream>, format: PlaybackPlan.Format
    ) throws(MediaFailure) -> SoundConverter {
        let decoded = try Picture()
        let block = try Picture()
        let packet = try Packet()
        let encoder = try openEncoder(stream.pointee.codecpar.pointee, format)
        do {
            let decoder = try openDecoder(stream)
            return SoundConverter(
                decoder, encoder, stream.pointee.time_base, decoded: decoded, block: block, packet: packet)
        } catch {
            var encoder: UnsafeMutablePointer<AVCodecContext>? = encoder
            avcodec_free_context(&encoder)
            throw error
        }
    }

    deinit {
        var decoder: UnsafeMutablePointer<AVCodecContext>? = decoder
        avcodec_free_context(&decoder)
        var encoder: UnsafeMutablePointer<AVCodecContext>? = encoder
        avcodec_free_context(&encoder)
        var resampler = resampler
        swr_free(&resampler)
    }

    /// Takes one packet of the track, its times already counted from the start of the recording; what comes
    /// out goes to `muxer`.
    mutating func convert(_ coded: borrowing Packet, into muxer: inout Muxer) -> Int32 {
        if avcodec_send_packet(decoder, coded.pointer) < 0 { damaged += 1 }
        return receive(into: &muxer)
    }

    /// What is held back comes out.
    mutating func finish(into muxer: inout Muxer) -> Int32 {
        avcodec_send_packet(decoder, nil)
        var code = receive(into: &muxer)
        guard code >= 0, position != nil else { return code }
        // Without an input, the resampler gives its last.
        code = pull(nil, 0, into: &muxer)
        if code >= 0, filled > 0 { code = encodeBlock(into: &muxer) }
        guard code >= 0 else { return code }
        avcodec_send_frame(encoder, nil)
        return write(into: &muxer)
    }

    private mutating func receive(into muxer: inout Muxer) -> Int32 {
        while avcodec_receive_frame(decoder, decoded.pointer) >= 0 {
            let code = take(into: &muxer)
            guard code >= 0 else { return code }
        }
        return 0
    }

    /// One decoded frame through the resampler.
    private mutating func take(into muxer: inout Muxer) -> Int32 {
        let frame = decoded.pointer.pointee
        guard frame.nb_samples > 0, frame.sample_rate > 0, frame.ch_layout.nb_channels > 0 else { return 0 }
        let fresh = (frame.format, frame.sample_rate, frame.ch_layout.nb_channels)
        if fresh != shape {
            if resampler != nil, pull(nil, 0, into: &muxer) < 0 { return vc_error(EIO) }
            guard setResampler() else {
                damaged += 1
                return 0
            }
            shape = fresh
        }
        let time = frame.best_effort_timestamp == vc_no_time() ? nil : frame.best_effort_timestamp
        let wanted = time.map { av_rescale_q($0, unit, AVRational(num: 1, den: rate)) }
        if position == nil { position = wanted ?? 0 }
        if let wanted {
            let code = keepTime(wanted, into: &muxer)
            guard code >= 0 else { return code == vc_error_again() ? 0 : code }
        }
        let data = UnsafeMutableRawPointer(frame.extended_data)?
            .assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
        return pull(data, frame.nb_samples, into: &muxer)
    }

    /// Silence into a hole; `vc_error_again()` when this frame is to be left out.
    private mutating func keepTime(_ wanted: Int64, into muxer: inout Muxer) -> Int32 {
        let expected = (position ?? 0) + Int64(filled) + swr_get_delay(resampler, Int64(rate))
        let off = Double(wanted - expected) / Double(rate)
        if off < -Self.toleranceSeconds, off > -Self.restartSeconds { return vc_error_again() }
        guard off > Self.toleranceSeconds else { return 0 }
        if off > Self.maxSilenceSeconds {
            position = wanted - Int64(filled) - swr_get_delay(resampler, Int64(rate))
            return 0
        }
        var left = Int64(off * Double(shape.rate))
        while left > 0 {
            let part = min(left, Int64(shape.rate))
            guard swr_inject_silence(resampler, Int32(part)) >= 0 else { return vc_error(ENOMEM) }
            left -= part
            let planes = UnsafeMutableRawPointer(decoded.pointer.pointee.extended_data)?
                .assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
            let code = pull(planes, 0, into: &muxer)
            guard code >= 0 else { return code }
        }
        return 0
    }

    /// Fills blocks with what the resampler gives, and encodes each full one.
    private mutating func pull(
        _ data: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ count: Int32, into muxer: inout Muxer
    ) -> Int32 {
        guard resampler != nil else { return 0 }
        var count = count
        while true {
            guard prepareBlock() else { return vc_error(ENOMEM) }
            var planes = Self.planes(block, from: filled)
            let got = swr_convert(resampler, &planes, encoder.pointee.frame_size - filled, data, count)
            // A frame that cannot be resampled costs its own sound only.
            if got < 0 { damaged += 1 }
            guard got > 0 else { return 0 }
            count = 0
            filled += got
            if filled == encoder.pointee.frame_size {
                let code = encodeBlock(into: &muxer)
                guard code >= 0 else { return code }
            }
        }
    }

    private mutating func encodeBlock(into muxer: inout Muxer) -> Int32 {
        block.pointer.pointee.nb_samples = filled
        block.pointer.pointee.pts = position ?? 0
        position = (position ?? 0) + Int64(filled)
        filled = 0
        let code = avcodec_send_frame(encoder, block.pointer)
        av_frame_unref(block.pointer)
        return code < 0 ? code : write(into: &muxer)
    }

    private func write(into muxer: inout Muxer) -> Int32 {
        while avcodec_receive_packet(encoder, packet.pointer) >= 0 {
            let code = muxer.writeSound(packet, unit: encoder.pointee.time_base)
            packet.clear()
            guard code >= 0 else { return code }
        }
        return 0
    }
}

// MARK: Setting up

extension SoundConverter {
    /// One for a sound track, on one thread; the caller frees it.
    static func openDecoder(
        _ stream: UnsafeMutablePointer<AVStream>
    ) throws(MediaFailure) -> UnsafeMutablePointer<AVCodecContext> {
        guard let codec = CodecGate.decoder(of: stream.codec), let fresh = avcodec_alloc_context3(codec) else {
            throw .broken("There is no decoder for \(stream.codec).")
        }
        avcodec_parameters_to_context(fresh, stream.pointee.codecpar)
        fresh.pointee.thread_count = 1
        fresh.pointee.pkt_timebase = stream.pointee.time_base
        let code = avcodec_open2(fresh, codec, nil)
        guard code >= 0 else {
            var failed: UnsafeMutablePointer<AVCodecContext>? = fresh
            avcodec_free_context(&failed)
            throw .broken("The decoder for \(stream.codec) cannot be opened (\(reason(code))).")
        }
        return fresh
    }

    /// One or two channels. AAC keeps the rate where it can; Opus has but one.
    private static func openEncoder(
        _ parameters: AVCodecParameters, _ format: PlaybackPlan.Format
    ) throws(MediaFailure) -> UnsafeMutablePointer<AVCodecContext> {
        let codec =
            format == .mp4
            ? avcodec_find_encoder(AV_CODEC_ID_AAC) : avcodec_find_encoder_by_name("libopus")
        guard let codec, let fresh = avcodec_alloc_context3(codec) else {
            throw .broken("This FFmpeg has no encoder for the sound.")
        }
        let kept: Set<Int32> = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000]
        let rate = format == .mp4 && kept.contains(parameters.sample_rate) ? parameters.sample_rate : 48000
        let channels: Int32 = parameters.ch_layout.nb_channels == 1 ? 1 : 2
        fresh.pointee.sample_rate = rate
        fresh.pointee.time_base = AVRational(num: 1, den: rate)
        av_channel_layout_default(&fresh.pointee.ch_layout, channels)
        fresh.pointee.sample_fmt = format == .mp4 ? AV_SAMPLE_FMT_FLTP : AV_SAMPLE_FMT_FLT
        fresh.pointee.bit_rate = Int64(channels) * min(96_000, max(24_000, Int64(rate) * 2))
        fresh.pointee.thread_count = 1
        fresh.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
        let code = avcodec_open2(fresh, codec, nil)
        guard code >= 0, fresh.pointee.frame_size > 0 else {
            var failed: UnsafeMutablePointer<AVCodecContext>? = fresh
            avcodec_free_context(&failed)
            throw .broken("The encoder for the sound cannot be opened (\(reason(code))).")
        }
        return fresh
    }

    private mutating func setResampler() -> Bool {
        let frame = decoded.pointer
        var layout = AVChannelLayout()
        defer { av_channel_layout_uninit(&layout) }
        if frame.pointee.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC {
            av_channel_layout_default(&layout, frame.pointee.ch_layout.nb_channels)
        } else {
            av_channel_layout_copy(&layout, &frame.pointee.ch_layout)
        }
        swr_free(&resampler)
        let code = swr_alloc_set_opts2(
            &resampler, &encoder.pointee.ch_layout, encoder.pointee.sample_fmt, rate, &layout,
            AVSampleFormat(frame.pointee.format), frame.pointee.sample_rate, 0, nil)
        guard code >= 0, swr_init(resampler) >= 0 else {
            swr_free(&resampler)
            shape = (-1, 0, 0)
            return false
        }
        return true
    }

    /// A writable block of the encoder's own size.
    private func prepareBlock() -> Bool {
        let frame = block.pointer
        guard frame.pointee.data.0 == nil else { return true }
        frame.pointee.format = encoder.pointee.sample_fmt.rawValue
        frame.pointee.sample_rate = rate
        frame.pointee.nb_samples = encoder.pointee.frame_size
        return av_channel_layout_copy(&frame.pointee.ch_layout, &encoder.pointee.ch_layout) >= 0
            && av_frame_get_buffer(frame, 0) >= 0
    }

    /// Where the next sample goes, by plane; four bytes a sample.
    private static func planes(
        _ block: borrowing Picture, from sample: Int32
    ) -> [UnsafeMutablePointer<UInt8>?] {
        let frame = block.pointer.pointee
        let channels = Int(frame.ch_layout.nb_channels)
        let isPlanar = frame.format == AV_SAMPLE_FMT_FLTP.rawValue
        let step = Int(sample) * 4 * (isPlanar ? 1 : channels)
        return (0..<(isPlanar ? channels : 1)).map { frame.extended_data[$0].map { $0 + step } }
    }
}
