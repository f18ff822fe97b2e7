import CFFmpeg

/// Joins the clocks of an MPEG stream into one: a recorder that was switched off and on, or files put one
/// behind the other, begin anew in the middle. (The wrap of the 33-bit clock is FFmpeg's to mend.)
///
/// The streams of a file reach the joint one after the other, so each has its own place among the epochs.
struct Timeline {
    private struct Place {
        var epoch = 0
        /// The latest decode time, on the joined clock, microseconds.
        var latest: Int64?
    }

    /// By epoch: what is added to its times, in microseconds.
    private var offsets: [Int64] = [0]
    private var places: [Place] = []

    private static let jumpMicroseconds: Int64 = 1_000_000
    /// Streams of one file are interleaved within this.
    private static let spreadMicroseconds: Int64 = 5_000_000
    private static let maxEpochs = 10_000

    var restarts: Int { offsets.count - 1 }

    /// Moves the packet's times to the joined clock.
    mutating func straighten(_ packet: borrowing Packet, unit: AVRational) {
        let index = packet.streamIndex
        guard index < 1000 else { return }
        while places.count <= index { places.append(Place()) }
        if let decode = packet.dts {
            let time = av_rescale_q(decode, unit, vc_microseconds())
            var moved = time &+ offsets[places[index].epoch]
            if let latest = places[index].latest, moved < latest - Self.jumpMicroseconds {
                enter(index, time: time, latest: latest)
                moved = time &+ offsets[places[index].epoch]
            }
            places[index].latest = max(moved, places[index].latest ?? moved)
        }
        let offset = offsets[places[index].epoch]
        guard offset != 0 else { return }
        let shift = av_rescale_q(offset, vc_microseconds(), unit)
        if let time = packet.pts { packet.pointer.pointee.pts = time &+ shift }
        if let time = packet.dts { packet.pointer.pointee.dts = time &+ shift }
    }

    /// The next epoch, if another stream has opened it and it fits; else a new one that goes on here.
    private mutating func enter(_ index: Int, time: Int64, latest: Int64) {
        let next = places[index].epoch + 1
        if next < offsets.count, abs(time &+ offsets[next] &- latest) < Self.spreadMicroseconds {
            places[index].epoch = next
        } else if offsets.count < Self.maxEpochs {
            offsets.append(latest &- time &+ 40_000)
            places[index].epoch = offsets.count - 1
        }
    }
}
