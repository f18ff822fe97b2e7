import Crypto
import Domain
import Foundation
import Store

/// Copies that are hashed as they go, and synced before anyone relies on them. Blocks.
struct VerifiedCopy: Sendable {
    private static let block = 4 << 20
    let halt: Halt
    /// Told of every block that was copied or read.
    let moved: @Sendable (Int64) -> Void

    /// What was to be copied cannot be read.
    struct Unreadable: Error { let reason: String }

    /// Writes a new file (or writes over an unfinished one) and syncs it; the caller names it and syncs its directory.
    /// - Parameter limit: bytes from the start; nil: all of them.
    /// - Returns: SHA-256 and size of what was copied.
    func copy(_ source: String, to target: String, limit: Int64? = nil) throws -> (sha256: String, size: Int64) {
        let output = try DurableFile.openFile(target, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(output) }
        Ownership.inherit(target)
        let found = try read(source, limit: limit) { try write($0, to: output, target) }
        try DurableFile.sync(output, target)
        return found
    }

    /// Reads without writing.
    func digest(_ source: String, limit: Int64? = nil) throws -> (sha256: String, size: Int64) {
        try read(source, limit: limit) { _ in }
    }

    private func read(
        _ source: String, limit: Int64?, _ take: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> (sha256: String, size: Int64) {
        let input = open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard input >= 0 else { throw Unreadable(reason: String(cString: strerror(errno))) }
        defer {
            // Footage is larger than memory; what was read once would only push out what is in use.
            posix_fadvise(input, 0, 0, POSIX_FADV_DONTNEED)
            close(input)
        }
        posix_fadvise(input, 0, 0, POSIX_FADV_SEQUENTIAL)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.block, alignment: 4096)
        defer { buffer.deallocate() }
        var hasher = SHA256()
        var size: Int64 = 0
        while limit.map({ size < $0 }) ?? true {
            try halt.check()
            let wanted = min(Int64(Self.block), (limit ?? .max) - size)
            let count = pread(input, buffer.baseAddress, Int(wanted), off_t(size))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Unreadable(reason: String(cString: strerror(errno))) }
            if count == 0 { break }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            hasher.update(bufferPointer: bytes)
            try take(bytes)
            size += Int64(count)
            moved(Int64(count))
        }
        return (Data(hasher.finalize()).hexadecimal, size)
    }

    private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws {
        var done = 0
        while done < bytes.count {
            let written = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                if errno == ENOSPC || errno == EDQUOT { throw DiskFull(path: path) }
                throw Fault(.unavailable, "\(path) cannot be written: \(String(cString: strerror(errno))).")
            }
            done += written
        }
    }
}
