import Foundation
import MediaJobs
import Testing

@testable import Recordings

/// What is told of a recording before anyone looks. ffmpeg's own filters, which decode everything, are the judges.
struct StretchTests {
    /// Fifteen seconds of a moving picture, of black, of a picture that stands still, and of a moving one; sound until
    /// second 20, and from 45 on.
    private static let film = [
        "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=15",
        "-f", "lavfi", "-i", "color=black:size=640x360:rate=25:duration=15",
        "-f", "lavfi", "-i", "smptebars=size=640x360:rate=25:duration=15",
        "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=15",
        "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=20",
        "-f", "lavfi", "-i", "anullsrc=sample_rate=48000:channel_layout=mono",
        "-f", "lavfi", "-i", "sine=frequency=880:sample_rate=48000:duration=15",
        "-filter_complex",
        "[0:v][1:v][2:v][3:v]concat=n=4,format=yuv420p[v];[5:a]atrim=duration=25[s];[4:a][s][6:a]concat=n=3:v=0:a=1[a]",
        "-map", "[v]", "-map", "[a]",
    ]

    private func make(_ place: URL, _ coding: [String]) throws {
        try Fixture.run(
            "/usr/bin/env", ["ffmpeg", "-nostdin", "-v", "error", "-y"] + Self.film + coding + [place.path])
    }

    /// What the filters print of a file: pairs of seconds.
    private func judged(_ file: URL, _ filter: [String], from: String, to: String) throws -> [ClosedRange<Double>] {
        let log = file.appendingPathExtension("log")
        try Fixture.run(
            "/bin/sh",
            [
                "-c", "log=\"$1\"; shift; exec \"$@\" 2>\"$log\"", "sh", log.path, "ffmpeg", "-nostdin", "-v", "info",
                "-nostats", "-i",
                file.path,
            ] + filter + ["-f", "null", "-"])
        let text = try String(contentsOf: log, encoding: .utf8)
        func numbers(_ word: String) -> [Double] {
            text.components(separatedBy: word).dropFirst().compactMap {
                Double($0.drop { $0 == ":" || $0 == " " }.prefix { $0.isNumber || $0 == "." })
            }
        }
        return zip(numbers(from), numbers(to)).compactMap { $0 <= $1 ? $0...$1 : nil }
    }

    @Test(arguments: [
        ("h264.mp4", ["-c:v", "libx264", "-preset", "veryfast", "-g", "50", "-c:a", "aac"]),
        ("vp9.webm", ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "50", "-c:a", "libopus"]),
        ("mpeg4.avi", ["-c:v", "mpeg4", "-q:v", "4", "-g", "50", "-c:a", "libmp3lame"]),
        ("h264.ts", ["-c:v", "libx264", "-preset", "veryfast", "-g", "50", "-c:a", "mp2"]),
        ("pcm.mov", ["-c:v", "libx264", "-preset", "veryfast", "-g", "50", "-bf", "3", "-c:a", "pcm_s16le"]),
    ])
    func `black, still and silent stretches are those that a full decoding finds`(
        _ name: String, _ coding: [String]
    ) async throws {
        let scratch = try Scratch()
        let film = scratch.file(name)
        try make(film, coding)
        let report = try await scratch.report(film)
        let black = try judged(film, ["-vf", "blackdetect=d=5"], from: "black_start", to: "black_end")
        let still = try judged(
            film, ["-vf", "freezedetect=n=-50dB:d=8"], from: "freeze_start", to: "freeze_end")
        let silent = try judged(film, ["-af", "silencedetect=n=-60dB:d=10"], from: "silence_start", to: "silence_end")
        try #require(black.count == 1 && silent.count == 1 && !still.isEmpty)
        func told(_ kind: MediaReport.Stretch.Kind) -> [MediaReport.Stretch] {
            report.stretches.filter { $0.kind == kind }
        }
        func agree(_ told: [MediaReport.Stretch], _ judge: ClosedRange<Double>, within: Double) -> Bool {
            told.count == 1 && abs(told[0].from - judge.lowerBound) <= within
                && abs(told[0].to - judge.upperBound) <= within
        }
        // A keyframe comes every two seconds, the level is heard every three.
        #expect(agree(told(.black), black[0], within: 2.1), "\(report.stretches), judged \(black)")
        #expect(agree(told(.silent), silent[0], within: 3.2), "\(report.stretches), judged \(silent)")
        let bars = try #require(still.first { $0.contains(38) }, "\(still)")
        #expect(
            agree(told(.still), max(30, bars.lowerBound)...bars.upperBound, within: 2.1),
            "\(report.stretches), judged \(still)")
    }

    @Test(arguments: ["b-frames.mp4", "moov-first.mp4", "vp9.webm", "opus.mkv", "hevc.mp4"])
    func `nothing is told of a film that moves and sounds`(_ name: String) async throws {
        let report = try await Scratch().report(Fixture.sample(name))
        #expect(report.stretches == [])
    }
}
