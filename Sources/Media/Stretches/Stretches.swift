import CFFmpeg
import MediaJobs

/// What a reviewer should know before looking: stretches in which the picture stands still or is black, or nothing is
/// heard. Noticed in the one reading of all packets, at a few hundredths of what decoding them would take.
struct Stretches: ~Copyable {
    private var still: StillWatch
    private var black: BlackWatch?
    private var silence: SilenceWatch?
    private let video: Int
    private let sound: Int?

    init(_ demuxer: borrowing Demuxer, stream: UnsafeMutablePointer<AVStream>, video: Int, maxPixels: Int) {
        still = StillWatch(stream)
        self.video = video
        // What cannot be decoded is told of where stills are taken.
        black = try? BlackWatch.begin(stream, maxPixels: maxPixels)
        sound = (0..<demuxer.streamCount).first { index in
            demuxer.stream(index).map { $0.isAudio && CodecGate.allows(audio: $0.codec) } ?? false
        }
        silence = nil
        if let sound, let stream = demuxer.stream(sound) { silence = try? SilenceWatch.begin(stream) }
    }

    /// - Parameters:
    ///   - seconds: when the packet is shown or heard, from the recording's start.
    ///   - length: of the packet, seconds.
    mutating func add(_ packet: borrowing Packet, at seconds: Double, length: Double) {
        if packet.streamIndex == video {
            still.add(packet, at: seconds, length: length)
            if packet.isKey { black?.add(packet, at: seconds) }
        } else if packet.streamIndex == sound {
            silence?.add(packet, at: seconds)
        }
    }

    /// - Parameter end: of the recording, seconds.
    mutating func finish(end: Double) -> [MediaReport.Stretch] {
        still.finish()
        black?.finish(end: end)
        silence?.finish(end: end)
        // A black picture stands still too; once is enough.
        let dark = black?.found ?? []
        let standing = still.found.filter { one in
            !dark.contains { $0.from <= one.from + 2 && $0.to >= one.to - 2 }
        }
        return (dark + standing + (silence?.found ?? [])).map { one in
            MediaReport.Stretch(kind: one.kind, from: max(0, one.from), to: min(end, one.to))
        }.filter { $0.from < $0.to }.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    }
}
