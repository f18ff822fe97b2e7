import Domain
import Foundation

/// The open end of an original: takes bytes in order, and says how many are durable. Used by one request at a time.
final class Sink: Sendable {
    private let descriptor: Int32
    private let path: String
    private let start: Int64
    /// Bytes that may still come.
    let room: Int64

    init(path: String, at start: Int64, room: Int64) throws {
        descriptor = try DurableFile.openFile(path, O_RDWR)
        self.path = path
        self.start = start
        self.room = room
    }

    deinit { close(descriptor) }

    /// Appends. The file's length is the only cursor.
    func take(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await Offload.run { [self] in
            let end = try DurableFile.size(descriptor)
            guard end + Int64(bytes.count) <= start + room else {
                throw Fault(.tooLarge, "More bytes came than Upload-Length announced (\(start + room)).")
            }
            do {
                try bytes.withUnsafeBytes { try DurableFile.writeAll($0, to: descriptor, at: end, path) }
            } catch is DiskFull {
                throw Fault(.full, "The footage disk is full: free space, then continue the upload.")
            }
        }
    }

    /// Makes what was taken durable and returns the file's length.
    func settle() async throws -> Int64 {
        try await Offload.run { [self] in
            try DurableFile.sync(descriptor, path)
            return try DurableFile.size(descriptor)
        }
    }

    static func read(_ path: String, at offset: Int64, count: Int) throws -> [UInt8] {
        let descriptor = try DurableFile.openFile(path, O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: done), count - done, off_t(offset) + off_t(done))
            }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { throw Fault(.unavailable, "\(path) cannot be read.") }
            done += got
        }
        return bytes
    }
}
