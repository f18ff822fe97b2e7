import CFFmpeg
import MediaJobs

/// Takes pictures of a few samples: the one that is shown at a moment, or a sheet of many.
///
/// What it reads is an MP4 of a head that the daemon made and of bytes that are as hostile as the original they are
/// from; no index need be sought, whatever container they came in.
struct PictureTaker: ~Copyable {
    private let reader: DescriptorReader
    private let writer: DescriptorWriter
    private let maxPixels: Int
    private var demuxer: Demuxer
    private let video: Int
    /// It has no index: what is sought is found roughly.
    private let isStream: Bool

    private init(
        _ reader: DescriptorReader, _ demuxer: consuming Demuxer, video: Int, isStream: Bool, maxPixels: Int,
        picture: Int32
    ) {
        self.isStream = isStream
        self.reader = reader
        self.demuxer = demuxer
        self.video = video
        self.maxPixels = maxPixels
        writer = DescriptorWriter(descriptor: picture)
    }

    static func open(
        _ job: MediaJob, parts: [Range<Int64>], source: Int32, head: Int32, picture: Int32
    ) throws(MediaFailure) -> PictureTaker {
        let reader: DescriptorReader
        var demuxer: Demuxer
        var isStream = false
        if case .seek = job.pictures?.layout {
            reader = try DescriptorReader(descriptor: source)
            let container = try ContainerProbe.identify(reader.bytes(at: 0, count: ContainerProbe.headBytes))
            isStream = container.isStream
            demuxer = try Demuxer(reader, as: container, maxStreams: job.limits.maxStreams)
            try demuxer.findStreams(maxPixels: job.limits.maxPixels)
        } else {
            reader = try DescriptorReader(head: head, source: source, parts: parts)
            demuxer = try Demuxer(reader, as: .mp4, maxStreams: job.limits.maxStreams)
        }
        var video: Int?
        for index in 0..<demuxer.streamCount where demuxer.stream(index)?.isVideo == true { video = video ?? index }
        guard let video, let stream = demuxer.stream(video) else { throw .broken("There is no picture to take.") }
        let parameters = stream.pointee.codecpar.pointee
        let maxPixels = job.limits.maxPixels
        guard Int(max(0, parameters.width)) * Int(max(0, parameters.height)) <= maxPixels else {
            throw .rejected(.limits, "The picture has more than \(maxPixels) pixels.")
        }
        return PictureTaker(
            reader, demuxer, video: video, isStream: isStream, maxPixels: maxPixels, picture: picture)
    }

    mutating func take(_ layout: MediaJob.Pictures.Layout) throws(MediaFailure) -> MediaAnswer {
        switch layout {
        case .still(let time): try still(at: time)
        case .seek(let seconds): try still(sought: seconds)
        case .sheet(let columns, let side): try sheet(columns: columns, side: side)
        }
    }

    /// The same in a file that has no table of samples: from the keyframe that its own index leads to.
    private mutating func still(sought seconds: Double) throws(MediaFailure) -> MediaAnswer {
        guard let unit = demuxer.stream(video)?.pointee.time_base.seconds, unit > 0 else {
            throw .broken("The picture is gone.")
        }
        let wanted = Int64(((seconds + demuxer.startSeconds) / unit + 0.01).rounded(.down))
        let before = isStream ? Int64(3 / unit) : 0
        let lost = MediaFailure.rejected(.unreadable, "This moment cannot be found in the file.")
        guard demuxer.seek(stream: video, to: wanted - before) else { throw lost }
        let (answer, shown) = try picture(at: wanted)
        // A clock that begins anew on the way, or a place that was missed: no picture is better than another's.
        if isStream, abs(Double(wanted - shown) * unit) > 1 { throw lost }
        return answer
    }

    /// The last picture that is shown at or before a time.
    private mutating func still(at wanted: Int64) throws(MediaFailure) -> MediaAnswer {
        try picture(at: wanted).answer
    }

    private mutating func picture(at wanted: Int64) throws(MediaFailure) -> (answer: MediaAnswer, shown: Int64) {
        guard let stream = demuxer.stream(video) else { throw .broken("The picture is gone.") }
        let decoder = try Decoder.open(stream, keyframesOnly: false, maxPixels: maxPixels)
        let packet = try Packet()
        let fresh = try Picture()
        let best = try Picture()
        var shown: Int64?
        var isPast = false
        func collect() {
            while decoder.receive(into: fresh) {
                let time = fresh.pointer.pointee.best_effort_timestamp
                isPast = isPast || time > wanted
                if let before = shown, time > wanted || time < before { continue }
                shown = time
                av_frame_unref(best.pointer)
                av_frame_move_ref(best.pointer, fresh.pointer)
            }
        }
        // Pictures come out in the order in which they are shown.
        while !isPast, demuxer.read(into: packet) {
            if packet.streamIndex == video {
                _ = decoder.send(packet)
                collect()
            }
            packet.clear()
        }
        if !isPast {
            decoder.drain()
            collect()
        }
        guard let shown else { throw .rejected(.unreadable, "This picture cannot be decoded.") }
        let size = try StillEncoder.write(best, turned: Turn(of: stream), to: writer)
        return (.pictures(width: size.width, height: size.height, count: 1), shown)
    }

    /// Every sample is a keyframe, decoded by itself; one that cannot be leaves its place black.
    private mutating func sheet(columns: Int, side: Int) throws(MediaFailure) -> MediaAnswer {
        guard let stream = demuxer.stream(video) else { throw .broken("The picture is gone.") }
        let decoder = try Decoder.open(stream, keyframesOnly: false, maxPixels: maxPixels)
        let turn = Turn(of: stream)
        let packet = try Packet()
        let picture = try Picture()
        var sheet: ContactSheet?
        var place = 0
        while place < MediaJob.Pictures.mostOnSheet, demuxer.read(into: packet) {
            defer { packet.clear() }
            guard packet.streamIndex == video else { continue }
            if decoder.send(packet) {
                decoder.drain()
                if decoder.receive(into: picture) {
                    let width = StillEncoder.width(of: picture, turned: turn, side: side)
                    let small = try StillEncoder.upright(picture, turned: turn, maxWidth: width)
                    if sheet == nil {
                        let count = Int(stream.pointee.nb_frames)
                        sheet = try ContactSheet.make(columns: columns, count: max(count, place + 1), like: small)
                    }
                    sheet?.put(small, at: place)
                }
            }
            decoder.restart()
            place += 1
        }
        guard let size = sheet?.tile, try sheet?.write(to: writer) != nil else {
            throw .rejected(.unreadable, "Not one picture can be decoded.")
        }
        return .pictures(width: size.width, height: size.height, count: place)
    }
}
