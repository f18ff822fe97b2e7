import Domain
import Foundation
import NIOCore
import NIOPosix
import Recordings

/// The way to the running daemon for commands on the same machine: a socket in the state directory, which only the
/// daemon's user (and root) can reach. One JSON line asks, JSON lines answer.
final class ControlSocket: Sendable {
    typealias Channel = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    static let fileName = "control.sock"
    private let descriptor: Int32

    /// - Throws: `Fault(.unavailable)` when the directory is not there.
    init(directory: String) throws {
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Fault(.unavailable, "\(directory) cannot be opened: \(String(cString: strerror(errno))).")
        }
    }

    deinit { close(descriptor) }

    /// Short whatever the directory is called: a socket's name has room for 107 bytes.
    var path: String { "/proc/self/fd/\(descriptor)/\(Self.fileName)" }

    static func wrap(_ channel: any NIOCore.Channel) -> EventLoopFuture<Channel> {
        channel.eventLoop.makeCompletedFuture { try Channel(wrappingChannelSynchronously: channel) }
    }
}

/// What a command asks.
struct ControlRequest: Codable, Sendable {
    /// Nil: nothing is asked.
    let backup: Backup.Wish?
}

/// One line of an answer; the last one has a report or a fault.
struct ControlAnswer: Codable, Sendable {
    var progress: BackupProgress?
    var report: Backup.Report?
    var fault: Failed?

    struct Failed: Codable, Sendable {
        let kind: String
        let message: String
    }

    init(progress: BackupProgress) { self.progress = progress }
    init(report: Backup.Report) { self.report = report }
    init(fault: Fault) { self.fault = Failed(kind: fault.kind.rawValue, message: fault.message) }
}

/// Cuts what arrives into lines.
struct LineCutter {
    private static let bound = 1 << 20
    private var rest: [UInt8] = []

    /// - Throws: `Fault(.tooLarge)` for a line without end.
    mutating func take(_ bytes: some Sequence<UInt8>) throws -> [Data] {
        rest += bytes
        var lines: [Data] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(Data(rest[..<end]))
            rest.removeFirst(end + 1)
        }
        guard rest.count <= Self.bound else { throw Fault(.tooLarge, "A line of the control socket has no end.") }
        return lines
    }
}

extension ByteBuffer {
    static func line(_ value: some Encodable) throws -> ByteBuffer {
        ByteBuffer(bytes: try CanonicalJSON.encode(value) + [UInt8(ascii: "\n")])
    }
}
