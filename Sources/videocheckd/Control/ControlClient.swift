import Domain
import Foundation
import NIOCore
import NIOPosix
import Recordings

/// Asks the running daemon.
struct ControlClient: Sendable {
    let directory: String

    /// - Returns: nil when no daemon answers.
    /// - Throws: the daemon's `Fault`.
    func backup(
        _ wish: Backup.Wish, progress: @escaping @Sendable (BackupProgress) -> Void
    ) async throws -> Backup.Report? {
        let socket = try ControlSocket(directory: directory)
        let channel: ControlSocket.Channel
        do {
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: socket.path) { ControlSocket.wrap($0) }
        } catch {
            return nil
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(.line(ControlRequest(backup: wish)))
            var cutter = LineCutter()
            for try await piece in inbound {
                for line in try cutter.take(piece.readableBytesView) {
                    let answer = try CanonicalJSON.decode(ControlAnswer.self, from: line)
                    if let step = answer.progress { progress(step) }
                    if let report = answer.report { return report }
                    if let fault = answer.fault {
                        throw Fault(Fault.Kind(rawValue: fault.kind) ?? .internal, fault.message)
                    }
                }
            }
            throw Fault(
                .unavailable, "The daemon ended before the backup did: see its log, then back up again.")
        }
    }
}
