import Foundation
import Synchronization

/// What the mail sink has kept during this run.
final class Mailbox: Sendable {
    struct Mail: Sendable {
        let content: Data
        let recipient: String
    }

    private let kept = Mutex<[Mail]>([])

    /// Newest last.
    var mails: [Mail] { kept.withLock { $0 } }

    /// Reads back what the sink wrote.
    func take(_ file: URL) {
        guard let content = try? Data(contentsOf: file) else { return }
        let marker = "Delivered-To: "
        let line = String(decoding: content.prefix(2_000), as: UTF8.self)
            .split(whereSeparator: \.isNewline).first { $0.hasPrefix(marker) }
        let mail = Mail(content: content, recipient: line.map { String($0.dropFirst(marker.count)) } ?? "?")
        kept.withLock { $0.append(mail) }
    }
}
