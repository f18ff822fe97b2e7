import Foundation
import MediaJobs
import Testing

@testable import Recordings

extension Scratch {
    /// A recording as a player gets it, written out.
    func virtual(_ original: URL) async throws -> (MediaReport, URL) {
        let report = try await report(original)
        try #require(report.samplesOf == .original, "\(original.lastPathComponent) is \(report.playback)")
        let table = try SampleTableFile(file("samples").path)
        try table.verify()
        var bytes = Data()
        let head = try VirtualMP4(whole: table).writeHead { bytes += $0 }
        #expect(head == Int64(bytes.count))
        #expect(try VirtualMP4(whole: table).headLength == head)
        bytes += try Data(contentsOf: original)
        return (report, try write(bytes, to: "virtual.mp4"))
    }
}
