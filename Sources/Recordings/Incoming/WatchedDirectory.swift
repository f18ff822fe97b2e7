import Domain
import Foundation
import Store

/// The folder that recorders write to, and the ways into it: step by step from its top, so that no link is followed.
public struct WatchedDirectory: Sendable {
    public let root: String
    /// Where files go that are recordings now, and those that a person dismissed.
    static let taken = ".taken"
    static let dismissed = ".dismissed"

    public init(root: String) { self.root = root }

    /// The folder itself, which may be a link that the administrator made.
    /// - Throws: `Fault(.unavailable)`.
    func open() throws -> Int32 {
        let descriptor = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let why =
                errno == ENOENT ? "is not there: is its disk mounted?" : "cannot be read: \(FolderScan.words(errno))."
            throw Fault(.unavailable, "The watched folder \(root) \(why)")
        }
        return descriptor
    }

    /// The folder that a path lies in, for as long as `body` runs.
    /// - Throws: `Fault(.unavailable)` with the system's words when the way there is gone or closed.
    func within<T>(_ path: FolderPath, _ body: (_ folder: Int32) throws -> T) throws -> T {
        var descriptor = try open()
        defer { close(descriptor) }
        for name in path.names.dropLast() {
            let next = FolderPath.withName(name) {
                openat(descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            }
            let code = errno
            guard next >= 0 else { throw Fault(.unavailable, FolderScan.words(code)) }
            close(descriptor)
            descriptor = next
        }
        return try body(descriptor)
    }

    /// A plain file, open for reading.
    /// - Throws: `Fault(.notFound)` when it is gone, `.unsupported` for what is no plain file, `.unavailable` otherwise.
    func openFile(_ path: FolderPath) throws -> Int32 {
        try within(path) { folder in
            // Non-blocking: neither a pipe nor another's lease may hold us up.
            let descriptor = FolderPath.withName(path.name) {
                openat(folder, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
            }
            guard descriptor >= 0 else {
                let code = errno
                throw Fault(code == ENOENT ? .notFound : .unavailable, FolderScan.words(code))
            }
            var facts = stat()
            guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
                close(descriptor)
                throw Fault(.unsupported, "It is no plain file.")
            }
            return descriptor
        }
    }

    /// What lies at a path now; nil when nothing does.
    func identity(_ path: FolderPath) throws -> FileIdentity? {
        try within(path) { folder in
            var facts = stat()
            guard FolderPath.withName(path.name, { fstatat(folder, $0, &facts, AT_SYMLINK_NOFOLLOW) }) == 0 else {
                if errno == ENOENT { return nil }
                throw Fault(.unavailable, FolderScan.words(errno))
            }
            return FileIdentity(facts)
        }
    }
}
