import Domain
import Foundation
import Logging
import NIOCore
import NIOPosix
import Recordings
import ServiceLifecycle

/// Answers commands on the control socket: the daemon backs up itself, since nobody else may open its database.
struct ControlServer: ServiceLifecycle.Service {
    let directory: String
    let backup: Backup
    let logger: Logger

    func run() async throws {
        let socket = try ControlSocket(directory: directory)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(unixDomainSocketPath: socket.path, cleanupExistingSocketFile: true) { ControlSocket.wrap($0) }
        guard chmod(socket.path, 0o600) == 0 else {
            throw Fault(.unavailable, "\(directory)/\(ControlSocket.fileName) is not ours to protect.")
        }
        defer { unlink(socket.path) }
        try await cancelWhenGracefulShutdown {
            try await server.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections { group.addTask { await serve(connection) } }
                }
            }
        }
    }

    private func serve(_ connection: ControlSocket.Channel) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                var cutter = LineCutter()
                for try await piece in inbound {
                    guard let line = try cutter.take(piece.readableBytesView).first else { continue }
                    return try await answer(line, outbound)
                }
            }
        } catch {
            logger.debug("a control connection ended early", metadata: ["error": "\(error)"])
        }
    }

    private func answer(_ line: Data, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws {
        guard let wish = try CanonicalJSON.decode(ControlRequest.self, from: line).backup else { return }
        logger.info("backing up", metadata: ["directory": "\(wish.directory)"])
        let (steps, told) = AsyncStream.makeStream(of: BackupProgress.self, bufferingPolicy: .bufferingNewest(1))
        let answer: ControlAnswer = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // A caller that went away does not stop the backup.
                var gone = false
                for await step in steps where !gone {
                    do { try await outbound.write(.line(ControlAnswer(progress: step))) } catch { gone = true }
                }
            }
            defer { told.finish() }
            do {
                let report = try await backup.run(wish) { told.yield($0) }
                logger.info(
                    "backed up",
                    metadata: ["generation": "\(report.generation)", "problems": "\(report.problems.count)"])
                return ControlAnswer(report: report)
            } catch let fault as Fault {
                logger.error("the backup failed", metadata: ["fault": "\(fault)"])
                return ControlAnswer(fault: fault)
            }
        }
        try await outbound.write(.line(answer))
    }
}
