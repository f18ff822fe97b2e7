import CFFmpeg
import Glibc

/// Finds where a packet's bytes lie in the file, by comparing them: a virtual MP4 serves the file's bytes as they are,
/// so a place that is only believed could show another picture.
///
/// A container puts a few bytes of its own before a packet's: none in MP4, four in Matroska, up to sixteen in FLV. What
/// it laces, strips or escapes is found nowhere, and then there is no proof.
final class OffsetProof {
    private let reader: DescriptorReader
    private var window: [UInt8]
    /// By stream: what preceded the last packet's bytes, and where they ended.
    private var before: [Int] = []
    private var ends: [Int64] = []

    private static let mostBefore = 64
    private static let chunk = 256 << 10

    init(_ reader: DescriptorReader) {
        self.reader = reader
        window = [UInt8](repeating: 0, count: Self.chunk + Self.mostBefore)
    }

    /// The file's offset of the packet's first byte, where all its bytes are the file's.
    func offset(of packet: borrowing Packet) -> Int64? {
        let raw = packet.pointer.pointee
        let stream = packet.streamIndex
        guard raw.pos >= 0, raw.size > 0, let data = raw.data, stream < 1000 else { return nil }
        while before.count <= stream {
            before.append(0)
            ends.append(-1)
        }
        let bytes = UnsafeRawBufferPointer(start: data, count: Int(raw.size))
        let found =
            found(bytes, at: raw.pos, stream)
            ?? (ends[stream] >= 0 && isThere(bytes, at: ends[stream]) ? ends[stream] : nil)
        if let found { ends[stream] = found + Int64(bytes.count) }
        return found
    }

    private func found(_ bytes: UnsafeRawBufferPointer, at place: Int64, _ stream: Int) -> Int64? {
        let known = before[stream]
        let first = min(bytes.count, Self.chunk)
        let wanted = first + Self.mostBefore
        let taken = read(wanted, at: place)
        let match = window.withUnsafeBytes { window -> Int? in
            guard let base = window.baseAddress, let start = bytes.baseAddress else { return nil }
            func matches(_ lead: Int) -> Bool { lead + first <= taken && memcmp(base + lead, start, first) == 0 }
            if matches(known) { return known }
            return (0...Self.mostBefore).first { $0 != known && matches($0) }
        }
        guard let match else { return nil }
        let offset = place + Int64(match)
        guard
            bytes.count == first
                || isThere(UnsafeRawBufferPointer(rebasing: bytes[first...]), at: offset + Int64(first))
        else { return nil }
        before[stream] = match
        return offset
    }

    private func isThere(_ bytes: UnsafeRawBufferPointer, at place: Int64) -> Bool {
        var done = 0
        while done < bytes.count, let start = bytes.baseAddress {
            let count = min(Self.chunk, bytes.count - done)
            guard read(count, at: place + Int64(done)) == count else { return false }
            let isSame = window.withUnsafeBytes { $0.baseAddress.map { memcmp($0, start + done, count) == 0 } ?? false }
            guard isSame else { return false }
            done += count
        }
        return true
    }

    private func read(_ count: Int, at place: Int64) -> Int {
        window.withUnsafeMutableBytes { buffer in
            var done = 0
            while done < count {
                let taken = pread(
                    reader.descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(place) + done)
                if taken < 0, errno == EINTR { continue }
                guard taken > 0 else { break }
                done += taken
            }
            return done
        }
    }
}
