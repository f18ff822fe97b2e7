import Crypto
import Domain
import Foundation
import Store

/// Copies a recorder's file by reading it. A rename or a link would not do: whoever wrote the file may still hold it, and
/// the evidence must be bytes that nobody else can reach.
struct SourceCopy: Sendable {
    let directory: WatchedDirectory
    let path: FolderPath
    /// What the folder showed: anything else at the path is another file.
    let identity: FileIdentity
    private static let block = 4 << 20

    enum Outcome: Sendable, Equatable {
        /// Durable under the name that was given.
        case copied(sha256: String)
        /// It was written to, or replaced, while it was read: what was copied is gone again.
        case changed
    }

    /// - Parameter staged: a new file in the footage directory.
    /// - Throws: `Fault` when it cannot be read or written; nothing is left then.
    func write(to staged: String, _ progress: Patience.Progress) throws -> Outcome {
        let source = try directory.openFile(path)
        defer { close(source) }
        guard try isStill(source) else { return .changed }
        posix_fadvise(source, 0, 0, POSIX_FADV_SEQUENTIAL)
        unlink(staged)
        let target = try DurableFile.openFile(staged, O_WRONLY | O_CREAT | O_EXCL)
        defer { close(target) }
        do {
            let sha256 = try copy(source, target, staged, progress)
            try DurableFile.sync(target, staged)
            try DurableFile.syncDirectory((staged as NSString).deletingLastPathComponent)
            if let sha256, try isStill(source), OpenWriters.of(source) != .some { return .copied(sha256: sha256) }
        } catch {
            unlink(staged)
            if error is DiskFull {
                throw Fault(.unavailable, "The footage disk is full: free space, and the file is taken by itself.")
            }
            throw error
        }
        unlink(staged)
        return .changed
    }

    /// - Returns: the digest; nil when the file did not end where it should.
    private func copy(
        _ source: Int32, _ target: Int32, _ staged: String, _ progress: Patience.Progress
    ) throws -> String? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.block, alignment: 4096)
        defer { buffer.deallocate() }
        var hasher = SHA256()
        var offset: Int64 = 0
        while true {
            try progress.step()
            let count = pread(source, buffer.baseAddress, Self.block, off_t(offset))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Fault(.unavailable, "It cannot be read: \(FolderScan.words(errno)).") }
            if count == 0 { break }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            hasher.update(bufferPointer: bytes)
            try DurableFile.writeAll(bytes, to: target, at: offset, staged)
            offset += Int64(count)
            guard offset <= identity.size else { return nil }
            FailPoint.reach("incoming.copying")
        }
        return offset == identity.size ? Data(hasher.finalize()).hexadecimal : nil
    }

    /// The open file and what lies at the path are the same file still, unchanged.
    private func isStill(_ source: Int32) throws -> Bool {
        var facts = stat()
        guard fstat(source, &facts) == 0 else { throw Fault(.unavailable, FolderScan.words(errno)) }
        let open = FileIdentity(facts)
        return try open.isUnchanged(since: identity) && directory.identity(path) == open
    }
}
