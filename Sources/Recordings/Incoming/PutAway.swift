import Domain
import Foundation
import Store

/// Moves a settled file out of the recorders' way, within the watched folder: `.taken/<day>/<inc_…>/<its name>`, or
/// `.dismissed/…`. Nothing is deleted: clearing those is the administrator's decision.
struct PutAway: Sendable {
    let directory: WatchedDirectory

    enum Outcome: Sendable, Equatable {
        case moved(to: String)
        /// It may not be moved, for this reason; its row remembers that it is settled.
        case stays(String)
        /// Another file lies there now, or none.
        case gone
    }

    /// - Parameters:
    ///   - day: `YYYY-MM-DD`.
    ///   - sidecars: what goes with it.
    func move(_ row: IncomingRow, day: String, sidecars: [FolderPath]) throws -> Outcome {
        let path = FolderPath(row.path)
        let place = Self.place(of: row, day)
        let shown = place.joined(separator: "/") + "/" + FolderPath.shown(path.name)
        let target: Int32
        do {
            target = try makeFolders(place)
        } catch let fault as Fault {
            guard let found = try directory.identity(path), found.isUnchanged(since: row.identity) else { return .gone }
            return .stays(fault.message)
        }
        defer { close(target) }
        return try directory.within(path) { folder in
            var facts = stat()
            func lies(_ in: Int32) -> Bool {
                FolderPath.withName(path.name) { fstatat(`in`, $0, &facts, AT_SYMLINK_NOFOLLOW) } == 0
                    && FileIdentity(facts).isUnchanged(since: row.identity)
            }
            // It may have been moved before a crash that kept the row from knowing.
            guard lies(folder) else { return lies(target) ? .moved(to: shown) : .gone }
            let failed = FolderPath.withName(path.name) { renameat(folder, $0, target, $0) } == 0 ? nil : errno
            if let failed { return .stays(FolderScan.words(failed)) }
            for sidecar in sidecars { _ = FolderPath.withName(sidecar.name) { renameat(folder, $0, target, $0) } }
            // Some network file systems know no such sync; our own copy does not depend on it.
            fsync(target)
            fsync(folder)
            return .moved(to: shown)
        }
    }

    /// The folders below the watched one that a settled file goes to.
    static func place(of row: IncomingRow, _ day: String) -> [String] {
        [row.state == .dismissed ? WatchedDirectory.dismissed : WatchedDirectory.taken, day, "\(row.id)"]
    }

    private func makeFolders(_ names: [String]) throws -> Int32 {
        var descriptor = try directory.open()
        for name in names {
            mkdirat(descriptor, name, 0o770)
            let next = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let code = errno
            close(descriptor)
            guard next >= 0 else { throw Fault(.unavailable, FolderScan.words(code)) }
            descriptor = next
        }
        return descriptor
    }
}
