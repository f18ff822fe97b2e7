import CSandbox
import Domain
import Foundation
import Store

extension PutAway {
    /// Where nobody can tell who writes, a writer may have paused for longer than we waited, and gone on in the file
    /// that was moved away. Then it returns to where it was left, to be taken again, whole.
    /// - Returns: true when it did. Nothing that lies at its old path now is ever overwritten.
    func returnIfWrittenTo(_ row: IncomingRow, day: String) throws -> Bool {
        let path = FolderPath(row.path)
        let place = Self.place(of: row, day).reduce(FolderPath.root) { $0.folder(Array($1.utf8)) }
        return try directory.within(place.file(path.name)) { away in
            var facts = stat()
            func lies(_ folder: Int32, _ name: [UInt8]) -> Bool {
                FolderPath.withName(name) { fstatat(folder, $0, &facts, AT_SYMLINK_NOFOLLOW) } == 0
            }
            guard lies(away, path.name) else { return false }
            let found = FileIdentity(facts)
            guard found.inode == row.identity.inode, !found.isUnchanged(since: row.identity) else { return false }
            return try directory.within(path) { folder in
                // The film first: where its path is taken, its sidecars would tell of another film.
                guard Self.move(path.name, from: away, to: folder) else { return false }
                for sidecar in IncomingName.sidecars(of: path.name) {
                    _ = Self.move(sidecar, from: away, to: folder)
                }
                return true
            }
        }
    }

    /// Moves a file, unless something lies there already.
    private static func move(_ name: [UInt8], from away: Int32, to folder: Int32) -> Bool {
        FolderPath.withName(name) { name in
            let moved = vc_move_to_free_name(away, folder, name)
            if moved == 0 { return true }
            // NFS knows no such rename, but its links replace nothing either.
            guard moved == -EINVAL || moved == -ENOSYS, linkat(away, name, folder, name, 0) == 0 else { return false }
            unlinkat(away, name, 0)
            return true
        }
    }
}
