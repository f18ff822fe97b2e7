import CFFmpeg
import MediaJobs

/// Why a job ends without a report.
enum MediaFailure: Error {
    /// The file's fault: an answer, not an error.
    case rejected(MediaAnswer.RejectionCode, String)
    /// An output descriptor did not take the bytes; the errno value.
    case storage(Int32)
    /// Ours, or FFmpeg's: the job is given up.
    case broken(String)
}

/// FFmpeg's own words for an error code.
func reason(_ code: Int32) -> String {
    var text = [CChar](repeating: 0, count: 128)
    av_strerror(code, &text, text.count)
    return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
}

/// A whole C string of a struct's field, or nil.
func string(_ text: UnsafePointer<CChar>?) -> String? {
    text.map { String(cString: $0) }
}

extension AVRational {
    /// Seconds in one unit, or units in one second; 0 where it is not known.
    var seconds: Double { den == 0 ? 0 : Double(num) / Double(den) }
}
