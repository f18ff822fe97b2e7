import Crypto
import Domain
import Foundation

/// What tells one state of a file from another without reading all of it.
struct FileIdentity: Codable, Sendable, Equatable {
    /// Bytes at either end that are looked at: where a container's head and index lie.
    static let edge = 64 << 10

    /// Changes when a disk is plugged in again, so it finds a file and does not judge it.
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let modifiedNanoseconds: Int64
    /// SHA-256 of the first and the last bytes, in hex.
    let edges: String

    /// Whether an upload that began with `other` may go on with this.
    func isSameFile(as other: FileIdentity) -> Bool {
        inode == other.inode && size == other.size && modifiedNanoseconds == other.modifiedNanoseconds
            && edges == other.edges
    }
}

/// A regular file, open for reading at any place.
final class SourceFile: Sendable {
    let path: String
    private let descriptor: Int32
    private let say: Language

    var name: String { URL(fileURLWithPath: path).lastPathComponent }

    /// - Throws: `Trouble` for what is no readable regular file, or is empty.
    init(_ path: String, say: Language) throws {
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard opened >= 0 else {
            throw Trouble(
                .refused,
                say("\(path) cannot be read: \(Self.reason()).", "无法读取 \(path)：\(Self.reason())。"))
        }
        descriptor = opened
        self.path = path
        self.say = say
        let status = try Self.status(of: opened, path, say)
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Trouble(
                .refused,
                say("\(path) is no regular file, and only those can be resumed.", "\(path) 不是普通文件，无法断点续传。"))
        }
        guard status.st_size > 0 else {
            throw Trouble(.refused, say("\(path) is empty.", "\(path) 是空文件。"))
        }
    }

    deinit { close(descriptor) }

    /// The path that names this file from anywhere.
    var realPath: String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

    func identity() throws -> FileIdentity {
        let status = try Self.status(of: descriptor, path, say)
        let size = Int64(status.st_size)
        var hash = SHA256()
        hash.update(data: try read(at: 0, count: Int(min(size, Int64(FileIdentity.edge)))))
        if size > Int64(FileIdentity.edge) {
            let start = max(Int64(FileIdentity.edge), size - Int64(FileIdentity.edge))
            hash.update(data: try read(at: start, count: Int(size - start)))
        }
        return FileIdentity(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: size,
            modifiedNanoseconds: Self.nanoseconds(status), edges: Data(hash.finalize()).hexadecimal)
    }

    /// - Throws: `Trouble` when the file was written to since `identity` was taken.
    func demandUnchanged(since identity: FileIdentity) throws {
        let status = try Self.status(of: descriptor, path, say)
        guard Int64(status.st_size) == identity.size, Self.nanoseconds(status) == identity.modifiedNanoseconds else {
            throw Trouble(
                .refused,
                say(
                    "\(name) is being written while it is read: run the same command again when its writer is done.",
                    "\(name) 在读取时仍被写入：请在写入结束后再次执行同一命令。"))
        }
    }

    /// Exactly `count` bytes.
    func read(at offset: Int64, count: Int) throws -> Data {
        var bytes = Data(count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { room in
                pread(
                    descriptor, room.baseAddress.map { $0 + done }, count - done, off_t(offset) + off_t(done))
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else {
                let reason = got == 0 ? say("it became shorter", "文件变短了") : Self.reason()
                throw Trouble(.refused, say("\(name) cannot be read on: \(reason).", "无法继续读取 \(name)：\(reason)。"))
            }
            done += got
        }
        return bytes
    }

    /// SHA-256 of the whole file in hex, a piece at a time.
    func sha256(size: Int64) throws -> String {
        var hash = SHA256()
        var at: Int64 = 0
        while at < size {
            try Task.checkCancellation()
            let piece = try read(at: at, count: Int(min(4 << 20, size - at)))
            hash.update(data: piece)
            at += Int64(piece.count)
        }
        return Data(hash.finalize()).hexadecimal
    }

    private static func status(of descriptor: Int32, _ path: String, _ say: Language) throws -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw Trouble(.refused, say("\(path) cannot be read: \(reason()).", "无法读取 \(path)：\(reason())。"))
        }
        return status
    }

    private static func nanoseconds(_ status: stat) -> Int64 {
        Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
