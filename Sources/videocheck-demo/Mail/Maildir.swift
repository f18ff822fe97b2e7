import Domain
import Foundation
import Synchronization

/// Keeps messages as the mail readers' Maildir does: written under `tmp`, renamed into `new` when whole.
final class Maildir: Sendable {
    private let directory: URL
    private let count = Mutex(0)

    init(path: String) throws(Fault) {
        directory = URL(fileURLWithPath: path, isDirectory: true)
        do {
            for part in ["tmp", "new", "cur"] {
                try FileManager.default.createDirectory(
                    at: directory.appending(path: part), withIntermediateDirectories: true)
            }
        } catch {
            throw Fault(.invalid, "Cannot make the mail directory \(path).", cause: error)
        }
    }

    /// Blocks on the disk.
    /// - Returns: the message's file, which begins with the envelope as `Return-Path` and `Delivered-To`.
    func keep(_ message: SMTPSession.Message) throws -> URL {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let instant = Int(Date.now.timeIntervalSince1970 * 1_000)
        let name = "\(instant).\(ProcessInfo.processInfo.processIdentifier)_\(number).eml"
        var content = Data("Return-Path: <\(message.sender)>\r\n".utf8)
        for recipient in message.recipients { content += Data("Delivered-To: \(recipient)\r\n".utf8) }
        content += Data(message.content)
        let unfinished = directory.appending(path: "tmp/\(name)")
        let finished = directory.appending(path: "new/\(name)")
        try content.write(to: unfinished, options: .withoutOverwriting)
        let file = try FileHandle(forUpdating: unfinished)
        try file.synchronize()
        try file.close()
        try FileManager.default.moveItem(at: unfinished, to: finished)
        return finished
    }
}
