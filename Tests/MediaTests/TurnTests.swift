import Foundation
import MediaJobs
import Testing

/// Stills stand upright. The ffmpeg program, which turns pictures by itself, is the judge.
struct TurnTests {
    typealias Turned = (name: String, degrees: Int)

    @Test(
        arguments: [
            ("rotated.mp4", 90), ("turned-180.mov", 180), ("turned-270.mov", 270), ("moov-first.mp4", 0),
        ] as [Turned])
    func `a picture that is to be turned is turned in its stills and reported`(_ turned: Turned) async throws {
        try await compare(Fixture.sample(turned.name), degrees: turned.degrees, isMirrored: false)
    }

    @Test func `a tag turns as a matrix does, and what is played keeps it`() async throws {
        let scratch = try Scratch()
        let (report, copy) = try await scratch.virtual(Fixture.sample("turned-tag.mkv"))
        #expect(report.streams[0].rotation == 90)
        // What is played bears a matrix, so ffmpeg turns it.
        try expectSame(scratch.file("still0"), firstPicture(of: copy))
    }

    @Test(arguments: [0, 90, 180, 270]) func `a mirrored picture is mirrored back`(_ degrees: Int) async throws {
        let one: Int32 = 1 << 16
        let matrices: [Int: [Int32]] = [
            0: [-one, 0, 0, one], 90: [0, -one, -one, 0], 180: [one, 0, 0, -one], 270: [0, one, one, 0],
        ]
        let cells = try #require(matrices[degrees])
        var bytes = try Fixture.bytes(of: "moov-first.mp4")
        // The matrix stands 44 bytes behind the name of the first track header.
        let header = try #require(bytes.range(of: Data("tkhd".utf8)))
        let matrix = [cells[0], cells[1], 0, cells[2], cells[3], 0, 0, 0, 1 << 30]
        let raw = matrix.flatMap { cell in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: cell >> $0) } }
        bytes.replaceSubrange(header.lowerBound + 44..<header.lowerBound + 80, with: raw)
        let scratch = try Scratch()
        try await compare(scratch.write(bytes, to: "mirrored.mp4"), degrees: degrees, isMirrored: true)
    }

    private func compare(_ file: URL, degrees: Int, isMirrored: Bool) async throws {
        let scratch = try Scratch()
        let report = try await scratch.report(file)
        #expect(report.streams[0].rotation == degrees && report.streams[0].isMirrored == isMirrored)
        try expectSame(scratch.file("still0"), firstPicture(of: file))
    }

    private static let side = 24

    private func firstPicture(of file: URL) throws -> [UInt8] {
        let arguments = [
            "-v", "error", "-i", file.path, "-frames:v", "1", "-vf", "scale=\(Self.side):\(Self.side)", "-pix_fmt",
            "gray", "-f", "rawvideo", "-",
        ]
        return Array(try Fixture.run("/usr/bin/env", ["ffmpeg"] + arguments))
    }

    private func expectSame(_ still: URL, _ judge: [UInt8]) throws {
        let mine = try firstPicture(of: still)
        try #require(mine.count == Self.side * Self.side && judge.count == mine.count)
        let off = zip(mine, judge).map { abs(Int($0) - Int($1)) }.reduce(0, +) / mine.count
        #expect(off < 12, "on average \(off) of 255 levels apart")
    }
}
