import CFFmpeg
import Glibc

/// A writable file as FFmpeg's output: `pwrite` at a place of our own.
final class DescriptorWriter {
    let descriptor: Int32
    private var position: Int64 = 0
    private var waiting: [UInt8] = []
    /// The errno value of the first write that failed; 0 while all is well.
    private(set) var failure: Int32 = 0

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// A new FFmpeg writer over this file. The caller frees it with `closeIO`, before this object goes.
    func makeIO() throws(MediaFailure) -> UnsafeMutablePointer<AVIOContext> {
        let buffer = av_malloc(Int(DescriptorReader.bufferBytes))
        let opaque = Unmanaged.passUnretained(self).toOpaque()
        let io = avio_alloc_context(
            buffer?.assumingMemoryBound(to: UInt8.self), DescriptorReader.bufferBytes, 1, opaque, nil,
            { opaque, bytes, count in
                guard let opaque, let bytes else { return vc_error(EINVAL) }
                let writer = Unmanaged<DescriptorWriter>.fromOpaque(opaque).takeUnretainedValue()
                return writer.write(bytes, Int(count))
            },
            { opaque, offset, whence in
                guard let opaque else { return Int64(vc_error(EINVAL)) }
                return Unmanaged<DescriptorWriter>.fromOpaque(opaque).takeUnretainedValue().seek(
                    offset, whence)
            })
        guard let io else {
            av_free(buffer)
            throw .broken("No memory for the output buffer.")
        }
        return io
    }

    /// Everything at once from the start; for a still.
    func writeAll(_ bytes: UnsafeBufferPointer<UInt8>) throws(MediaFailure) {
        guard let base = bytes.baseAddress else { return }
        if write(base, bytes.count) < 0 { throw .storage(failure) }
    }

    /// Adds to what was written, through a buffer: for a table that grows in small pieces. `flush` writes the rest.
    func append(_ bytes: [UInt8]) {
        waiting += bytes
        if waiting.count >= Int(DescriptorReader.bufferBytes) { flush() }
    }

    func flush() {
        let bytes = waiting
        waiting.removeAll(keepingCapacity: true)
        _ = bytes.withUnsafeBufferPointer { $0.baseAddress.map { write($0, bytes.count) } }
    }

    /// Back to an empty file, after something that could not be finished.
    func discard() {
        waiting = []
        position = 0
        _ = ftruncate(descriptor, 0)
    }

    private func write(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
        var done = 0
        while done < count {
            let taken = pwrite(descriptor, bytes + done, count - done, off_t(position))
            if taken < 0 && errno == EINTR { continue }
            guard taken > 0 else {
                if failure == 0 { failure = taken < 0 ? errno : EIO }
                return vc_error(failure)
            }
            done += taken
            position += Int64(taken)
        }
        return Int32(clamping: count)
    }

    private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        var base: Int64 = 0
        switch whence & ~AVSEEK_FORCE {
        case SEEK_SET: break
        case SEEK_CUR: base = position
        case AVSEEK_SIZE, SEEK_END:
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return Int64(vc_error(errno)) }
            if whence & ~AVSEEK_FORCE == AVSEEK_SIZE { return Int64(status.st_size) }
            base = Int64(status.st_size)
        default: return Int64(vc_error(EINVAL))
        }
        let (sum, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, sum >= 0 else { return Int64(vc_error(EINVAL)) }
        position = sum
        return sum
    }
}
