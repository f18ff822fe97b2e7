import ArgumentParser

/// `127.0.0.1:PORT`. A stand-in takes what it is given and believes most of it, so it listens on loopback
/// alone.
struct ListenAddress: ExpressibleByArgument, Sendable {
    /// 0 lets the system choose; the first line printed then names the port.
    let port: Int

    init(port: Int) { self.port = port }

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, ["127.0.0.1", "localhost"].contains(String(parts[0])),
            let port = UInt16(parts[1])
        else { return nil }
        self.port = Int(port)
    }

    var host: String { "127.0.0.1" }

    var defaultValueDescription: String { "\(host):\(port)" }
}
