import CFFmpeg
import MediaJobs

/// Notices a black picture: a covered lens, a camera that is off. A black keyframe is small, so only small ones are
/// decoded, and of those that follow one another and are alike only some.
struct BlackWatch: ~Copyable {
    private var list = StretchList(.black, leastSeconds: 5)
    private let decoder: Decoder
    private let picture: Picture
    /// A keyframe of so many bytes may be black.
    private let small: Int32
    private var budget = 400
    /// The last one that was decoded: its size, time, and what it was.
    private var looked: (size: Int32, at: Double, isBlack: Bool)?
    private var blackSince: Double?

    var found: [MediaReport.Stretch] { list.found }

    /// Between two looks at keyframes that are alike.
    private static let patience = 10.0
    /// Of the picture's brightness, 0 to 255: video's black is 16.
    private static let darkest = 26.0

    private init(small: Int32, decoder: consuming Decoder, picture: consuming Picture) {
        self.small = small
        self.decoder = decoder
        self.picture = picture
    }

    /// - Throws: `rejected` where the pictures cannot be decoded.
    static func begin(_ stream: UnsafeMutablePointer<AVStream>, maxPixels: Int) throws(MediaFailure) -> BlackWatch {
        let parameters = stream.pointee.codecpar.pointee
        let pixels = Int64(max(0, parameters.width)) * Int64(max(0, parameters.height))
        let picture = try Picture()
        let decoder = try Decoder.open(stream, keyframesOnly: true, maxPixels: maxPixels)
        return BlackWatch(small: Int32(clamping: 512 + pixels / 64), decoder: decoder, picture: picture)
    }

    /// Takes every keyframe.
    mutating func add(_ packet: borrowing Packet, at seconds: Double) {
        let size = packet.pointer.pointee.size
        let isBlack = size <= small && look(packet, size, seconds)
        if isBlack { list.holds(from: blackSince ?? seconds, to: seconds) }
        if !isBlack {
            if let blackSince { list.holds(from: blackSince, to: seconds) }
            list.end()
        }
        blackSince = isBlack ? blackSince ?? seconds : nil
    }

    /// - Parameter end: of the recording, seconds.
    mutating func finish(end: Double) {
        if let blackSince { list.holds(from: blackSince, to: end) }
        list.end()
    }

    private mutating func look(_ packet: borrowing Packet, _ size: Int32, _ seconds: Double) -> Bool {
        if let looked, abs(size - looked.size) <= looked.size / 16 + 16, seconds - looked.at < Self.patience {
            return looked.isBlack
        }
        guard budget > 0 else { return false }
        budget -= 1
        defer { decoder.restart() }
        guard decoder.send(packet) else { return false }
        decoder.drain()
        guard decoder.receive(into: picture) else { return false }
        let isBlack = brightness().map { $0 < Self.darkest } ?? false
        looked = (size, seconds, isBlack)
        return isBlack
    }

    /// The mean of every eighth sample of every eighth line; nil where the picture does not begin with 8 bits of luma.
    private func brightness() -> Double? {
        let frame = picture.pointer.pointee
        let planar = [AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV444P, AV_PIX_FMT_NV12]
        guard planar.contains(where: { $0.rawValue == frame.format }), let luma = frame.data.0, frame.width > 0,
            frame.height > 0
        else { return nil }
        var sum = 0
        var count = 0
        for line in stride(from: 0, to: Int(frame.height), by: 8) {
            let row = luma + line * Int(frame.linesize.0)
            for column in stride(from: 0, to: Int(frame.width), by: 8) {
                sum += Int(row[column])
                count += 1
            }
        }
        return Double(sum) / Double(count)
    }
}
