import MediaJobs
import Testing

struct FrameTests {
    static let report = MediaReport(
        container: "matroska,webm", majorBrand: nil, fragmented: false, startSeconds: 0, durationSeconds: 5,
        bitRate: 1, streams: [.init(index: 0, kind: .video, codec: "vp9", packets: 3)],
        keyframes: [0, 1, 2],
        gaps: [.init(from: 1, to: 3)], warnings: ["Short."], playback: .original, playableType: "video/webm",
        stills: [.init(slot: 1, at: 2, width: 320, height: 240)])

    @Test func `a job and an answer come back as they were sent`() throws {
        let job = MediaJob(stillsAt: [0, 1])
        let frame = try Frame.encode(job)
        let length = try Frame.bodyLength(of: frame.prefix(4), limit: Frame.maxRequestBytes)
        #expect(length == frame.count - 4)
        #expect(try Frame.decodeJob(frame.dropFirst(4)) == job)
        let answer = MediaAnswer.report(Self.report)
        #expect(try Frame.decodeAnswer(Frame.encode(answer).dropFirst(4)) == answer)
        #expect(try answer.validated(for: MediaJob()) == answer)
    }

    @Test(arguments: [[0, 0, 0, 0], [0, 1, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF], [1, 2, 3]] as [[UInt8]])
    func `a header out of bounds is refused`(_ header: [UInt8]) {
        #expect(throws: MediaJobError.self) { try Frame.bodyLength(of: header, limit: Frame.maxRequestBytes) }
    }

    @Test func `an unknown version and impossible jobs are refused`() throws {
        var unknown = MediaJob()
        unknown.version = 1
        var limitless = MediaJob.Limits()
        limitless.maxStreams = 0
        for job in [
            unknown, MediaJob(stillsAt: [1.5]), MediaJob(limits: limitless),
            MediaJob(stillsAt: Array(repeating: 0.5, count: 33)),
        ] {
            #expect(throws: MediaJobError.self) { try Frame.decodeJob(Frame.encode(job).dropFirst(4)) }
        }
    }

    @Test(
        arguments: [
            { $0.durationSeconds = .infinity }, { $0.startSeconds = .nan }, { $0.keyframes = [1, 0] },
            { $0.keyframes = [.nan] }, { $0.gaps = [.init(from: 2, to: 1)] }, { $0.bitRate = -1 },
            { $0.warnings = [String(repeating: "a", count: 501)] }, { $0.warnings = ["one\ntwo"] },
            { $0.warnings = Array(repeating: "a", count: 65) }, { $0.majorBrand = "\u{1B}[2J" },
            { $0.streams = [] }, { $0.streams[0].index = 7 }, { $0.streams[0].kind = .audio },
            { $0.streams[0].title = "a\u{7}b" }, { $0.streams[0].title = String(repeating: "题", count: 200) },
            { $0.streams[0].rotation = 45 }, { $0.streams[0].packets = -1 },
            { $0.streams[0].frameRate = .nan },
            { $0.playableType = "text/html" }, { $0.playback = .none },
            { $0.playback = .remuxed }, { $0.playbackReason = .container },
            { ($0.playback, $0.playbackReason) = (.remuxed, .soundCodec) },
            { ($0.playback, $0.playbackReason, $0.playableType) = (.none, .container, nil) }, { $0.stills[0].slot = 3 },
            { $0.stills += [$0.stills[0]] }, { $0.stills[0].width = 100_000 },
        ] as [@Sendable (inout MediaReport) -> Void])
    func `a report out of bounds is not believed`(_ spoil: @Sendable (inout MediaReport) -> Void) {
        var report = Self.report
        spoil(&report)
        #expect(throws: MediaJobError.self) { try MediaAnswer.report(report).validated(for: MediaJob()) }
    }
}
