import Foundation
import MediaJobs
import Testing

/// What is not a recording is turned away with a code and a reason that says what to do; nothing is left
/// behind.
struct BadInputTests {
    static let playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"

    @Test(arguments: [
        ("", MediaAnswer.RejectionCode.empty, "empty"),
        ("Minutes of the meeting, as agreed.\n", .container, "text file"),
        ("ffconcat version 1.0\nfile '/etc/passwd'\n", .container, "names other files"),
        (playlist, .container, "names other files"),
        ("<?xml version=\"1.0\"?><MPD></MPD>", .container, "text file"),
        ("FLV\u{1}\u{5}", .container, "no kind"), ("DHAV\u{1}\u{2}", .container, "own format"),
        ("RIFF\u{1}\u{2}\u{3}\u{4}WAVEfmt ", .container, "RIFF"), ("\u{0}\u{0}\u{1}\u{33}", .container, "container"),
    ]) func `a file that is no recording is rejected by its bytes`(
        _ text: String, _ code: MediaAnswer.RejectionCode, _ words: String
    ) async throws {
        try await expect(Data(text.utf8), code, words)
    }

    @Test func `a picture by another name, noise and a cut MP4 are rejected`() async throws {
        try await expect(Fixture.bytes(of: "picture.png"), .container, "picture")
        var generator = SystemRandomNumberGenerator()
        try await expect(
            Data((0..<100_000).map { _ in UInt8.random(in: 128...255, using: &generator) }), .container, "")
        let whole = try Fixture.bytes(of: "moov-last.mp4")
        try await expect(whole.prefix(whole.count / 2), .unreadable, "no index")
    }

    @Test func `streams that are not taken are named`() async throws {
        try await expect(Fixture.bytes(of: "unknown-codec.mkv"), .codec, "ffv1")
        try await expect(Fixture.bytes(of: "sound-only.m4a"), .noVideo, "moving pictures")
    }

    @Test func `limits hold`() async throws {
        let scratch = try Scratch()
        let file = try Fixture.sample("moov-first.mp4")
        for (path, words) in [
            (\MediaJob.Limits.maxStreams, "streams"), (\.maxPixels, "pixels"), (\.maxKeyframes, "keyframes"),
        ] {
            var limits = MediaJob.Limits()
            limits[keyPath: path] = 1
            let answer = try await scratch.answer(file, nil, MediaJob(limits: limits))
            guard case .rejected(.limits, let reason) = answer else {
                Issue.record("\(words): \(answer)")
                continue
            }
            #expect(reason.contains(words))
        }
    }

    @Test func `a header of 65,535 by 65,535 pixels is rejected before a decoder sees it`() async throws {
        var bytes = try Fixture.bytes(of: "moov-first.mp4")
        // The sample entry: its size, avc1, 6 + 2 + 16 bytes, then width and height in 16 bits each.
        let entry = try #require(bytes.range(of: Data("avc1".utf8), in: 100..<bytes.count))
        bytes.replaceSubrange(entry.upperBound + 24..<entry.upperBound + 28, with: [0xFF, 0xFF, 0xFF, 0xFF])
        try await expect(bytes, .limits, "pixels")
    }

    @Test func `flipped bytes cost an answer at most, and never more than one`() async throws {
        var generator = SeededGenerator(state: 20_260_101)
        let scratch = try Scratch()
        for name in ["moov-first.mp4", "vp9.webm", "hevc.mp4"] {
            let whole = try Fixture.bytes(of: name)
            for _ in 0..<12 {
                var bytes = whole
                for _ in 0..<40 {
                    let place = Int.random(in: 0..<min(bytes.count, 6000), using: &generator)
                    bytes[place] = UInt8.random(in: 0...255, using: &generator)
                }
                _ = try await scratch.answer(scratch.write(bytes, to: "flipped"))
            }
        }
    }

    private func expect(_ bytes: Data, _ code: MediaAnswer.RejectionCode, _ words: String) async throws {
        let scratch = try Scratch()
        let answer = try await scratch.answer(scratch.write(bytes, to: "meeting.mp4"))
        guard case .rejected(code, let reason) = answer else {
            Issue.record("not rejected as \(code): \(answer)")
            return
        }
        #expect(words.isEmpty || reason.contains(words), "\(reason)")
        for name in ["playable", "still0", "still1", "still2"] { #expect(try scratch.size(name) == 0) }
    }
}

/// SplitMix64: the same bytes on every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
