import Domain
import Foundation
import Store

/// One writer to a backup directory, or any number of readers. The kernel's lock goes with the process.
final class BackupLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `Fault(.conflict)` when another process is at it.
    init(_ directory: BackupDirectory, writing: Bool) throws {
        let path = directory.root + "/.lock"
        let opened = open(path, (writing ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0o600)
        // A medium that cannot be written has no writer to wait for.
        guard opened >= 0 || !writing else {
            throw Fault(.unavailable, "\(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        if writing { Ownership.inherit(path) }
        guard opened < 0 || flock(opened, (writing ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else {
            close(opened)
            throw Fault(
                .conflict, "Another backup or restore is using \(directory.root): try again when it has ended.")
        }
        descriptor = opened
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
