import CMachine
import Crypto
import Domain
import Foundation

/// The plain digest of an original, read outside the worker: a parser that was taken over cannot forge it. The SHA-256 of
/// the whole says whether it is what it was; the checksums of its segments say where it is not.
struct Digest: Sendable, Equatable {
    /// Lower-case hex.
    let sha256: String
    let segments: Segments

    /// CRC-32C of every `size` bytes of a file, the last may be shorter.
    struct Segments: Codable, Sendable, Equatable {
        static let size: Int64 = 4 << 20

        let size: Int64
        let crc32c: [UInt32]

        /// Which bytes differ, as far as segments tell; both are of files of one length, or the rest of the longer counts.
        func differing(from other: Segments) -> [Range<Int64>] {
            guard size == other.size else { return [0..<Int64.max] }
            var found: [Range<Int64>] = []
            for place in 0..<max(crc32c.count, other.crc32c.count) {
                let same =
                    place < crc32c.count && place < other.crc32c.count && crc32c[place] == other.crc32c[place]
                guard !same else { continue }
                let start = Int64(place) * size
                if let last = found.last, last.upperBound == start {
                    found[found.count - 1] = last.lowerBound..<(start + size)
                } else {
                    found.append(start..<(start + size))
                }
            }
            return found
        }
    }

    /// The whole file. Blocks.
    static func sha256(ofFile path: String) throws -> String { try of(file: path).sha256 }

    static func of(file path: String, _ step: (_ bytes: Int) throws -> Void = { _ in }) throws -> Digest {
        let descriptor = try DurableFile.openFile(path, O_RDONLY)
        defer { close(descriptor) }
        return try of(descriptor, step)
    }

    static func sha256(of descriptor: Int32, _ step: () throws -> Void = {}) throws -> String {
        try of(descriptor) { _ in try step() }.sha256
    }

    /// - Parameter step: told how many bytes were read since the last; what it throws ends the reading.
    static func of(_ descriptor: Int32, _ step: (_ bytes: Int) throws -> Void = { _ in }) throws -> Digest {
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        let block = Int(Segments.size)
        var hasher = SHA256()
        var checks: [UInt32] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: block, alignment: 4096)
        defer { buffer.deallocate() }
        var offset: off_t = 0
        while true {
            let count = try fill(buffer, from: descriptor, at: offset)
            try step(count)
            if count == 0 { break }
            hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            checks.append(vc_crc32c(0, buffer.baseAddress, count))
            offset += off_t(count)
        }
        return Digest(
            sha256: Data(hasher.finalize()).hexadecimal, segments: Segments(size: Segments.size, crc32c: checks))
    }

    /// Reads a whole block, less only at the file's end.
    private static func fill(
        _ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: off_t
    ) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let got = pread(
                descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, offset + off_t(filled))
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else {
                throw Fault(.unavailable, "The original cannot be read: \(String(cString: strerror(errno))).")
            }
            if got == 0 { break }
            filled += got
        }
        return filled
    }
}
