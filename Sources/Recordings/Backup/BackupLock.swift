import Domain
import Foundation

/// One writer to a backup directory, or any number of readers. The kernel's lock goes with the process.
final class BackupLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `Fault(.conflict)` when another process is at it.
    init(_ directory: BackupDirectory, writing: Bool) throws {
        let path = directory.root + "/.lock"
        descriptor = open(path, (writing ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            // A medium that cannot be written has no writer to wait for.
            if !writing { return }
            throw Fault(.unavailable, "\(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        guard flock(descriptor, (writing ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(
                .conflict, "Another backup or restore is using \(directory.root): try again when it has ended.")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
