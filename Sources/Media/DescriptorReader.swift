import CFFmpeg
import Glibc

/// A read-only file as FFmpeg's input: `pread` at a place of our own, so that the descriptor's offset,
/// which the daemon's digest shares, never moves.
final class DescriptorReader {
    static let bufferBytes: Int32 = 256 << 10

    let descriptor: Int32
    let size: Int64
    private let pieces: [Piece]
    private var position: Int64 = 0

    /// A stretch of a file, and where it stands in what is read.
    private struct Piece {
        let start: Int64
        let descriptor: Int32
        let place: Int64
        let length: Int64
    }

    /// The first error that was not the end of the file.
    private(set) var failure: Int32 = 0

    init(descriptor: Int32) throws(MediaFailure) {
        self.descriptor = descriptor
        size = try Self.size(of: descriptor)
        pieces = [Piece(start: 0, descriptor: descriptor, place: 0, length: size)]
    }

    /// A whole file, and parts of another behind it, read as one.
    init(head: Int32, source: Int32, parts: [Range<Int64>]) throws(MediaFailure) {
        let end = try Self.size(of: source)
        var pieces = [Piece(start: 0, descriptor: head, place: 0, length: try Self.size(of: head))]
        var start = pieces[0].length
        for part in parts {
            guard part.upperBound <= end else { throw .broken("A part lies outside of the file.") }
            let length = part.upperBound - part.lowerBound
            pieces.append(Piece(start: start, descriptor: source, place: part.lowerBound, length: length))
            start += length
        }
        descriptor = source
        size = start
        self.pieces = pieces
    }

    private static func size(of descriptor: Int32) throws(MediaFailure) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .broken("The original's descriptor is not a regular file.")
        }
        return Int64(status.st_size)
    }

    /// A new FFmpeg reader over this file. The caller frees it with `closeIO`, before this object goes.
    func makeIO() throws(MediaFailure) -> UnsafeMutablePointer<AVIOContext> {
        let buffer = av_malloc(Int(Self.bufferBytes))
        let opaque = Unmanaged.passUnretained(self).toOpaque()
        let io = avio_alloc_context(
            buffer?.assumingMemoryBound(to: UInt8.self), Self.bufferBytes, 0, opaque,
            { opaque, bytes, count in
                guard let opaque, let bytes else { return vc_error(EINVAL) }
                return Unmanaged<DescriptorReader>.fromOpaque(opaque).takeUnretainedValue().read(bytes, count)
            }, nil,
            { opaque, offset, whence in
                guard let opaque else { return Int64(vc_error(EINVAL)) }
                return Unmanaged<DescriptorReader>.fromOpaque(opaque).takeUnretainedValue().seek(
                    offset, whence)
            })
        guard let io else {
            av_free(buffer)
            throw .broken("No memory for the input buffer.")
        }
        return io
    }

    /// Up to `count` bytes from `offset`, fewer at the end; for the few structures that we read ourselves.
    func bytes(at offset: Int64, count: Int) -> [UInt8] {
        guard offset >= 0, offset < size else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
    }

    private func read(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int32) -> Int32 {
        guard let piece = pieces.last(where: { $0.start <= position }) else { return vc_error_eof() }
        let inside = position - piece.start
        // A file that grows while it is read is read on: only what follows it bounds it.
        let room = pieces.count == 1 ? Int64(count) : min(Int64(count), piece.length - inside)
        guard room > 0 else { return vc_error_eof() }
        var taken: Int
        repeat {
            taken = pread(piece.descriptor, bytes, Int(room), off_t(piece.place + inside))
        } while taken < 0 && errno == EINTR
        if taken < 0 {
            if failure == 0 { failure = errno }
            return vc_error(errno)
        }
        guard taken > 0 else { return vc_error_eof() }
        position += Int64(taken)
        return Int32(taken)
    }

    /// Past the end is allowed, as in a file: the next read tells.
    private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        var base: Int64 = 0
        switch whence & ~AVSEEK_FORCE {
        case AVSEEK_SIZE: return size
        case SEEK_SET: break
        case SEEK_CUR: base = position
        case SEEK_END: base = size
        default: return Int64(vc_error(EINVAL))
        }
        let (sum, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, sum >= 0 else { return Int64(vc_error(EINVAL)) }
        position = sum
        return sum
    }
}

/// Frees a reader or writer and its buffer, which FFmpeg may have exchanged for another.
func closeIO(_ io: UnsafeMutablePointer<AVIOContext>?) {
    guard let io else { return }
    av_freep(&io.pointee.buffer)
    var closing: UnsafeMutablePointer<AVIOContext>? = io
    avio_context_free(&closing)
}
