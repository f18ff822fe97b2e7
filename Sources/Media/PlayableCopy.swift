import CFFmpeg
import MediaJobs

/// The playable copy while it is written: a muxer, and a converter for the sound where the plan asks for one.
struct PlayableCopy: ~Copyable {
    private var muxer: Muxer
    private var sound: SoundConverter?
    private let soundStream: Int?

    private init(_ muxer: consuming Muxer, sound: consuming SoundConverter?, of soundStream: Int?) {
        self.muxer = muxer
        self.sound = sound
        self.soundStream = soundStream
    }

    /// - Throws: `broken` when no copy can be made of these streams.
    static func open(
        _ demuxer: borrowing Demuxer, plan: PlaybackPlan, format: PlaybackPlan.Format, writer: DescriptorWriter
    ) throws(MediaFailure) -> PlayableCopy {
        guard case .converted(let index) = plan.sound, let stream = demuxer.stream(index) else {
            let muxer = try Muxer.open(demuxer, plan: plan, format: format, encoder: nil, writer: writer)
            return PlayableCopy(muxer, sound: nil, of: nil)
        }
        let sound = try SoundConverter.open(stream, format: format)
        let muxer = try Muxer.open(
            demuxer, plan: plan, format: format, encoder: sound.parameters, writer: writer)
        return PlayableCopy(muxer, sound: sound, of: index)
    }

    /// Writes a packet of the original, and takes its bytes away. Answers FFmpeg's error code, or 0.
    mutating func write(_ packet: borrowing Packet, from source: UnsafeMutablePointer<AVStream>) -> Int32 {
        guard packet.streamIndex == soundStream else { return muxer.write(packet, from: source) }
        muxer.shift(packet, unit: source.pointee.time_base)
        return sound?.convert(packet, into: &muxer) ?? 0
    }

    /// Writes what is held back and the index. Answers why there is no whole copy, nil when there is one.
    mutating func finish() -> String? {
        var code = sound?.finish(into: &muxer) ?? 0
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
