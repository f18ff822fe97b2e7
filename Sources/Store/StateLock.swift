import Domain
import Foundation

/// The state directory belongs to one process: SQLite 3.40's WAL-reset race, and the one-writer rule, forbid a second.
/// The lock is the kernel's (`flock`), so it goes with the process however that ends.
public final class StateLock: Sendable {
    private let descriptor: Int32

    /// - Parameter forRestore: only `restore` may go on where a restore broke off.
    /// - Throws: `Fault(.conflict)` when another process holds the directory or a restore is unfinished;
    ///   `Fault(.invalid)` when it cannot be used.
    public init(directory: String, forRestore: Bool = false) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Fault(.invalid, "The state directory \(directory) cannot be made.", cause: error)
        }
        let path = directory + "/lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw Fault(
                .invalid, "\(path) cannot be opened (\(String(cString: strerror(errno)))): check owner and permissions."
            )
        }
        Ownership.inherit(path)
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw Fault(
                .conflict,
                "Another VideoCheck process uses the state directory \(directory): stop it first, or give this one a directory of its own."
            )
        }
        do {
            if !forRestore, let marker = try RestoreMarker.read(in: directory) {
                throw Fault(
                    .conflict, "A restore into \(directory) from \(marker.from) was not finished: \(marker.remedy).")
            }
        } catch {
            close(opened)
            throw error
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}
