import Domain
import Foundation
import MediaJobs
import Testing

@testable import Recordings

/// Damaged files of every container cost an answer at most: the worker never dies of them.
struct DamageTests {
    static let perContainer = [
        "mp4-h264-ac3.mp4", "mov-h264-alaw.mov", "mkv-h264-eac3.mkv", "webm-vp9-vorbis.webm", "ts-h264-ac3.ts",
        "ts-h264-aac.m2ts", "ps-h264-bframes.mpg", "avi-h264-bframes.avi", "flv-h264-alaw.flv",
        "ogg-theora-vorbis.ogv", "ts-hevc-aac.ts", "avi-mpeg4-mp3.avi", "ps-mpeg2-ac3.vob", "mkv-av1-opus.mkv",
    ]
    /// Besides, those that are played as their own bytes.
    static let virtual = [
        "mp4-h264-opus.mp4", "fragmented.mp4", "mkv-h264-flac.mkv", "b-frames.mkv", "webm-av1-opus.webm",
        "flv-h264-aac.flv",
    ]
    /// Their index stands at the end.
    static let needEnd: Set<String> = ["mp4-h264-ac3.mp4", "mov-h264-alaw.mov"]

    @Test(arguments: perContainer) func `cut at 60 percent, what is there is taken, or the loss is told`(
        _ name: String
    ) async throws {
        let scratch = try Scratch()
        let bytes = try Fixture.bytes(of: name)
        let answer = try await scratch.answer(scratch.write(bytes.prefix(bytes.count * 6 / 10), to: "cut"))
        switch answer {
        case .pictures: Issue.record("a report was asked for")
        case .rejected(let code, let reason):
            #expect(Self.needEnd.contains(name) && code == .unreadable && reason.contains("cut off"))
        case .report(let report):
            #expect(!Self.needEnd.contains(name))
            #expect(report.durationSeconds > 0.9 && report.durationSeconds < 2.7 && !report.stills.isEmpty)
            #expect(try report.playback != .remuxed || scratch.size("playable") > 1000)
        }
    }

    /// Hundreds in the suite; `make soak` asks for ten thousand (VIDEOCHECK_MUTANTS).
    @Test func `mutated files cost an answer at most, and what is made of it holds`() async throws {
        let mutants = Int(ProcessInfo.processInfo.environment["VIDEOCHECK_MUTANTS"] ?? "") ?? 200
        let seed = UInt64(ProcessInfo.processInfo.environment["VIDEOCHECK_SEED"] ?? "") ?? 20_261_124
        print("mutations: VIDEOCHECK_SEED=\(seed)")
        var generator = SeededGenerator(state: seed)
        let scratch = try Scratch()
        let all = Self.perContainer + Self.virtual
        for name in all {
            let whole = try Fixture.bytes(of: name)
            for round in 0..<max(10, mutants / all.count) {
                let bytes = Self.mutate(whole, &generator)
                do {
                    let file = try scratch.write(bytes, to: "mutated")
                    guard case .report(let report) = try await scratch.answer(file), report.samplesOf != nil else {
                        continue
                    }
                    try Self.cut(SampleTableFile(scratch.file("samples").path), report, &generator)
                } catch {
                    Issue.record("\(name), round \(round) of seed \(seed): \(error)")
                }
            }
        }
    }

    /// The heads that a player of it would ask for.
    private static func cut(
        _ table: SampleTableFile, _ report: MediaReport, _ generator: inout SeededGenerator
    ) throws {
        try table.verify()
        var length: Int64 = 0
        let written = try VirtualMP4(whole: table).writeHead { length += Int64($0.count) }
        #expect(written == length)
        let from = Double.random(in: 0...max(0.001, report.durationSeconds), using: &generator)
        _ = try VirtualMP4.still(table, at: from)
        do {
            try VirtualMP4(table, from: from, to: from + 2).writeHead { _ in }
        } catch let fault as Fault where fault.kind == .invalid {
            // Nothing is shown there.
        }
    }

    /// Flips bytes, most of them near the head; now and then cuts out, doubles or blanks a stretch.
    private static func mutate(_ whole: Data, _ generator: inout SeededGenerator) -> Data {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...40, using: &generator) {
            let reach = Bool.random(using: &generator) ? min(2000, bytes.count) : bytes.count
            let place = Int.random(in: 0..<reach, using: &generator)
            // The first bytes say what the file is; without them there is nothing to see here.
            if place >= 16 { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
        }
        let length = Int.random(in: 1...5000, using: &generator)
        let start = Int.random(in: 16..<bytes.count, using: &generator)
        let stretch = start..<min(bytes.count, start + length)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes.removeSubrange(stretch)
        case 1: bytes.insert(contentsOf: Data(bytes[stretch]), at: start)
        case 2: bytes.replaceSubrange(stretch, with: Data(count: stretch.count))
        default: break
        }
        return Data(bytes)
    }
}
