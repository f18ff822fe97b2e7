import Foundation
import NIOCore
import NIOPosix

/// An SMTP server that keeps every message and sends none on.
struct MailSink: Sendable {
    /// Longest line taken, in bytes (RFC 5321 asks for 1,000).
    static let lineLimit = 128 << 10

    let maildir: Maildir
    /// Told of each kept message's file.
    let onMail: @Sendable (URL) -> Void

    /// Until its task is cancelled.
    func serve(at address: ListenAddress, onListening: @escaping @Sendable (Int) -> Void) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ByteToMessageHandler(CRLFLineDecoder(), maximumBufferSize: Self.lineLimit))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        if let port = server.channel.localAddress?.port { onListening(port) }
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { inbound in
                for try await connection in inbound {
                    // A client that breaks its connection harms itself alone.
                    group.addTask { try? await converse(connection) }
                }
            }
        }
    }

    private func converse(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var session = SMTPSession()
            try await outbound.write(ByteBuffer(string: SMTPSession.greeting + "\r\n"))
            for try await line in inbound {
                switch session.receive(Array(line.readableBytesView)) {
                case .silence: continue
                case .reply(let reply): try await outbound.write(ByteBuffer(string: reply + "\r\n"))
                case .keep(let message, let reply):
                    let answer = await keep(message) ? reply : "451 Cannot write the message; try again"
                    try await outbound.write(ByteBuffer(string: answer + "\r\n"))
                case .close(let reply):
                    try await outbound.write(ByteBuffer(string: reply + "\r\n"))
                    return
                }
            }
        }
    }

    private func keep(_ message: SMTPSession.Message) async -> Bool {
        do {
            onMail(try await NIOThreadPool.singleton.runIfActive { try maildir.keep(message) })
            return true
        } catch {
            Line.complain("mail not kept: \(error)")
            return false
        }
    }
}
