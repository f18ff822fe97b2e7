import Foundation
import Testing

@testable import MediaJobs

/// The sample table as a format: what was written is read, and what is damaged or made up is refused.
struct SampleTableTests {
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) ^ (state << 31)
        }
    }

    private static let entry: [UInt8] = [0, 0, 0, 20] + Array("avc1".utf8) + [UInt8](repeating: 7, count: 12)

    /// Two tracks of samples as a recorder with B-frames, varying steps and odd sizes might write them.
    private func table(samples: Int, seed: UInt64) -> (bytes: [UInt8], tracks: [[Sample]]) {
        var random = Numbers(state: seed)
        let size = Int64(samples) * 2 * 70_000 + 100
        var writer = SampleTableWriter(
            tracks: [
                SampleTrack(kind: .video, stream: 0, timescale: 90_000, entry: Self.entry, width: 640, height: 480),
                SampleTrack(kind: .audio, stream: 1, timescale: 48_000, entry: Self.entry, language: "zho"),
            ], fileSize: size, startMicroseconds: -21_333)
        var bytes = writer.opening
        var kept: [[Sample]] = [[], []]
        var (offset, times) = (Int64(48), [Int64(-7200), -1024])
        for number in 0..<samples * 2 {
            let track = number % 2
            let sample = Sample(
                decode: times[track], shift: Int64.random(in: 0...3, using: &random) * 3600, offset: offset,
                size: Int.random(in: 1...60_000, using: &random), isKey: track == 1 || number % 50 == 0)
            let step = Int64.random(in: 0...4000, using: &random)
            kept[track].append(sample)
            bytes += writer.add(sample, lasting: step, to: track)
            times[track] += step
            offset = sample.end + Int64.random(in: 0...30, using: &random)
        }
        return (bytes + writer.finish(), kept)
    }

    private func read(_ bytes: [UInt8]) throws -> (SampleTable, [[Sample]]) {
        func piece(_ place: Int64, _ count: Int) -> [UInt8] {
            Array(bytes[min(bytes.count, Int(place))..<min(bytes.count, Int(place) + count)])
        }
        let table = try SampleTable(size: Int64(bytes.count), read: piece)
        try table.verify(read: piece)
        let samples = try table.tracks.indices.map { track in
            try table.blocks.filter { $0.track == track }.flatMap { try table.samples(of: $0, read: piece) }
        }
        return (table, samples)
    }

    @Test(arguments: [1, 2, 1023, 1024, 1025, 5000]) func `every sample comes back as it was written`(_ count: Int)
        throws
    {
        let (bytes, kept) = table(samples: count, seed: UInt64(count))
        let (table, samples) = try read(bytes)
        #expect(samples == kept)
        #expect(table.tracks.map(\.sampleCount) == [count, count] && table.tracks[1].language == "zho")
        #expect(table.startMicroseconds == -21_333 && table.start(of: table.tracks[1]) == -1024)
        #expect(table.tracks[0].presentationEnd >= (kept[0].map(\.presentation).max() ?? 0))
        #expect(bytes.count < count * 2 * 12 + 400, "some ten bytes for each sample, though all is random here")
    }

    @Test func `a table that was cut off is refused wherever it was cut`() throws {
        let (bytes, _) = table(samples: 40, seed: 7)
        for length in 0..<bytes.count {
            #expect(throws: MediaJobError.self) { try read(Array(bytes[..<length])) }
        }
    }

    @Test func `a byte that changed anywhere is found`() throws {
        let (bytes, kept) = table(samples: 60, seed: 8)
        for place in SampleTable.opening.count..<bytes.count {
            for flip: UInt8 in [0x01, 0x80, 0xFF] {
                var damaged = bytes
                damaged[place] ^= flip
                #expect(throws: MediaJobError.self, "byte \(place)") { try read(damaged) }
            }
        }
        #expect(try read(bytes).1 == kept)
    }

    /// Whoever took the worker over can make its checksums right.
    @Test func `a table that is made up says nothing that leads outside of the file or back in time`() throws {
        var random = Numbers(state: 99)
        var refused = 0
        for _ in 0..<2000 {
            let count = Int.random(in: 0...200, using: &random)
            let body = (0..<count).map { _ in
                UInt8.random(in: 0...255, using: &random) & (Bool.random(using: &random) ? 0x7F : 0xFF)
            }
            let block = SampleBlock(
                track: 0, first: 0, count: Int.random(in: 1...40, using: &random),
                keys: Int.random(in: 0...20, using: &random),
                firstDecode: Int64.random(in: -(1 << 53)...1 << 53, using: &random), place: 8, length: count,
                checksum: CRC32C.of(body))
            do {
                let samples = try block.decode(body, fileSize: 10_000, within: 1 << 53)
                #expect(samples.allSatisfy { $0.offset >= 0 && $0.end <= 10_000 && $0.shift >= 0 })
                #expect(zip(samples, samples.dropFirst()).allSatisfy { $0.decode <= $1.decode })
            } catch {
                refused += 1
            }
        }
        #expect(refused > 1900)
        #expect(CRC32C.of(Array("123456789".utf8)) == 0xE306_9283, "the check value of RFC 3720's polynomial")
    }

    /// Longer than ten years on its own clock, which a film's finer one could not say.
    @Test(arguments: [1, 90_000, Int64(Int32.max)]) func `times that no recording has are refused`(_ timescale: Int64) {
        func bytes(_ decode: Int64, _ start: Int64) -> [UInt8] {
            var writer = SampleTableWriter(
                tracks: [SampleTrack(kind: .video, stream: 0, timescale: timescale, entry: Self.entry)],
                fileSize: 1000, startMicroseconds: start)
            let opening = writer.opening
            let sample = Sample(decode: decode, shift: 0, offset: 10, size: 5, isKey: true)
            return opening + writer.add(sample, lasting: 1, to: 0) + writer.finish()
        }
        let most = SampleTable.mostSeconds
        #expect(throws: Never.self) { try read(bytes(most * timescale - 1, most)) }
        #expect(throws: MediaJobError.self) { try read(bytes(most * timescale + 1, 0)) }
        #expect(throws: MediaJobError.self) { try read(bytes(0, most * 1_000_000 + 1)) }
    }
}
