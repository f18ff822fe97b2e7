import Foundation
import MediaJobs
import Testing

@testable import Recordings

/// What a player gets in place of an original: judged by ffprobe, packet by packet, and decoded by ffmpeg.
struct VirtualTests {
    /// H.264 and others in MP4 (index last, fragmented), MOV, MKV, WebM and FLV; B-frames with negative times, a rate
    /// that varies, turned pictures, gaps, late starts, sound of six channels, none at all.
    static let samples = [
        "moov-first.mp4", "moov-last.mp4", "fragmented.mp4", "camera.mov", "aac.mkv", "opus.mkv", "b-frames.mp4",
        "b-frames.mkv", "open-gop.mp4", "variable-rate.mp4", "gap.mp4", "gap.mkv", "silent.mp4", "rotated.mp4",
        "late-start.mkv", "late-start.mp4", "vp9.webm", "hevc.mp4", "mov-hevc-aac.mov", "webm-av1-opus.webm",
        "mkv-h264-flac.mkv",
        "mkv-av1-opus.mkv", "mkv-h264-quiet.mkv", "subtitles.mkv", "two-sounds.mkv", "turned-tag.mkv",
        "flv-h264-aac.flv", "flv-h264-bframes.flv", "flv-h264-mp3.flv", "varying.flv", "mp4-h264-mp3.mp4",
        "mp4-h264-opus.mp4", "mp4-h264-flac.mp4", "mp4-vp9-opus.mp4", "mp4-av1-aac.mp4", "six-channels.mp4",
    ]

    @Test(arguments: samples) func `every packet is the original's, when it was and as long`(_ name: String)
        async throws
    {
        let scratch = try Scratch()
        let (report, file) = try await scratch.virtual(Fixture.sample(name))
        let theirs = try FFprobe.look(at: Fixture.sample(name))
        let ours = try FFprobe.look(at: file)
        let played = report.streams.filter { $0.isPlayed == true }.map(\.index)
        try #require(ours.streams.count == played.count)
        let inOrder = played.sorted { report.streams[$0].kind == .video && report.streams[$1].kind != .video }
        for (place, index) in inOrder.enumerated() {
            #expect(ours.streams[place].codecName == theirs.streams[index].codecName)
            let wanted = theirs.packets.filter { $0.streamIndex == index && $0.size != "0" }
            let found = ours.packets.filter { $0.streamIndex == place }
            #expect(found.map(\.size) == wanted.map(\.size))
            #expect(found.map(\.isKey) == wanted.map(\.isKey))
            for (mine, its) in zip(found, wanted) {
                let shift = report.startSeconds
                if let time = its.ptsTime.flatMap(Double.init) {
                    #expect(abs((mine.ptsTime.flatMap(Double.init) ?? -99) + shift - time) < 0.000_05)
                }
                if let time = its.dtsTime.flatMap(Double.init) {
                    #expect(abs((mine.dtsTime.flatMap(Double.init) ?? -99) + shift - time) < 0.000_05)
                }
            }
        }
        #expect(abs((ours.format.seconds ?? 0) - report.durationSeconds) < 0.06)
    }

    @Test(arguments: samples) func `ffmpeg decodes it without a word, to as many pictures`(_ name: String) async throws
    {
        let scratch = try Scratch()
        let (_, file) = try await scratch.virtual(Fixture.sample(name))
        let mine = try Self.pictures(in: file)
        #expect(try mine == Self.pictures(in: Fixture.sample(name)))
    }

    /// Digests of all pictures as they are stored, in the order of presentation.
    static func pictures(in file: URL) throws -> [Substring] {
        let complaints = FileManager.default.temporaryDirectory.appending(path: "said-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: complaints) }
        let printed = try Fixture.run(
            "/bin/sh",
            [
                "-c",
                "ffmpeg -nostdin -v error -noautorotate -i \"$1\" -map 0:V:0 -vsync passthrough -f framehash -hash crc32 - 2> \"$2\"",
                "sh", file.path, complaints.path,
            ])
        // One who enters at a picture that others before it still refer to hears of it, and sees the right pictures.
        let said = try String(contentsOf: complaints, encoding: .utf8).split(separator: "\n")
            .filter { !$0.contains("mmco: unref short failure") && !$0.contains("Last message repeated") }
        #expect(said == [])
        // stream, decode time, presentation time, length, size, digest. This ffmpeg's AV1 decoder shows what an edit list
        // leaves out, at times below 0.
        return String(decoding: printed, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: ",") }.filter { Int($0[2].filter { $0 != " " }) ?? -1 >= 0 }.compactMap(\.last)
    }

