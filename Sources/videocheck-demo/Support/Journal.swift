import Domain
import Foundation
import Synchronization

/// An append-only file of JSON lines. An entry is durable when `append` returns; a line torn by a crash is
/// cut off when the file is next opened, for nobody was told that it was accepted.
final class Journal<Entry: Codable & Sendable>: Sendable {
    private let file: Mutex<FileHandle>
    /// What the file held when it was opened, oldest first.
    let found: [Entry]

    /// - Throws: `invalid` if the file cannot be opened or holds a whole line that is not an entry.
    init(path: String) throws(Fault) {
        do {
            let url = URL(fileURLWithPath: path)
            if !FileManager.default.fileExists(atPath: path) { try Data().write(to: url) }
            let bytes = try Data(contentsOf: url)
            let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes.prefix(through: $0) } ?? Data()
            found = try whole.split(separator: UInt8(ascii: "\n")).map {
                try JSONDecoder().decode(Entry.self, from: $0)
            }
            let handle = try FileHandle(forUpdating: url)
            try handle.truncate(atOffset: UInt64(whole.count))
            try handle.synchronize()
            file = Mutex(handle)
        } catch {
            throw Fault(
                .invalid, "Cannot use the journal \(path): name a writable file of ours.", cause: error)
        }
    }

    /// Blocks on the disk: call it from a thread that may.
    func append(_ entry: Entry) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = try encoder.encode(entry) + Data("\n".utf8)
        try file.withLock { handle in
            try handle.seekToEnd()
            try handle.write(contentsOf: line)
            try handle.synchronize()
        }
    }
}
