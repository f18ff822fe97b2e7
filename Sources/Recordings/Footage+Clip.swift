import Domain
import Foundation
import MediaJobs
import Store

extension Footage {
    /// A stretch of a recording as an MP4 of its own, cut to the picture: no byte of it is coded anew or copied.
    /// - Parameters:
    ///   - from: seconds from the start of the recording.
    ///   - to: the same, later; nil: to its end.
    /// - Throws: `Fault(.invalid)` for times that are no stretch of it, `Fault(.unsupported)` where it cannot be cut.
    public func clip(_ id: ID<Recording>, from: Double, to: Double?) async throws -> File {
        let row = try await ready(id)
        let report = try describe(row).report
        guard let report, report.samplesOf != nil, let sha256 = row.sha256 else {
            throw Fault(.unsupported, "No clip can be cut from this recording: download its original.")
        }
        let length = report.durationSeconds
        let end = min(to ?? length, max(length, 0.001))
        guard from.isFinite, end.isFinite, from >= 0, from < end else {
            throw Fault(
                .invalid, "A clip goes from a second to a later one within the recording, which has \(length) s.",
                field: from < end ? "to" : "from")
        }
        let source = samplesSource(row, report)
        let (head, parts) = try await reading(row) { table in
            let clip = try VirtualMP4(table, from: from, to: end)
            var head: [UInt8] = []
            try clip.writeHead { head += $0 }
            return (head, clip.parts)
        }
        // What the head says of the bytes, and the bytes.
        let tag = Data((Data(head).sha256Hex + sha256 + (row.playableSHA256 ?? "")).utf8).sha256Hex
        func word(_ seconds: Double) -> String { String(Int((seconds * 1000).rounded())) }
        return File(
            pieces: [.bytes(head)] + parts.map { .part(of: source, $0) }, mediaType: "video/mp4", tag: "v-" + tag,
            name: "\(id)_\(word(from))-\(word(end))ms.mp4")
    }
}
