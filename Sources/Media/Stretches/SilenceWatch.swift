import CFFmpeg
import MediaJobs

/// Notices silence: a microphone that is off, or not plugged in. The level is heard for an instant every few seconds, not
/// all the time; decoding hours of sound would take longer than all the rest.
struct SilenceWatch: ~Copyable {
    private var list = StretchList(.silent, leastSeconds: 15)
    private let decoder: UnsafeMutablePointer<AVCodecContext>
    private let frame: Picture
    private var nextAt = -Double.infinity
    /// Packets that are still to be decoded at this place: a decoder needs some before it says what is heard.
    private var left = 0
    private var silentSince: Double?
    private var loudest = 0.0

    var found: [MediaReport.Stretch] { list.found }

    private static let every = 3.0
    private static let packets = 5
    /// Of full scale: -60 dB.
    private static let silence = 0.001

    private init(decoder: UnsafeMutablePointer<AVCodecContext>, frame: consuming Picture) {
        self.decoder = decoder
        self.frame = frame
    }

    /// - Throws: `broken` where the sound cannot be decoded here.
    static func begin(_ stream: UnsafeMutablePointer<AVStream>) throws(MediaFailure) -> SilenceWatch {
        let frame = try Picture()
        return SilenceWatch(decoder: try SoundConverter.openDecoder(stream), frame: frame)
    }

    deinit {
        var decoder: UnsafeMutablePointer<AVCodecContext>? = decoder
        avcodec_free_context(&decoder)
    }

    /// Takes every packet of the track.
    mutating func add(_ packet: borrowing Packet, at seconds: Double) {
        if left == 0 {
            guard seconds >= nextAt else { return }
            nextAt = seconds + Self.every
            left = Self.packets
            loudest = 0
            avcodec_flush_buffers(decoder)
        }
        left -= 1
        if avcodec_send_packet(decoder, packet.pointer) >= 0 {
            while avcodec_receive_frame(decoder, frame.pointer) >= 0 {
                // What comes out first after a jump is not what is heard.
                guard left < Self.packets - 2 else { continue }
                guard let level = SoundLevel.of(frame) else {
                    loudest = 1
                    continue
                }
                loudest = max(loudest, level)
            }
        }
        guard left == 0 else { return }
        if loudest < Self.silence {
            silentSince = silentSince ?? seconds
            list.holds(from: silentSince ?? seconds, to: seconds)
        } else {
            list.end()
            silentSince = nil
        }
    }

    /// - Parameter end: of the recording, seconds.
    mutating func finish(end: Double) {
        if let silentSince { list.holds(from: silentSince, to: end) }
        list.end()
    }
}

/// How loud one decoded frame is.
enum SoundLevel {
    /// The largest root mean square among its channels, of full scale; nil for a format that is not read here.
    static func of(_ frame: borrowing Picture) -> Double? {
        let facts = frame.pointer.pointee
        let count = Int(facts.nb_samples)
        let channels = Int(facts.ch_layout.nb_channels)
        guard count > 0, (1...64).contains(channels), let planes = facts.extended_data else { return nil }
        let format = AVSampleFormat(facts.format)
        let isPlanar = av_sample_fmt_is_planar(format) != 0
        var loudest = 0.0
        for plane in 0..<(isPlanar ? channels : 1) {
            guard let bytes = planes[plane] else { return nil }
            let samples = isPlanar ? count : count * channels
            guard let square = meanSquare(bytes, samples, av_get_packed_sample_fmt(format)) else { return nil }
            loudest = max(loudest, square.squareRoot())
        }
        return loudest
    }

    private static func meanSquare(
        _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ format: AVSampleFormat
    ) -> Double? {
        let raw = UnsafeRawPointer(bytes)
        func mean<Sample>(_ type: Sample.Type, _ scaled: (Sample) -> Double) -> Double {
            let samples = UnsafeBufferPointer(start: raw.assumingMemoryBound(to: type), count: count)
            return samples.reduce(0.0) { $0 + scaled($1) * scaled($1) } / Double(count)
        }
        return switch format {
        case AV_SAMPLE_FMT_FLT: mean(Float.self) { Double($0) }
        case AV_SAMPLE_FMT_DBL: mean(Double.self) { $0 }
        case AV_SAMPLE_FMT_S16: mean(Int16.self) { Double($0) / 32768 }
        case AV_SAMPLE_FMT_S32: mean(Int32.self) { Double($0) / 2_147_483_648 }
        case AV_SAMPLE_FMT_U8: mean(UInt8.self) { (Double($0) - 128) / 128 }
        default: nil
        }
    }
}
