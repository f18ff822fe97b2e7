import CFFmpeg
import MediaJobs

/// The one reading of all packets: the index, and in the same go the playable copy where one is needed.
struct Pass: ~Copyable {
    var index: SampleIndex
    private(set) var copyWarnings: [String] = []
    private var size: PictureSize
    private var timeline: Timeline?
    private var times: PictureTimes?
    private let container: Container
    private var copy: PlayableCopy?
    private var recorder: SampleRecorder?
    private var stretches: Stretches?
    private(set) var codingChanges = 0
    private let video: Int
    private let writer: DescriptorWriter

    var sizeChanges: Int { size.changes }
    var clockRestarts: Int { timeline?.restarts ?? 0 }

    init(
        _ demuxer: borrowing Demuxer, stream: UnsafeMutablePointer<AVStream>, video: Int, container: Container,
        job: MediaJob, writer: DescriptorWriter
    ) {
        index = SampleIndex(demuxer, video: video, maxKeyframes: job.limits.maxKeyframes)
        size = PictureSize(stream)
        timeline = container.isStream ? Timeline() : nil
        times = PictureTimes(stream, container: container)
        self.container = container
        copy = nil
        recorder = nil
        stretches = nil
        self.video = video
        self.writer = writer
    }

    /// Looks in the same go for what a reviewer should know.
    mutating func watch(_ fresh: consuming Stretches) { stretches = consume fresh }

    mutating func finishStretches(end: Double) -> [MediaReport.Stretch] { stretches?.finish(end: end) ?? [] }

    /// Writes the table of samples in the same go; false where there is none to write.
    mutating func record(_ fresh: consuming SampleRecorder?) -> Bool {
        recorder = fresh
        return recorder != nil
    }

    /// True when there is a whole table, proven packet by packet.
    mutating func finishTable() throws(MediaFailure) -> Bool {
        let isWhole = try recorder?.finish() ?? false
        recorder = nil
        return isWhole
    }

    /// Begins the copy that the plan asks for, if it asks for one. Pictures alone are better than nothing.
    mutating func startCopy(_ demuxer: borrowing Demuxer, plan: inout PlaybackPlan) throws(MediaFailure) {
        guard plan.isCopy, let format = plan.format else { return }
        do {
            copy = try PlayableCopy.open(demuxer, plan: plan, format: format, container: container, writer: writer)
        } catch {
            guard case .broken(let why) = error else { throw error }
            guard case .converted = plan.sound else { return try giveUpCopy(why) }
            writer.discard()
            copyWarnings.append("The playable copy has no sound: \(why)")
            plan.dropSound()
            try startCopy(demuxer, plan: &plan)
        }
    }

    mutating func run(_ demuxer: inout Demuxer) throws(MediaFailure) {
        let packet = try Packet()
        while demuxer.read(into: packet) {
            defer { packet.clear() }
            guard let source = demuxer.stream(packet.streamIndex) else { continue }
            recorder?.add(packet)
            if packet.streamIndex == video { times?.complete(packet) }
            timeline?.straighten(packet, unit: source.pointee.time_base)
            index.cover(demuxer)
            try index.add(packet)
            if let shown = index.latest { stretches?.add(packet, at: shown.at, length: shown.length) }
            if packet.streamIndex == video { look(at: packet) }
            if let code = copy?.write(packet, from: source), code < 0 { try giveUpCopy(reason(code)) }
        }
    }

    private mutating func look(at packet: borrowing Packet) {
        var length = 0
        if index.packets(of: video) > 1,
            av_packet_get_side_data(packet.pointer, AV_PKT_DATA_NEW_EXTRADATA, &length) != nil
        {
            codingChanges += 1
        }
        if packet.isKey { size.look(at: packet) }
    }

    /// True when there is a whole copy.
    mutating func finishCopy(_ demuxer: borrowing Demuxer) throws(MediaFailure) -> Bool {
        guard copy != nil else { return false }
        if let why = copy?.finish(demuxer) ?? nil {
            try giveUpCopy(why)
            return false
        }
        copyWarnings += copy?.warnings() ?? []
        copy = nil
        return true
    }

    /// A copy that cannot be made costs the recording only its playback; a full disk is another matter.
    private mutating func giveUpCopy(_ why: String) throws(MediaFailure) {
        copy = nil
        writer.discard()
        if writer.failure != 0 { throw .storage(writer.failure) }
        copyWarnings.append("A playable copy could not be made: \(why).")
    }
}
