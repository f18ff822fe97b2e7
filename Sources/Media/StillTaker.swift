import CFFmpeg
import MediaJobs

/// Takes stills from the keyframes that lie at or before given places, after the pass has found those
/// keyframes.
struct StillTaker {
    let video: Int
    let keyframes: [SampleIndex.Keyframe]
    let durationSeconds: Double
    let maxPixels: Int
    /// Where it has no index and its clock may leap, one goes to the keyframe's byte instead of its time.
    let container: Container

    /// How many packets a recording without clean entry points may need until a picture comes out.
    private static let maxPackets = 100

    /// - Returns: the still, or nil where no picture could be decoded.
    func take(
        _ demuxer: inout Demuxer, at fraction: Double, slot: Int, writer: DescriptorWriter
    ) throws(MediaFailure) -> MediaReport.Still? {
        guard let stream = demuxer.stream(video), let first = keyframes.first else { return nil }
        let wanted = fraction * durationSeconds
        let place = keyframes.last { $0.seconds <= wanted + 0.000_5 } ?? first
        let unit = stream.pointee.time_base.seconds
        guard unit > 0 else { return nil }
        let time = Int64(((place.seconds + demuxer.startSeconds) / unit).rounded())
        let picture = try Picture()
        for keyframesOnly in [true, false] {
            let found =
                container.isStream
                ? demuxer.seek(toByte: place.position) : demuxer.seek(stream: video, to: time)
            guard found else { return nil }
            let entry = Entry(time: time, position: place.position, keyframesOnly: keyframesOnly)
            guard let shown = try decode(&demuxer, entry, into: picture) else { continue }
            do {
                let size = try StillEncoder.write(picture, turned: Turn(of: stream), to: writer)
                let at = container.isStream ? place.seconds : Double(shown) * unit - demuxer.startSeconds
                return MediaReport.Still(slot: slot, at: at, width: size.width, height: size.height)
            } catch .broken {
                return nil
            }
        }
        return nil
    }

    /// Where decoding begins, in the stream's own units and in bytes.
    private struct Entry {
        let time: Int64
        let position: Int64
        let keyframesOnly: Bool
    }

    /// The presentation time of the keyframe that was decoded.
    private func decode(
        _ demuxer: inout Demuxer, _ entry: Entry, into picture: borrowing Picture
    ) throws(MediaFailure) -> Int64? {
        guard let stream = demuxer.stream(video) else { return nil }
        let decoder = try Decoder.open(stream, keyframesOnly: entry.keyframesOnly, maxPixels: maxPixels)
        let packet = try Packet()
        var times = PictureTimes(stream, container: container)
        var entered: Int64?
        var sent = 0
        while sent < Self.maxPackets, demuxer.read(into: packet) {
            defer { packet.clear() }
            guard packet.streamIndex == video else { continue }
            times?.complete(packet)
            if entered == nil {
                guard let time = enters(packet, entry) else {
                    sent += 1
                    continue
                }
                entered = time
            }
            sent += 1
            guard decoder.send(packet) else { continue }
            if entry.keyframesOnly { break }
            if decoder.receive(into: picture) { return entered }
        }
        guard entered != nil else { return nil }
        decoder.drain()
        return decoder.receive(into: picture) ? entered : nil
    }

    /// The packet's time, if decoding can begin with it. A demuxer may come to an earlier keyframe than the
    /// one sought.
    private func enters(_ packet: borrowing Packet, _ entry: Entry) -> Int64? {
        guard packet.isKey else { return nil }
        if container.isStream { return packet.pointer.pointee.pos >= entry.position ? entry.time : nil }
        guard let time = packet.pts ?? packet.dts else { return nil }
        return time >= entry.time || !entry.keyframesOnly ? time : nil
    }
}
