import Foundation
import MediaJobs
import Testing

/// The real worker on one file per container and codec; ffprobe is the judge, and ffmpeg hears the sound.
struct ContainerTests {
    /// A header that counts from 0 though the first picture comes later, or that does not know of delayed
    /// pictures: there the last packet's end is the judge.
    static let boastful: Set<String> = ["flv-h264-bframes.flv", "avi-h264-bframes.avi"]

    @Test(arguments: ContainerSample.all)
    func `every container and codec is indexed as ffprobe sees it, shown in stills, and played where it can be`(
        _ sample: ContainerSample
    ) async throws {
        let scratch = try Scratch()
        let file = try Fixture.sample(sample.name)
        let report = try await scratch.report(file)
        let judge = try FFprobe.look(at: file)
        try compare(report, judge, sample)
        #expect(report.stills.map(\.slot) == [0, 1, 2])
        let turned = [90, 270].contains(report.streams.first { $0.kind == .video }?.rotation)
        let (width, height) =
            sample.name.hasPrefix("3gp") || sample.name.hasPrefix("varying")
            ? (320, 240)
            : sample.name.hasPrefix("late") ? (96, 72) : (192, 144)
        for still in report.stills {
            #expect(still.width == (turned ? height : width) && still.height == (turned ? width : height))
            let wanted = report.durationSeconds * [0.1, 0.5, 0.9][still.slot]
            let expected = report.keyframes.last { $0 <= wanted } ?? report.keyframes[0]
            #expect(abs(expected - still.at) < 0.001, "the keyframe at or before the wanted time")
        }
        #expect(report.playback == sample.playback && report.playableType == sample.type)
        #expect(report.playbackReason == sample.reason && !report.playbackSentence.isEmpty)
        switch report.playback {
        case .original, .virtual, .none: #expect(try scratch.size("playable") == 0)
        case .remuxed, .remuxedSoundConverted:
            try check(try FFprobe.look(at: scratch.file("playable")), of: report, judge)
        }
        if report.playback == .remuxedSoundConverted, sample.name != "3gp-h264-amr.3gp" {
            try hear(scratch.file("playable"), seconds: 2.9)
        }
    }

    private func compare(_ report: MediaReport, _ judge: FFprobe, _ sample: ContainerSample) throws {
        #expect(abs(report.startSeconds - judge.format.start) < 0.000_01)
        let stated = try #require(judge.format.seconds)
        let expected = Self.boastful.contains(sample.name) ? judge.lastEnd : stated
        #expect(abs(report.durationSeconds - expected) <= 0.0405)
        try #require(report.streams.count == judge.streams.count)
        for (mine, theirs) in zip(report.streams, judge.streams) {
            #expect((mine.kind == .picture ? "video" : mine.kind.rawValue) == theirs.codecType)
            #expect(mine.codec == theirs.codecName && mine.packets == Int(theirs.nbReadPackets))
            if mine.kind == .video { #expect(mine.width == theirs.width && mine.height == theirs.height) }
            #expect(mine.sampleRate == theirs.sampleRate.flatMap { Int($0) } && mine.channels == theirs.channels)
        }
        try #require(report.keyframes.count == judge.keyPackets.count && !report.keyframes.isEmpty)
        for (mine, theirs) in zip(report.keyframes, judge.keyPackets) {
            // MPEG-PS leaves times out: there ffprobe has none, or only that of decoding.
            guard theirs.ptsTime != nil || judge.keyPackets.allSatisfy({ $0.ptsTime == nil }),
                let seconds = theirs.seconds
            else { continue }
            #expect(abs(mine - seconds + judge.format.start) < 0.001)
        }
    }

    /// Every picture is in the copy, its sound reaches as far, and both begin where they began.
    private func check(_ copy: FFprobe, of report: MediaReport, _ judge: FFprobe) throws {
        let played = report.streams.filter { $0.isPlayed == true }
        try #require(copy.streams.count == played.count)
        for (mine, theirs) in zip(played.sorted { $0.kind == .video && $1.kind != .video }, copy.streams) {
            let isConverted = mine.kind == .audio && report.playback == .remuxedSoundConverted
            #expect(
                theirs.codecName == (isConverted ? report.playableType == "video/mp4" ? "aac" : "opus" : mine.codec))
            if !isConverted { #expect(Int(theirs.nbReadPackets) == mine.packets) }
        }
        #expect(abs(try #require(copy.format.seconds) - report.durationSeconds) <= 0.0405)
        try #require(copy.keyframes.count == report.keyframes.count)
        for (mine, theirs) in zip(report.keyframes, copy.keyframes) {
            #expect(abs(mine - theirs - copy.format.start) < 0.03)
        }
    }

    /// The tone of the samples, from its first moment to its last.
    private func hear(_ file: URL, seconds: Double) throws {
        let sound = try Fixture.run(
            "/usr/bin/env",
            ["ffmpeg", "-v", "error", "-i", file.path, "-map", "0:a", "-ac", "1", "-ar", "8000", "-f", "f32le", "-"])
        let samples = sound.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        #expect(Double(samples.count) / 8000 > seconds)
        let loudness = (samples.map { $0 * $0 }.reduce(0, +) / Float(max(1, samples.count))).squareRoot()
        #expect(loudness > 0.02)
        let crossings = zip(samples, samples.dropFirst()).count { $0 < 0 && $1 >= 0 }
        let tone = Double(crossings) / (Double(samples.count) / 8000)
        #expect(tone > 420 && tone < 900, "a tone of 440 or 880 Hz and not \(tone)")
    }

    @Test(arguments: ["restarted.ts", "restarted.mpg"])
    func `a recorder that was switched off and on again leaves one film`(_ name: String) async throws {
        let scratch = try Scratch()
        let report = try await scratch.report(Fixture.sample(name))
        #expect(abs(report.durationSeconds - 6.03) < 0.1 && report.keyframes.count == 6)
        for (place, keyframe) in report.keyframes.enumerated() { #expect(abs(keyframe - Double(place)) < 0.1) }
        #expect(report.warnings.contains { $0.contains("clock jumps back") })
        #expect(report.stills.count == 3 && report.stills[2].at > 4.9)
        let copy = try FFprobe.look(at: scratch.file("playable"))
        #expect(abs(try #require(copy.format.seconds) - report.durationSeconds) < 0.1)
    }

    @Test func `tracks, titles, covers and subtitles are told, and the default is heard`() async throws {
        let scratch = try Scratch()
        let sounds = try await scratch.report(Fixture.sample("two-sounds.mkv"))
        #expect(sounds.streams.map(\.language) == [nil, "eng", "zho"])
        #expect(sounds.streams.map(\.title) == [nil, "Ambience", "现场"])
        #expect(sounds.streams.map(\.isDefault) == [true, false, true])
        #expect(sounds.streams.map(\.isPlayed) == [true, false, true])
        let cover = try await scratch.report(Fixture.sample("cover.mp4"))
        #expect(cover.streams.map(\.kind) == [.video, .audio, .picture])
        let words = try await scratch.report(Fixture.sample("subtitles.mkv"))
        #expect(words.streams.map(\.kind) == [.video, .audio, .subtitle])
        let pictures = try await scratch.report(Fixture.sample("two-pictures.ts"))
        #expect(pictures.streams.filter { $0.kind == .video }.map(\.isPlayed) == [true, false])
        #expect(pictures.warnings.contains { $0.contains("further picture") })
    }
}
