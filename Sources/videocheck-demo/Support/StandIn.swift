import Domain
import Hummingbird
import Logging
import NIOCore

/// A stand-in's HTTP server on loopback, until its task is cancelled.
enum StandIn {
    /// - Parameter onListening: told the real port once connections are taken.
    static func serve<Context>(
        _ router: Router<Context>, at address: ListenAddress,
        onListening: @escaping @Sendable (Int) -> Void
    ) async throws where Context: InitializableFromSource<ApplicationRequestContextSource> {
        var logger = Logger(label: "videocheck-demo")
        // The end that a signal asks for is reported as an error below this level.
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(address.host, port: address.port)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { onListening(port) }
            }, logger: logger)
        try await application.run()
    }

    /// Says `listening <scheme>://127.0.0.1:PORT`, the first line of every stand-in.
    static func announce(scheme: String) -> @Sendable (Int) -> Void {
        { port in Line.say("listening \(scheme)://127.0.0.1:\(port)") }
    }
}
