import NIOCore
import NIOPosix

/// Ports of loopback for servers of another process.
enum Ports {
    /// - Returns: `preferred` if nobody listens there, else one that the system chooses.
    static func free(preferring preferred: Int) async throws -> Int {
        if let port = try? await probe(preferred) { return port }
        return try await probe(0)
    }

    private static func probe(_ port: Int) async throws -> Int {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: port).get()
        let bound = channel.localAddress?.port ?? port
        try await channel.close()
        return bound
    }
}
