import CFFmpeg
import MediaJobs

/// The one reading of all packets: the index, and in the same go the playable copy where one is needed.
struct Pass: ~Copyable {
    var index: SampleIndex
    private(set) var copyWarnings: [String] = []
    private var size: PictureSize
    private var muxer: Muxer?
    private let video: Int
    private let writer: DescriptorWriter

    var sizeChanges: Int { size.changes }

    init(
        _ demuxer: borrowing Demuxer, stream: UnsafeMutablePointer<AVStream>, video: Int, job: MediaJob,
        writer: DescriptorWriter
    ) {
        index = SampleIndex(demuxer, video: video, maxKeyframes: job.limits.maxKeyframes)
        size = PictureSize(stream)
        muxer = nil
        self.video = video
        self.writer = writer
    }

    /// Begins the copy that the plan asks for, if it asks for one.
    mutating func startCopy(_ demuxer: borrowing Demuxer, plan: PlaybackPlan) throws(MediaFailure) {
        guard plan.playback == .remuxed, let format = plan.format else { return }
        do {
            muxer = try Muxer.open(demuxer, plan: plan, format: format, writer: writer)
        } catch {
            guard case .broken(let why) = error else { throw error }
            try giveUpCopy(why)
        }
    }

    mutating func run(_ demuxer: inout Demuxer) throws(MediaFailure) {
        let packet = try Packet()
        while demuxer.read(into: packet) {
            defer { packet.clear() }
            try index.add(packet)
            if packet.streamIndex == video, packet.isKey { size.look(at: packet) }
            guard let source = demuxer.stream(packet.streamIndex) else { continue }
            if let code = muxer?.write(packet, from: source), code < 0 { try giveUpCopy(reason(code)) }
        }
    }

    /// True when there is a whole copy.
    mutating func finishCopy() throws(MediaFailure) -> Bool {
        guard let code = muxer?.finish() else { return false }
        guard code >= 0 else {
            try giveUpCopy(reason(code))
            return false
        }
        if let mended = muxer?.mendedTimes, mended > 0 {
            copyWarnings.append("\(mended) packets of the playable copy had to be moved in time.")
        }
        muxer = nil
        return true
    }

    /// A copy that cannot be made costs the recording only its playback; a full disk is another matter.
    private mutating func giveUpCopy(_ why: String) throws(MediaFailure) {
        muxer = nil
        writer.discard()
        if writer.failure != 0 { throw .storage(writer.failure) }
        copyWarnings.append("A playable copy could not be made: \(why).")
    }
}
