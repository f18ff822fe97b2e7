import CFFmpeg
import MediaJobs

/// Takes stills from the keyframes that lie at or before given places, after the pass has found those
/// keyframes.
struct StillTaker {
    let video: Int
    let keyframes: [Double]
    let durationSeconds: Double
    let maxPixels: Int

    /// How many packets a recording without clean entry points may need until a picture comes out.
    private static let maxPackets = 100

    /// - Returns: the still, or nil where no picture could be decoded.
    func take(
        _ demuxer: inout Demuxer, at fraction: Double, slot: Int, writer: DescriptorWriter
    ) throws(MediaFailure) -> MediaReport.Still? {
        guard let stream = demuxer.stream(video), let first = keyframes.first else { return nil }
        let wanted = fraction * durationSeconds
        let place = keyframes.last { $0 <= wanted + 0.000_5 } ?? first
        let unit = stream.pointee.time_base.seconds
        guard unit > 0 else { return nil }
        let time = Int64(((place + demuxer.startSeconds) / unit).rounded())
        let picture = try Picture()
        for keyframesOnly in [true, false] {
            guard demuxer.seek(stream: video, to: time) else { return nil }
            let shown = try decode(
                &demuxer, from: time, keyframesOnly: keyframesOnly, into: picture)
            guard let shown else { continue }
            do {
                let size = try StillEncoder.write(picture, to: writer)
                let at = Double(shown) * unit - demuxer.startSeconds
                return MediaReport.Still(slot: slot, at: at, width: size.width, height: size.height)
            } catch .broken {
                return nil
            }
        }
        return nil
    }

    /// The presentation time of the keyframe that was decoded.
    private func decode(
        _ demuxer: inout Demuxer, from time: Int64, keyframesOnly: Bool, into picture: borrowing Picture
    ) throws(MediaFailure) -> Int64? {
        guard let stream = demuxer.stream(video) else { return nil }
        let decoder = try Decoder.open(stream, keyframesOnly: keyframesOnly, maxPixels: maxPixels)
        let packet = try Packet()
        var entered: Int64?
        var sent = 0
        while sent < Self.maxPackets, demuxer.read(into: packet) {
            defer { packet.clear() }
            guard packet.streamIndex == video else { continue }
            if entered == nil {
                // A demuxer may come to an earlier keyframe than the one sought.
                guard packet.isKey, let pts = packet.pts, pts >= time || !keyframesOnly else {
                    sent += 1
                    continue
                }
                entered = pts
            }
            sent += 1
            guard decoder.send(packet) else { continue }
            if keyframesOnly { break }
            if decoder.receive(into: picture) { return entered }
        }
        guard entered != nil else { return nil }
        decoder.drain()
        return decoder.receive(into: picture) ? entered : nil
    }
}
