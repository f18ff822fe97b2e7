import Domain
import Foundation
import NIOCore
import NIOPosix

/// A regular file held open for reading. Every call to the kernel happens on NIO's thread pool, never on the
/// cooperative one, where a slow disk would hold up unrelated requests.
final class OpenFile: Sendable {
    private let descriptor: CInt
    /// In bytes, when it was opened.
    let size: Int64

    private init(descriptor: CInt, size: Int64) {
        self.descriptor = descriptor
        self.size = size
    }

    // Whoever held it last, also a body that no client came to read, closes it.
    deinit { close(descriptor) }

    /// - Throws: `Fault(.notFound)` when there is no regular file at `path` (a symbolic link is none),
    ///   `Fault(.unavailable)` when it cannot be opened now.
    static func open(_ path: String) async throws -> OpenFile {
        try await NIOThreadPool.singleton.runIfActive {
            let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard descriptor >= 0 else {
                let code = errno
                switch code {
                case ENOENT, ELOOP, ENOTDIR: throw Fault(.notFound, "The file is not on disk.")
                default:
                    throw Fault(
                        .unavailable, "The file could not be opened: \(String(cString: strerror(code))).")
                }
            }
            var facts = stat()
            guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
                close(descriptor)
                throw Fault(.notFound, "The file is not on disk.")
            }
            return OpenFile(descriptor: descriptor, size: Int64(facts.st_size))
        }
    }

    /// `count` bytes from `offset`, or as many as one read gives, at least one.
    /// - Throws: `Fault(.damaged)` when the file has become shorter, `Fault(.unavailable)` when reading fails.
    func read(at offset: Int64, count: Int) async throws -> ByteBuffer {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            var buffer = ByteBufferAllocator().buffer(capacity: count)
            var code: CInt = 0
            let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { room in
                while true {
                    let got = pread(descriptor, room.baseAddress, count, off_t(offset))
                    if got >= 0 { return got }
                    code = errno
                    if code != EINTR { return 0 }
                    code = 0
                }
            }
            guard code == 0 else {
                throw Fault(.unavailable, "Reading failed: \(String(cString: strerror(code))).")
            }
            guard got > 0 else {
                throw Fault(
                    .damaged, "The file ended at byte \(offset), before the \(size) it had when opened.")
            }
            return buffer
        }
    }
}
