import Domain
import Foundation

/// Files that an administrator's command makes belong to whoever owns the folder they lie in: the daemon must be able to
/// use them.
enum Ownership {
    static func inherit(_ path: String) {
        guard geteuid() == 0 else { return }
        var folder = stat()
        guard stat((path as NSString).deletingLastPathComponent, &folder) == 0, folder.st_uid != 0 else { return }
        _ = lchown(path, folder.st_uid, folder.st_gid)
    }

    /// Makes a folder, where it is missing, with every folder above it, durably.
    static func makeFolder(_ path: String) throws {
        let parent = (path as NSString).deletingLastPathComponent
        if mkdir(path, 0o700) == 0 {
            inherit(path)
            return try DurableFile.syncDirectory(parent)
        }
        if errno == ENOENT {
            try makeFolder(parent)
            return try makeFolder(path)
        }
        guard errno == EEXIST else {
            throw Fault(.unavailable, "The folder \(path) cannot be made: \(String(cString: strerror(errno))).")
        }
    }
}
