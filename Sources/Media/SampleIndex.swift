import CFFmpeg
import MediaJobs

/// What one pass over all packets adds up to. Seconds count from the container's start time.
struct SampleIndex {
    private struct Tally {
        var packets = 0
        let unit: Double
        /// Audio and video tell how long the recording is; data streams do not.
        let isTimed: Bool
        /// For packets that carry no duration.
        let usual: Double
    }

    /// A place where decoding can begin.
    struct Keyframe {
        let seconds: Double
        /// Of the packet's first byte in the file; -1 where it is not known.
        let position: Int64
    }

    private var tallies: [Tally] = []
    private let start: Double
    private let video: Int
    private let maxKeyframes: Int

    /// In the order of time once they are sorted.
    private(set) var keyframes: [Keyframe] = []
    private(set) var end = 0.0
    private(set) var gaps: [MediaReport.Gap] = []
    private(set) var gapsLeftOut = 0
    private(set) var jumpsBack = 0
    private(set) var lastIsCorrupt = false
    private(set) var corrupt = 0
    /// When the latest packet is shown or heard, and how long; nil where it does not say.
    private(set) var latest: (at: Double, length: Double)?

    private var videoEnd = -Double.infinity
    private var previousDecode: Double?
    /// The latest ordinary distance of two pictures: containers stretch a packet's duration over a gap.
    private var usualStep: Double

    static let gapSeconds = 1.0

    init(_ demuxer: borrowing Demuxer, video: Int, maxKeyframes: Int) {
        start = demuxer.startSeconds
        self.video = video
        self.maxKeyframes = maxKeyframes
        usualStep = 0.04
        cover(demuxer)
    }

    /// Counts the streams that the demuxer knows by now: an MPEG stream may bring one late.
    mutating func cover(_ demuxer: borrowing Demuxer) {
        for index in tallies.count..<max(tallies.count, demuxer.streamCount) {
            guard let stream = demuxer.stream(index) else { continue }
            let rate = stream.pointee.avg_frame_rate.seconds
            let usual = stream.isVideo && rate > 0 ? 1 / rate : 0
            if index == video, usual > 0 { usualStep = min(usual, Self.gapSeconds) }
            tallies.append(
                Tally(
                    unit: stream.pointee.time_base.seconds, isTimed: stream.isVideo || stream.isAudio,
                    usual: usual))
        }
    }

    func packets(of stream: Int) -> Int {
        stream < tallies.count ? tallies[stream].packets : 0
    }

    /// - Throws: `rejected(.limits)` at one keyframe too many.
    mutating func add(_ packet: borrowing Packet) throws(MediaFailure) {
        let index = packet.streamIndex
        latest = nil
        guard index < tallies.count else { return }
        tallies[index].packets += 1
        lastIsCorrupt = packet.isCorrupt
        if lastIsCorrupt { corrupt += 1 }
        let unit = tallies[index].unit
        guard tallies[index].isTimed, let time = packet.pts ?? packet.dts else { return }
        let from = Double(time) * unit - start
        let length = Double(packet.pointer.pointee.duration) * unit
        let until = from + (length > 0 ? length : tallies[index].usual)
        if until > end, !packet.isDiscarded { end = until }
        latest = (from, until - from)
        guard index == video else { return }
        if packet.isKey {
            guard keyframes.count < maxKeyframes else {
                throw .rejected(
                    .limits,
                    "The recording has more than \(maxKeyframes) keyframes. Split it or encode it anew."
                )
            }
            keyframes.append(Keyframe(seconds: from, position: packet.pointer.pointee.pos))
        }
        noteGap(shown: from, decoded: packet.dts.map { Double($0) * unit - start } ?? from)
    }

    /// Decode times rise steadily where presentation times leap to and fro, so they find the gap; what a
    /// viewer sees is told in presentation times.
    private mutating func noteGap(shown: Double, decoded: Double) {
        if let previous = previousDecode {
            let step = decoded - previous
            if step - usualStep > Self.gapSeconds {
                if gaps.count < MediaAnswer.maxGaps, shown > videoEnd {
                    gaps.append(MediaReport.Gap(from: videoEnd, to: shown))
                } else {
                    gapsLeftOut += 1
                }
            } else if step > 0, step <= Self.gapSeconds {
                usualStep = step
            } else if step < -Self.gapSeconds {
                jumpsBack += 1
            }
        }
        previousDecode = decoded
        videoEnd = max(videoEnd, shown + usualStep)
    }

    /// The keyframes in the order of time, which is the order of the file unless its clock jumps.
    mutating func sortKeyframes() {
        for place in keyframes.indices.dropFirst() where keyframes[place].seconds < keyframes[place - 1].seconds {
            keyframes.sort { $0.seconds < $1.seconds }
            return
        }
    }
}
