import Domain
import Foundation

/// The disk that is written to has no more room. Which disk that is, and what to do, only the caller knows.
struct DiskFull: Error, CustomStringConvertible {
    let path: String

    var description: String { "the disk of \(path) is full" }
}

/// Files that are there after a power cut: write → fsync the file → rename → fsync the directory.
enum DurableFile {
    /// Writes a whole file under a temporary name and moves it into place.
    static func write(_ data: Data, to path: String) throws {
        let part = path + ".part"
        let descriptor = try openFile(part, O_WRONLY | O_CREAT | O_TRUNC)
        do {
            defer { close(descriptor) }
            try data.withUnsafeBytes { try writeAll($0, to: descriptor, at: 0, part) }
            try sync(descriptor, path)
        }
        try move(part, to: path)
    }

    static func move(_ part: String, to path: String) throws {
        guard rename(part, path) == 0 else { throw failed("rename", path) }
        try syncDirectory((path as NSString).deletingLastPathComponent)
    }

    /// What a file or folder is called that is renamed out of the way, to be looked at.
    static func aside(_ path: String, now: Date) -> String {
        "\(path).before-\(now.iso8601.replacing(":", with: ""))"
    }

    static func openFile(_ path: String, _ flags: Int32) throws -> Int32 {
        let descriptor = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failed("open", path) }
        return descriptor
    }

    /// - Parameter path: what is written, to name it when that fails.
    /// - Throws: `DiskFull`, `Fault(.unavailable)`.
    static func writeAll(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int64, _ path: String
    ) throws {
        var done = 0
        while done < bytes.count {
            let written = pwrite(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset) + off_t(done))
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                if errno == ENOSPC || errno == EDQUOT { throw DiskFull(path: path) }
                throw failed("write", path)
            }
            done += written
        }
    }

    static func sync(_ descriptor: Int32, _ path: String) throws {
        guard fdatasync(descriptor) == 0 else { throw BrokenStorage.tell(failed("fdatasync", path), of: path) }
    }

    static func syncDirectory(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw BrokenStorage.tell(failed("fsync", path), of: path) }
    }

    static func size(_ descriptor: Int32) throws -> Int64 {
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw failed("lseek", "footage") }
        return Int64(end)
    }

    private static func failed(_ call: String, _ path: String) -> Fault {
        Fault(.unavailable, "\(call) of \(path) failed: \(String(cString: strerror(errno))).")
    }
}
