import Foundation

/// systemd's notification protocol (sd_notify): datagrams of `KEY=value` lines to the socket in `NOTIFY_SOCKET`.
struct SystemdNotify: Sendable {
    private let socketPath: String
    /// Half of what systemd allows between two pings; nil when it does not ask this process for any.
    let watchdogInterval: Duration?

    /// Nil outside systemd.
    init?(environment: [String: String]) {
        guard let path = environment["NOTIFY_SOCKET"], !path.isEmpty else { return nil }
        socketPath = path
        let asked = environment["WATCHDOG_PID"].map { Int32($0) == getpid() } ?? true
        watchdogInterval =
            asked
            ? environment["WATCHDOG_USEC"].flatMap { Int($0) }.flatMap { $0 > 0 ? .microseconds($0 / 2) : nil } : nil
    }

    func send(_ message: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(socketPath.utf8)
        if name.first == UInt8(ascii: "@") { name[0] = 0 }  // an abstract socket's name begins with NUL
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard name.count < capacity else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                Array(message.utf8).withUnsafeBytes {
                    sendto(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL), target, length)
                }
            }
        }
    }
}
