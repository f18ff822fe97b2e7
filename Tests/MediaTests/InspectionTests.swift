import Foundation
import MediaJobs
import Testing

/// The real worker on real samples; ffprobe is the judge.
struct InspectionTests {
    typealias Sample = (name: String, playback: MediaReport.Playback, type: String?)

    static let samples: [Sample] = [
        ("moov-last.mp4", .virtual, "video/mp4"), ("moov-first.mp4", .original, "video/mp4"),
        ("fragmented.mp4", .virtual, "video/mp4"), ("camera.mov", .virtual, "video/mp4"),
        ("aac.mkv", .virtual, "video/mp4"), ("opus.mkv", .virtual, "video/mp4"),
        ("b-frames.mp4", .virtual, "video/mp4"), ("b-frames.mkv", .virtual, "video/mp4"),
        ("open-gop.mp4", .virtual, "video/mp4"), ("variable-rate.mp4", .virtual, "video/mp4"),
        ("gap.mp4", .virtual, "video/mp4"), ("gap.mkv", .virtual, "video/mp4"),
        ("silent.mp4", .virtual, "video/mp4"), ("rotated.mp4", .virtual, "video/mp4"),
        ("late-start.mkv", .virtual, "video/mp4"), ("late-start.mp4", .virtual, "video/mp4"),
        ("resized.mkv", .virtual, "video/mp4"), ("full-colour.mp4", .none, nil),
        ("hevc.mp4", .virtual, "video/mp4"), ("wide.mp4", .virtual, "video/mp4"), ("vp9.webm", .virtual, "video/mp4"),
        ("vp8.webm", .original, "video/webm"), ("vp8-vorbis.mkv", .remuxed, "video/webm"),
        ("live.webm", .remuxed, "video/webm"),
    ]

    @Test(arguments: samples) func `ffprobe agrees on duration, streams and every keyframe`(_ sample: Sample)
        async throws
    {
        let scratch = try Scratch()
        let file = try Fixture.sample(sample.name)
        let report = try await scratch.report(file)
        let judge = try FFprobe.look(at: file)

        #expect(abs(report.startSeconds - judge.format.start) < 0.000_01)
        if let seconds = judge.format.seconds {
            // ffprobe repeats a header that counts from 0 even where the first timestamp is later.
            let expected = sample.name.hasPrefix("late-start") ? seconds - judge.format.start : seconds
            #expect(abs(report.durationSeconds - expected) <= 0.0401)
        }
        try #require(report.streams.count == judge.streams.count)
        for (mine, theirs) in zip(report.streams, judge.streams) {
            #expect(mine.kind.rawValue == theirs.codecType && mine.codec == theirs.codecName)
            #expect(mine.width == theirs.width && mine.height == theirs.height)
            #expect(
                mine.sampleRate == theirs.sampleRate.flatMap { Int($0) } && mine.channels == theirs.channels)
            #expect(mine.packets == Int(theirs.nbReadPackets))
        }
        try #require(report.keyframes.count == judge.keyframes.count && !report.keyframes.isEmpty)
        for (mine, theirs) in zip(report.keyframes, judge.keyframes) { #expect(abs(mine - theirs) < 0.001) }
    }

    @Test(arguments: samples)
    func `a browser gets the original, its bytes behind an index, a whole copy, or the plain word that it cannot`(
        _ sample: Sample
    ) async throws {
        let scratch = try Scratch()
        let file = try Fixture.sample(sample.name)
        let report = try await scratch.report(file)
        #expect(report.playback == sample.playback && report.playableType == sample.type)
        guard report.playback == .remuxed else {
            #expect(try scratch.size("playable") == 0)
            return
        }
        let copy = try FFprobe.look(at: scratch.file("playable"))
        #expect(copy.streams.map(\.codecName) == report.streams.map(\.codec))
        #expect(copy.streams.map { Int($0.nbReadPackets) } == report.streams.map(\.packets))
        #expect(abs(try #require(copy.format.seconds) - report.durationSeconds) <= 0.0401)
        let shift = copy.format.start
        try #require(copy.keyframes.count == report.keyframes.count)
        for (mine, theirs) in zip(report.keyframes, copy.keyframes) {
            #expect(abs(mine - theirs - shift) < 0.03)
        }
        let bytes = try Data(contentsOf: scratch.file("playable"))
        let (index, media) =
            sample.type == "video/mp4" ? ("moov", "mdat") : ("\u{1C}S\u{BB}k", "\u{1F}C\u{B6}u")
        let first = try #require(bytes.range(of: Data(index.unicodeScalars.map { UInt8($0.value) })))
        let second = try #require(bytes.range(of: Data(media.unicodeScalars.map { UInt8($0.value) })))
        #expect(first.lowerBound < second.lowerBound, "the index comes first")
    }

