import CFFmpeg
import MediaJobs

/// Notices a picture that stands still: an encoder says "as before" in some bytes, however large the picture is. A camera
/// that looks at anything at all has noise, which costs thousands. Nothing is decoded.
struct StillWatch {
    private var list = StretchList(.still, leastSeconds: 10)
    /// A difference of so many bytes changes nothing that anyone sees.
    private let quiet: Int32
    /// Of the picture before: what stands still from there.
    private var latest: Double?
    private var keySize: Int32?

    var found: [MediaReport.Stretch] { list.found }

    init(_ stream: UnsafeMutablePointer<AVStream>) {
        let parameters = stream.pointee.codecpar.pointee
        let pixels = Int64(max(0, parameters.width)) * Int64(max(0, parameters.height))
        // Older codecs spend a bit or more on every block that stays as it is.
        let isTerse = ["h264", "hevc", "vp9", "av1"].contains(stream.codec)
        quiet = Int32(clamping: isTerse ? 40 + pixels / 8192 : 64 + pixels / 1024)
    }

    mutating func add(_ packet: borrowing Packet, at seconds: Double, length: Double) {
        defer { latest = max(latest ?? seconds, seconds) }
        let size = packet.pointer.pointee.size
        guard !packet.isKey else {
            // A keyframe tells everything anew: the same again takes as many bytes again.
            if let keySize, abs(size - keySize) > keySize / 16 { list.end() }
            keySize = size
            return
        }
        guard size <= quiet, let latest else { return list.end() }
        list.holds(from: min(latest, seconds), to: seconds + length)
    }

    mutating func finish() { list.end() }
}
