import CFFmpeg
import Glibc

/// A read-only file as FFmpeg's input: `pread` at a place of our own, so that the descriptor's offset,
/// which the daemon's digest shares, never moves.
final class DescriptorReader {
    static let bufferBytes: Int32 = 256 << 10

    let descriptor: Int32
    let size: Int64
    private var position: Int64 = 0
    /// The first error that was not the end of the file.
    private(set) var failure: Int32 = 0

    init(descriptor: Int32) throws(MediaFailure) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .broken("The original's descriptor is not a regular file.")
        }
        self.descriptor = descriptor
        size = Int64(status.st_size)
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
        var taken: Int
        repeat {
            taken = pread(descriptor, bytes, Int(count), off_t(position))
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
