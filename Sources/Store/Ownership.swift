import Foundation

/// Files that an administrator's command makes belong to whoever owns the folder they lie in: the daemon must be able to
/// use them.
public enum Ownership {
    public static func inherit(_ path: String) {
        guard geteuid() == 0 else { return }
        var folder = stat()
        guard stat((path as NSString).deletingLastPathComponent, &folder) == 0, folder.st_uid != 0 else { return }
        _ = lchown(path, folder.st_uid, folder.st_gid)
    }
}
