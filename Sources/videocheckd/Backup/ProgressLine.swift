import Foundation
import Recordings
import Synchronization

/// Shows progress on standard error: one line that is written over on a terminal, else a line for every tenth.
final class ProgressLine: Sendable {
    private let terminal = isatty(STDERR_FILENO) == 1
    private let last = Mutex("")

    func show(_ progress: BackupProgress) {
        var text = progress.step
        if let total = progress.total, total > 0 {
            let percent = Int(Double(progress.done) / Double(total) * 100)
            let part = terminal ? percent : percent / 10 * 10
            text += terminal ? ": \(part) % of \(ByteText.words(total))" : ": \(part) %"
        }
        last.withLock { last in
            guard last != text else { return }
            last = text
            FileHandle.standardError.write(Data((terminal ? "\r\u{1B}[K\(text)" : "\(text)\n").utf8))
        }
    }

    /// Leaves the line to what is printed next.
    func end() {
        if terminal, last.withLock({ !$0.isEmpty }) { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
