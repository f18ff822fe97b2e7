import Domain
import Synchronization

/// A sync that failed. The kernel then counts the pages as clean and forgets the error, so that asking again would say
/// "durable" of bytes that are nowhere: whoever runs must end, and look at the disk anew at its next start.
public enum BrokenStorage {
    private struct Watch: Sendable {
        let roots: [String]
        let end: @Sendable (Fault) -> Void
    }

    private static let watch = Mutex<Watch?>(nil)

    /// Names who ends the process when a file under one of `roots` cannot be synced. A backup's disk, or a recorder's share,
    /// may fail without that; a command that runs alone ends by the fault itself.
    public static func onFault(under roots: [String], _ end: @escaping @Sendable (Fault) -> Void) {
        watch.withLock { $0 = Watch(roots: roots, end: end) }
    }

    static func tell(_ fault: Fault, of path: String) -> Fault {
        if let watch = watch.withLock({ $0 }), watch.roots.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) {
            watch.end(fault)
        }
        return fault
    }
}