    @Test(arguments: samples) func `three stills are pictures of the size that the report gives`(
        _ sample: Sample
    ) async throws {
        let scratch = try Scratch()
        let report = try await scratch.report(Fixture.sample(sample.name))
        #expect(report.stills.map(\.slot) == [0, 1, 2])
        for still in report.stills {
            let picture = try Data(contentsOf: scratch.file("still\(still.slot)"))
            #expect(picture.prefix(2) == Data([0xFF, 0xD8]) && picture.suffix(2) == Data([0xFF, 0xD9]))
            // A baseline frame header: its length, 8 bits, height and width, three components.
            let header = try #require(picture.range(of: Data([0xFF, 0xC0, 0, 17, 8]))).upperBound
            let sides = picture[header..<header + 5].map { Int($0) }
            #expect(sides[0] << 8 | sides[1] == still.height && sides[2] << 8 | sides[3] == still.width)
            #expect(sides[4] == 3)
            #expect(still.width <= 960)
            #expect(report.keyframes.contains { abs($0 - still.at) < 0.001 })
            let wanted = report.durationSeconds * [0.1, 0.5, 0.9][still.slot]
            let expected = report.keyframes.last { $0 <= wanted } ?? report.keyframes[0]
            #expect(abs(expected - still.at) < 0.001, "the keyframe at or before the wanted time")
        }
    }

    @Test func `what a reviewer should know is told`() async throws {
        let scratch = try Scratch()
        for name in ["gap.mp4", "gap.mkv"] {
            let report = try await scratch.report(Fixture.sample(name))
            try #require(report.gaps.count == 1)
            let first = report.keyframes[0]
            #expect(abs(report.gaps[0].from - first - 2) < 0.05 && abs(report.gaps[0].to - first - 4) < 0.05)
        }
        let rotated = try await scratch.report(Fixture.sample("rotated.mp4"))
        #expect(rotated.streams[0].rotation == 90)
        let resized = try await scratch.report(Fixture.sample("resized.mkv"))
        #expect(resized.warnings.contains { $0.contains("size changes") })
        let fragmented = try await scratch.report(Fixture.sample("fragmented.mp4"))
        #expect(fragmented.fragmented && fragmented.warnings.isEmpty)
        let plain = try await scratch.report(Fixture.sample("b-frames.mp4"))
        #expect(!plain.fragmented && plain.warnings.isEmpty && plain.gaps.isEmpty)
    }

    @Test(arguments: ["fragmented.mp4", "moov-first.mp4", "aac.mkv", "vp9.webm"])
    func `a file without its end keeps what is there, and says so`(_ name: String) async throws {
        let scratch = try Scratch()
        let bytes = try Fixture.bytes(of: name)
        let file = try scratch.write(bytes.prefix(bytes.count * 7 / 10), to: "cut")
        let report = try await scratch.report(file)
        #expect(report.durationSeconds > 2.5 && report.durationSeconds < 4.5)
        #expect(report.warnings.contains { $0.contains("ends before it should") })
        let judge = try FFprobe.look(at: file).keyframes
        try #require(report.keyframes.count == judge.count && judge.count >= 3)
        for (mine, theirs) in zip(report.keyframes, judge) { #expect(abs(mine - theirs) < 0.001) }
        #expect(report.stills.count == 3)
    }

    @Test func `cut anywhere, a file is taken in part or rejected, and no worker dies`() async throws {
        let scratch = try Scratch()
        for name in ["fragmented.mp4", "moov-first.mp4", "aac.mkv"] {
            let bytes = try Fixture.bytes(of: name)
            for part in 1..<12 {
                let file = try scratch.write(bytes.prefix(bytes.count * part / 12 + part * 7), to: "cut")
                _ = try await scratch.answer(file)
            }
        }
    }
}