    @Test(arguments: samples) func `clips begin at the picture asked for, decode, and end in time`(_ name: String)
        async throws
    {
        let scratch = try Scratch()
        let report = try await scratch.report(Fixture.sample(name))
        let table = try SampleTableFile(scratch.file("samples").path)
        let original = try Data(contentsOf: Fixture.sample(name))
        let film = try Film(name, report)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<6 {
            let from = Double.random(in: 0..<report.durationSeconds - 0.3, using: &random)
            let to = Double.random(in: from + 0.2...report.durationSeconds, using: &random)
            let clip = try VirtualMP4(table, from: from, to: to)
            var bytes = Data()
            try clip.writeHead { bytes += $0 }
            for part in clip.parts { bytes += original[Int(part.lowerBound)..<Int(part.upperBound)] }
            let file = try scratch.write(bytes, to: "clip.mp4")
            let seen = try Self.pictures(in: file)
            let shown = film.pictures(from: from, to: to)
            // The cut may fall within a unit of the clock of a picture's edge.
            let fits = film.fits(seen, shown)
            #expect(
                fits,
                "\(name) from \(from) to \(to): \(seen.count) pictures for \(shown.count), of \(film.digests.count) and \(film.times.count)"
            )
        }
    }

    @Test(
        arguments: [
            ["moov-first.mp4", "moov-last.mp4"], ["fragmented.mp4", "aac.mkv", "camera.mov"],
            ["b-frames.mp4", "b-frames.mkv"], ["vp9.webm", "vp9.webm", "vp9.webm"],
        ])
    func `several recordings are one film, and what lay between them lasts as long`(_ names: [String]) async throws {
        let scratch = try Scratch()
        var segments: [SessionFilm.Segment] = []
        var bytes = Data()
        var (pictures, sizes): ([Substring], [Int: [String]]) = ([], [:])
        for (place, name) in names.enumerated() {
            let own = try Scratch()
            let original = try Fixture.sample(name)
            _ = try await own.report(original)
            segments.append(
                .init(table: try SampleTableFile(own.file("samples").path), begins: place == 0 ? 0 : Double(place) * 9))
            bytes += try Data(contentsOf: original)
            pictures += try Self.pictures(in: original)
            for packet in try FFprobe.look(at: original).packets {
                sizes[packet.streamIndex, default: []].append(packet.size)
            }
        }
        let session = try SessionFilm(segments)
        var head = Data()
        try session.film.writeHead { head += $0 }
        #expect(Int64(head.count) == session.film.headLength)
        let file = try scratch.write(head + bytes, to: "session.mp4")
        let seen = try FFprobe.look(at: file)
        for (stream, wanted) in sizes {
            #expect(seen.packets.filter { $0.streamIndex == stream }.map(\.size) == wanted)
        }
        #expect(try Self.pictures(in: file) == pictures)
        #expect(
            session.places.map(\.lowerBound) == names.indices.map { Double($0) * 9 }, "none is longer than nine seconds"
        )
        #expect(abs((seen.format.seconds ?? 0) - session.places[names.count - 1].upperBound) < 0.06)
        let keys = seen.keyPackets.compactMap(\.seconds)
        for place in session.places { #expect(keys.contains { abs($0 - place.lowerBound) < 0.09 }) }
    }

    /// An FLV whose recorder was switched off and on: its times go back, which no index can tell.
    @Test func `what no index can tell gets a copy, and clips are cut from that`() async throws {
        let scratch = try Scratch()
        let whole = try Fixture.bytes(of: "flv-h264-aac.flv")
        // Without the header and the size of the tag before it.
        let original = try scratch.write(whole + whole.dropFirst(13), to: "restarted.flv")
        let report = try await scratch.report(original)
        #expect(report.playback == .remuxed && report.playbackReason == .container && report.samplesOf == .copy)
        #expect(report.warnings.contains { $0.contains("jumps back") })
        let table = try SampleTableFile(scratch.file("samples").path)
        try table.verify()
        let copy = try Data(contentsOf: scratch.file("playable"))
        #expect(table.table.fileSize == Int64(copy.count))
        let clip = try VirtualMP4(table, from: 0.5, to: 1.5)
        var bytes = Data()
        try clip.writeHead { bytes += $0 }
        for part in clip.parts { bytes += copy[Int(part.lowerBound)..<Int(part.upperBound)] }
        let seen = try Self.pictures(in: scratch.write(bytes, to: "clip.mp4"))
        #expect((24...26).contains(seen.count))
    }

    @Test func `recordings that are coded in different ways are no one film`() async throws {
        let one = try Scratch()
        let other = try Scratch()
        _ = try await one.report(Fixture.sample("aac.mkv"))
        _ = try await other.report(Fixture.sample("opus.mkv"))
        let segments = try [one.file("samples"), other.file("samples")].map {
            SessionFilm.Segment(table: try SampleTableFile($0.path), begins: nil)
        }
        #expect(throws: (any Error).self) { try SessionFilm(segments) }
    }

    /// When each picture of an original is shown, and its digest.
    private struct Film {
        let times: [Double]
        let digests: [Substring]

        init(_ name: String, _ report: MediaReport) throws {
            let file = try Fixture.sample(name)
            let judge = try FFprobe.look(at: file)
            let video = judge.streams.first { $0.codecType == "video" }?.index
            times = judge.packets.filter { $0.streamIndex == video && $0.flags.dropFirst().first != "D" }
                .compactMap(\.seconds).map { $0 - report.startSeconds }.sorted()
            digests = try VirtualTests.pictures(in: file)
        }

        func pictures(from: Double, to: Double) -> [Substring] {
            zip(times, digests).filter { $0.0 > from - 0.000_1 && $0.0 < to - 0.000_1 }.map(\.1)
        }

        /// The same, or one picture more at an edge.
        func fits(_ seen: [Substring], _ shown: [Substring]) -> Bool {
            if seen == shown { return true }
            guard abs(seen.count - shown.count) <= 2 else { return false }
            return [seen.dropFirst(), seen.dropLast(), seen.dropFirst().dropLast()].contains { part in
                [shown[...], shown.dropFirst(), shown.dropLast()].contains { $0.elementsEqual(part) }
            } || [shown.dropFirst(), shown.dropLast()].contains { $0.elementsEqual(seen) }
        }
    }
}
