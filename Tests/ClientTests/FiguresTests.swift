import Foundation
import Testing

@testable import videocheck

@Suite struct FiguresTests {
    @Test(
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"),
            (1_500_000, "1.5 MB"),
            (64 << 30, "68.7 GB"), (2_000_000_000_000_000, "2000.0 TB"),
        ] as [(Int64, String)])
    func `sizes are short and never 1000 of a unit`(bytes: Int64, text: String) {
        #expect(Figures.size(bytes) == text)
    }

    @Test(
        arguments: [
            (0, "0:00"), (0.2, "0:01"), (59.1, "1:00"), (750, "12:30"), (11_109, "3:05:09"), (.infinity, "–"),
            (-1, "–"), (.nan, "–"),
        ] as [(Double, String)])
    func `time left is rounded up and never nonsense`(seconds: Double, text: String) {
        #expect(Figures.clock(seconds) == text)
    }

    @Test func `instants are shown in the local zone`() {
        let shown = Figures.time("2026-03-02T01:00:05.000Z", seconds: true)
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        #expect(shown == formatter.string(from: Date(timeIntervalSince1970: 1_772_413_205)))
        #expect(Figures.time(nil) == "–" && Figures.time("soon") == "soon")
    }

    @Test func `speed is that of the last moments`() {
        let start = ContinuousClock.now
        var pace = Pace()
        #expect(pace.bytesPerSecond(at: start) == nil)
        for second in 0...20 {
            // Ten seconds at 1 MB/s, then ten at 3 MB/s.
            let bytes = second <= 10 ? second : 10 + (second - 10) * 3
            pace.note(Int64(bytes) * 1_000_000, at: start + .seconds(second))
        }
        let speed = pace.bytesPerSecond(at: start + .seconds(20)) ?? 0
        #expect(abs(speed - 3_000_000) < 200_000)
    }

    @Test func `a bar is never wider than its line`() {
        for width in 20...120 {
            for done in [0, 1, 50, 99, 100] as [Int64] {
                let line = Progress.bar(
                    name: "一段很长很长很长很长的录像文件名.mp4", share: (done, 100), tail: "1.0 MB / 2.0 MB", width: width)
                #expect(line.displayWidth <= width, "\(width): \(line)")
                #expect(width < 60 || line.contains("\(done) %"))
            }
        }
        #expect(
            Progress.bar(name: "a.mp4", share: (50, 100), tail: "x", width: 40)
                == "a.mp4  ███████████░░░░░░░░░░░░   50 %  x")
    }
}
