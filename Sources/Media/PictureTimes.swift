import CFFmpeg

/// Gives pictures the times that their container left out. AVI tells only the order in which pictures are
/// decoded; in an MPEG program stream, only the first picture that begins in a packet has a time.
struct PictureTimes {
    /// How many pictures the decoder holds back for those that are shown before them.
    private let delay: Int64
    /// Units of the stream from one picture to the next, where a packet does not tell.
    private let usual: Int64
    private let tellsOrderOnly: Bool
    private var latest: Int64?
    private var latestPosition: Int64 = -1

    /// Nil for a container that tells all times.
    init?(_ stream: UnsafeMutablePointer<AVStream>, container: Container) {
        guard container.isStream || container == .avi else { return nil }
        tellsOrderOnly = container == .avi
        delay = Int64(max(0, stream.pointee.codecpar.pointee.video_delay))
        let (rate, unit) = (stream.pointee.avg_frame_rate.seconds, stream.pointee.time_base.seconds)
        usual = rate > 0 && unit > 0 ? max(1, Int64((1 / rate / unit).rounded())) : 1
    }

    /// Sets what is missing of a packet's decode time and place, and of a keyframe's presentation time: all
    /// that precedes it is shown before it, so it is the delay after its decoding.
    mutating func complete(_ packet: borrowing Packet) {
        let raw = packet.pointer
        let step = raw.pointee.duration > 0 ? raw.pointee.duration : usual
        if packet.dts == nil, let before = latest { raw.pointee.dts = before &+ step }
        latest = packet.dts ?? latest
        if packet.pts == nil, packet.isKey, !tellsOrderOnly, let decode = packet.dts {
            raw.pointee.pts = decode &+ delay &* step
        }
        // To find it again, one begins to read where the packet before it begins.
        if raw.pointee.pos < 0 { raw.pointee.pos = latestPosition }
        latestPosition = raw.pointee.pos
    }
}
