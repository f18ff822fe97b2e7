import Foundation

/// The user that the daemon runs as: whoever owns the state directory. Root passes every permission, so what root asks
/// about a file is asked once more as that user, by a short-lived program: the kernel then answers, with access lists
/// and network shares and all.
struct ServiceUser: Sendable {
    let name: String
    private let identity: [String]

    /// Nil where this process asks for itself: it is not root, or the directory is not there or is root's.
    init?(owning directory: String) {
        var facts = stat()
        guard geteuid() == 0, stat(directory, &facts) == 0, facts.st_uid != 0 else { return nil }
        let known = getpwuid(facts.st_uid)
        name = known.map { String(cString: $0.pointee.pw_name) } ?? String(facts.st_uid)
        identity = [
            "--reuid=\(facts.st_uid)", "--regid=\(facts.st_gid)", known == nil ? "--clear-groups" : "--init-groups",
        ]
    }

    enum Right: String {
        case read = "-r"
        case write = "-w"
        case enter = "-x"
    }

    /// Nil: it could not be asked.
    func may(_ rights: [Right], _ path: String) async -> Bool? {
        let questions = rights.map { [$0.rawValue, path] }.joined(separator: ["-a"])
        let asked = await Bounded.program(
            "/usr/bin/setpriv", identity + ["--", "/usr/bin/test"] + questions, seconds: 6)
        switch asked?.status {
        case 0: return true
        case 1: return false
        default: return nil
        }
    }
}
