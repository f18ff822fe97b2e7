import CFFmpeg
import MediaJobs

/// The playable copy while it is written: a muxer, and a converter for the sound where the plan asks for one.
struct PlayableCopy: ~Copyable {
    private var muxer: Muxer
    private var sound: SoundConverter?
    private let soundStream: Int?
    private var order: PictureOrder?
    private let ordered: Packet
    private let video: Int

    private init(
        _ muxer: consuming Muxer, sound: consuming SoundConverter?, of soundStream: Int?,
        order: consuming PictureOrder?, ordered: consuming Packet, video: Int
    ) {
        self.muxer = muxer
        self.sound = sound
        self.soundStream = soundStream
        self.order = order
        self.ordered = ordered
        self.video = video
    }

    /// - Throws: `broken` when no copy can be made of these streams.
    static func open(
        _ demuxer: borrowing Demuxer, plan: PlaybackPlan, format: PlaybackPlan.Format, container: Container,
        writer: DescriptorWriter
    ) throws(MediaFailure) -> PlayableCopy {
        guard let picture = demuxer.stream(plan.video) else { throw .broken("The video stream is gone.") }
        let packet = try Packet()
        guard case .converted(let index) = plan.sound, let stream = demuxer.stream(index) else {
            let muxer = try Muxer.open(demuxer, plan: plan, format: format, encoder: nil, writer: writer)
            return PlayableCopy(
                muxer, sound: nil, of: nil, order: PictureOrder(picture, container: container), ordered: packet,
                video: plan.video)
        }
        let sound = try SoundConverter.open(stream, format: format)
        let muxer = try Muxer.open(
            demuxer, plan: plan, format: format, encoder: sound.parameters, writer: writer)
        return PlayableCopy(
            muxer, sound: sound, of: index, order: PictureOrder(picture, container: container), ordered: packet,
            video: plan.video)
    }

    /// Writes a packet of the original, and takes its bytes away. Answers FFmpeg's error code, or 0.
    mutating func write(_ packet: borrowing Packet, from source: UnsafeMutablePointer<AVStream>) -> Int32 {
        if packet.streamIndex == video, order != nil {
            order?.push(packet)
            return writeOrdered(from: source)
        }
        guard packet.streamIndex == soundStream else { return muxer.write(packet, from: source) }
        muxer.shift(packet, unit: source.pointee.time_base)
        return sound?.convert(packet, into: &muxer) ?? 0
    }

    private mutating func writeOrdered(from source: UnsafeMutablePointer<AVStream>) -> Int32 {
        while order?.pop(into: ordered) ?? false {
            let code = muxer.write(ordered, from: source)
            ordered.clear()
            guard code >= 0 else { return code }
        }
        return 0
    }

    /// Writes what is held back and the index. Answers why there is no whole copy, nil when there is one.
    mutating func finish(_ demuxer: borrowing Demuxer) -> String? {
        order?.placeAll()
        var code = demuxer.stream(video).map { writeOrdered(from: $0) } ?? 0
        if code >= 0 { code = sound?.finish(into: &muxer) ?? 0 }
        if code >= 0 { code = muxer.finish() }
        if code < 0 { return reason(code) }
        return muxer.hasPictures ? nil : "no picture in it can be shown by itself"
    }

    /// What a reviewer should know of a finished copy.
    mutating func warnings() -> [String] {
        let counts = [
            (muxer.mendedTimes, "packets of the playable copy had to be moved in time."),
            (muxer.leftOut, "damaged packets are not in the playable copy."),
            (sound?.damaged ?? 0, "packets of the sound could not be decoded."),
        ]
        return counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    }
}
