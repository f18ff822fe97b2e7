import CFFmpeg

/// Owns one AVPacket, filled again and again.
struct Packet: ~Copyable {
    let pointer: UnsafeMutablePointer<AVPacket>

    init() throws(MediaFailure) {
        guard let packet = av_packet_alloc() else { throw .broken("No memory for a packet.") }
        pointer = packet
    }

    deinit {
        var packet: UnsafeMutablePointer<AVPacket>? = pointer
        av_packet_free(&packet)
    }

    var isKey: Bool { pointer.pointee.flags & AV_PKT_FLAG_KEY != 0 }
    /// Some of its bytes are missing or known to be wrong.
    var isCorrupt: Bool { pointer.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 }
    /// Needed to decode what follows, but outside of what an edit list shows.
    var isDiscarded: Bool { pointer.pointee.flags & AV_PKT_FLAG_DISCARD != 0 }
    var streamIndex: Int { Int(pointer.pointee.stream_index) }

    /// In units of its stream's time base.
    var pts: Int64? { known(pointer.pointee.pts) }
    var dts: Int64? { known(pointer.pointee.dts) }

    /// Lets go of the bytes and keeps the packet for the next.
    func clear() {
        av_packet_unref(pointer)
    }

    private func known(_ time: Int64) -> Int64? {
        time == vc_no_time() ? nil : time
    }
}
