import Foundation
import MediaJobs
import Testing

@testable import Recordings

/// Pictures at any moment, and the storyboard. The ffmpeg program's decoding of the whole film is the judge: of all its
/// pictures, the one that was taken must be most like the one that is shown at that moment.
struct LookingTests {
    private static let (across, down) = (64, 48)

    private func gray(_ file: URL, _ filter: String) throws -> [[UInt8]] {
        let bytes = Array(
            try Fixture.run(
                "/usr/bin/env",
                [
                    "ffmpeg", "-nostdin", "-v", "quiet", "-i", file.path, "-map", "0:V:0", "-vsync", "passthrough",
                    "-vf",
                    filter + "scale=\(Self.across):\(Self.down)", "-pix_fmt", "gray", "-f", "rawvideo", "-",
                ]))
        let size = Self.across * Self.down
        return stride(from: 0, to: bytes.count - bytes.count % size, by: size).map { Array(bytes[$0..<$0 + size]) }
    }

    private func likest(_ picture: [UInt8], among film: [[UInt8]]) -> Int? {
        film.indices.min { difference(picture, film[$0]) < difference(picture, film[$1]) }
    }

    private func difference(_ one: [UInt8], _ other: [UInt8]) -> Int {
        zip(one, other).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    }

    /// When each picture of a film is shown, seconds from its start.
    private func times(_ file: URL, _ report: MediaReport) throws -> [Double] {
        let judge = try FFprobe.look(at: file)
        let video = judge.streams.first { $0.codecType == "video" }?.index
        return judge.packets.filter { $0.streamIndex == video && $0.flags.dropFirst().first != "D" }
            .compactMap(\.seconds).map { $0 - report.startSeconds }.sorted()
    }

    @Test(
        arguments: [
            "moov-first.mp4", "fragmented.mp4", "b-frames.mp4", "b-frames.mkv", "open-gop.mp4", "variable-rate.mp4",
            "gap.mkv", "rotated.mp4", "late-start.mkv", "vp9.webm", "hevc.mp4", "webm-av1-opus.webm",
            "flv-h264-bframes.flv",
        ])
    func `a still is the very picture that is shown at that moment`(_ name: String) async throws {
        let scratch = try Scratch()
        let original = try Fixture.sample(name)
        let report = try await scratch.report(original)
        let table = try SampleTableFile(scratch.file("samples").path)
        let desk = PictureDesk(worker: try Fixture.worker)
        let (film, times) = (try gray(original, ""), try times(original, report))
        try #require(film.count == times.count)
        for _ in 0..<5 {
            var moment = Double.random(in: 0..<report.durationSeconds)
            // Where two pictures meet, a hundredth of a clock's unit is either's.
            while times.contains(where: { abs($0 - moment) < 0.000_05 }) { moment += 0.000_1 }
            let (cut, time) = try VirtualMP4.still(table, at: moment)
            let taken = try await desk.take(
                .still(at: time), of: cut, source: original.path, folder: scratch.directory.path)
            let turned = [90, 270].contains(report.streams[0].rotation)
            #expect((taken.width > taken.height) != turned)
            let picture = try #require(try gray(scratch.write(taken.jpeg, to: "taken.jpg"), "").first)
            let shown = times.lastIndex { $0 <= moment } ?? 0
            let found = likest(picture, among: film)
            #expect(found == shown, "\(name) at \(moment)")
        }
    }

    @Test(arguments: [
        "vp8.webm", "mkv-mpeg2-mp2.mkv", "avi-mpeg4-mp3.avi", "mov-mjpeg-pcm.mov", "ogg-theora-vorbis.ogv",
        "mkv-vp8-aac.mkv",
        "ps-mpeg2-mp2.mpg", "ps-mpeg1-mp2.mpg", "ps-mpeg2-ac3.vob", "avi-mjpeg-pcm.avi", "ogg-vp8-vorbis.ogv",
        "full-colour.mp4",
    ])
    func `without a table, a still is the picture of its moment as well`(_ name: String) async throws {
        let scratch = try Scratch()
        let original = try Fixture.sample(name)
        let report = try await scratch.report(original)
        try #require(report.samplesOf == nil)
        let desk = PictureDesk(worker: try Fixture.worker)
        let (film, times) = (try gray(original, ""), try times(original, report))
        try #require(film.count == times.count)
        for _ in 0..<5 {
            var moment = Double.random(in: 0..<report.durationSeconds - 0.05)
            while times.contains(where: { abs($0 - moment) < 0.000_5 }) { moment += 0.001 }
            let taken = try await desk.take(at: moment, of: original.path, folder: scratch.directory.path)
            let picture = try #require(try gray(scratch.write(taken.jpeg, to: "taken.jpg"), "").first)
            let found = try #require(likest(picture, among: film))
            let shown = times.lastIndex { $0 <= moment } ?? 0
            // Not every picture of an MPEG stream says when it is shown: what is between is reckoned, by either side.
            let isReckoned = report.container == "mpeg" && abs(found - shown) <= 1
            // Codecs of old repeat a picture: then the likest of equals is the first.
            #expect(
                found == shown || isReckoned || difference(film[found], film[shown]) == 0,
                "\(name) at \(moment): \(found), not \(shown)")
        }
    }

    @Test(arguments: ["moov-last.mp4", "b-frames.mkv", "vp9.webm", "rotated.mp4", "gap.mp4"])
    func `a storyboard shows a keyframe of each stretch, in the place that its cue names`(_ name: String) async throws {
        let scratch = try Scratch()
        let original = try Fixture.sample(name)
        let report = try await scratch.report(original)
        let table = try SampleTableFile(scratch.file("samples").path)
        let board = try Storyboard(table, durationSeconds: report.durationSeconds)
        let desk = PictureDesk(worker: try Fixture.worker)
        let taken = try await desk.take(
            .sheet(columns: Storyboard.columns, side: Storyboard.side),
            of: VirtualMP4(table.table, pictures: board.samples), source: original.path,
            folder: scratch.directory.path)
        #expect(max(taken.width, taken.height) == Storyboard.side)
        let sheet = try scratch.write(taken.jpeg, to: "sheet.jpg")
        let (film, times) = (try gray(original, ""), try times(original, report))
        let cues = board.cues(width: taken.width, height: taken.height).split(separator: "\n").dropFirst()
        #expect(cues.count == 2 * board.places.count && board.places.count == 3)
        for (stretch, line) in cues.filter({ $0.contains("#xywh=") }).enumerated() {
            let box = try #require(line.split(separator: "=").last).split(separator: ",").compactMap { Int($0) }
            let crop = "crop=\(box[2]):\(box[3]):\(box[0]):\(box[1]),"
            let picture = try #require(try gray(sheet, crop).first)
            let middle = (Double(stretch) + 0.5) * report.durationSeconds / 3
            let key = report.keyframes.last { $0 <= middle } ?? report.keyframes[0]
            let shown = try #require(times.firstIndex { abs($0 - key) < 0.002 })
            #expect(likest(picture, among: film) == shown, "\(name), stretch \(stretch)")
        }
    }

    @Test func `times of cues are written as WebVTT wants them, and words hold no markup`() {
        #expect(WebVTT.time(0) == "00:00:00.000" && WebVTT.time(36_061.0005) == "10:01:01.001")
        #expect(WebVTT.text("a <b>\n& c") == "a &lt;b&gt; &amp; c")
    }
}
