import Foundation
import Store

/// Whether some program still has a file open for writing, as far as this machine can tell.
enum OpenWriters: Equatable {
    case none
    case some
    /// A network mount, or a file of another user's: only time can tell.
    case unknown

    /// Asks the kernel for a read lease, which it refuses while anyone has the file open for writing, and gives it
    /// back at once. Blocks for no longer than a system call.
    static func of(_ descriptor: Int32) -> OpenWriters {
        // A network's server knows of writers that this machine does not.
        guard !isOnNetwork(descriptor) else { return .unknown }
        if fcntl(descriptor, setLease, F_RDLCK) == 0 {
            _ = fcntl(descriptor, setLease, F_UNLCK)
            return .none
        }
        if errno == EAGAIN { return .some }
        return isSeenOpen(descriptor) ? .some : .unknown
    }

    /// Whoever opens the file in the instant of the lease has the kernel send us SIGIO, whose usual effect is our end.
    static func expectLeaseBreaks() { signal(SIGIO, SIG_IGN) }

    /// fcntl(2)'s F_SETLEASE, which the header hides from all but GNU's own.
    private static let setLease: Int32 = 1024

    private static func isOnNetwork(_ descriptor: Int32) -> Bool {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0,
            let mounts = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8),
            let type = fileSystem(of: UInt64(facts.st_dev), in: mounts)
        else { return false }
        return networks.contains(type) || type.hasPrefix("fuse.")
    }

    /// The type of the file system with this device number, from a table of mounts (proc(5), mountinfo).
    static func fileSystem(of device: UInt64, in mounts: String) -> String? {
        let major = ((device >> 8) & 0xFFF) | ((device >> 32) & ~0xFFF)
        let minor = (device & 0xFF) | ((device >> 12) & ~0xFF)
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2, words[2] == "\(major):\(minor)", let dash = words.firstIndex(of: "-"),
                dash + 1 < words.count
            else { continue }
            return String(words[dash + 1])
        }
        return nil
    }

    private static let networks: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "ceph", "afs", "coda", "lustre", "gpfs", "glusterfs",
        "fuse",
    ]

    /// Looks through the descriptors of those processes that we may look at: finding one proves a writer, finding none
    /// proves nothing.
    private static func isSeenOpen(_ descriptor: Int32) -> Bool {
        var wanted = stat()
        guard fstat(descriptor, &wanted) == 0 else { return false }
        for process in children("/proc") where process.allSatisfy(\.isNumber) {
            for number in children("/proc/\(process)/fd") {
                var facts = stat()
                guard stat("/proc/\(process)/fd/\(number)", &facts) == 0, facts.st_dev == wanted.st_dev,
                    facts.st_ino == wanted.st_ino
                else { continue }
                if isForWriting("/proc/\(process)/fdinfo/\(number)") { return true }
            }
        }
        return false
    }

    private static func children(_ path: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    private static func isForWriting(_ fdinfo: String) -> Bool {
        guard let text = try? String(contentsOfFile: fdinfo, encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags:") }),
            let flags = Int32(line.dropFirst(6).trimmingCharacters(in: .whitespaces), radix: 8)
        else { return false }
        return flags & O_ACCMODE != O_RDONLY
    }
}
