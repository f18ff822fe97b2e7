import Crypto
import Domain
import Foundation

/// The plain digest of an original, read outside the worker: a parser that was taken over cannot forge it.
enum Digest {
    private static let block = 4 << 20

    /// SHA-256 of the whole file, lower-case hex. Blocks.
    static func sha256(ofFile path: String) throws -> String {
        let descriptor = try DurableFile.openFile(path, O_RDONLY)
        defer { close(descriptor) }
        return try sha256(of: descriptor)
    }

    /// - Parameter step: called for each block; what it throws ends the reading.
    static func sha256(of descriptor: Int32, _ step: () throws -> Void = {}) throws -> String {
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        var hasher = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: block, alignment: 4096)
        defer { buffer.deallocate() }
        var offset: off_t = 0
        while true {
            try step()
            let count = pread(descriptor, buffer.baseAddress, block, offset)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw Fault(.unavailable, "The original cannot be read: \(String(cString: strerror(errno))).")
            }
            if count == 0 { break }
            hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += off_t(count)
        }
        return Data(hasher.finalize()).hexadecimal
    }
}
