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

    private init(
        _ reader: DescriptorReader, _ demuxer: consuming Demuxer, video: Int, maxPixels: Int, picture: Int32
    ) {
        self.reader = reader
        self.demuxer = demuxer
        self.video = video
        self.maxPixels = maxPixels
        writer = DescriptorWriter(descriptor: picture)
    }

    static func open(
        _ job: MediaJob, parts: [Range<Int64>], source: Int32, head: Int32, picture: Int32
    ) throws(MediaFailure) -> PictureTaker {
        let reader = try DescriptorReader(head: head, source: source, parts: parts)
        let demuxer = try Demuxer(reader, as: .mp4, maxStreams: job.limits.maxStreams)
        var video: Int?
        for index in 0..<demuxer.streamCount where demuxer.stream(index)?.isVideo == true { video = video ?? index }
        guard let video, let stream = demuxer.stream(video) else { throw .broken("There is no picture to take.") }
        let parameters = stream.pointee.codecpar.pointee
        let maxPixels = job.limits.maxPixels
        guard Int(max(0, parameters.width)) * Int(max(0, parameters.height)) <= maxPixels else {
            throw .rejected(.limits, "The picture has more than \(maxPixels) pixels.")
        }
        return PictureTaker(reader, demuxer, video: video, maxPixels: maxPixels, picture: picture)
    }

    mutating func take(_ layout: MediaJob.Pictures.Layout) throws(MediaFailure) -> MediaAnswer {
        switch layout {
        case .still(let time): try still(at: time)
        case .sheet(let columns, let side): try sheet(columns: columns, side: side)
        }
    }

    /// The last picture that is shown at or before a time.
    private mutating func still(at wanted: Int64) throws(MediaFailure) -> MediaAnswer {
        guard let stream = demuxer.stream(video) else { throw .broken("The picture is gone.") }
        let decoder = try Decoder.open(stream, keyframesOnly: false, maxPixels: maxPixels)
        let packet = try Packet()
        let fresh = try Picture()
        let best = try Picture()
        var shown: Int64?
        func collect() {
            while decoder.receive(into: fresh) {
                let time = fresh.pointer.pointee.best_effort_timestamp
                if let before = shown, time > wanted || time < before { continue }
                shown = time
                av_frame_unref(best.pointer)
                av_frame_move_ref(best.pointer, fresh.pointer)
            }
        }
        while demuxer.read(into: packet) {
            if packet.streamIndex == video {
                _ = decoder.send(packet)
                collect()
            }
            packet.clear()
        }
        decoder.drain()
        collect()
        guard shown != nil else { throw .rejected(.unreadable, "This picture cannot be decoded.") }
        let size = try StillEncoder.write(best, turned: Turn(of: stream), to: writer)
        return .pictures(width: size.width, height: size.height, count: 1)
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
