import Domain
import Foundation
import Store

/// Which files a generation consists of, and which of them the backup already has.
struct FootagePlan: Sendable {
    let footage: FootageDirectory
    let directory: BackupDirectory
    /// The newest generation before this one.
    let previous: BackupManifest?

    /// One file of a recording, from the recordings directory.
    struct Item: Sendable {
        /// Relative to the recordings directory.
        let path: String
        /// What to copy: bytes from the start.
        let size: Int64
        /// What it must be; nil: what it turns out to be.
        let sha256: String?
        /// The backup has it.
        let held: Bool
    }

    struct Recording: Sendable {
        let row: RecordingRow
        let items: [Item]
        let problems: [String]
    }

    func items(_ rows: [RecordingRow], _ reader: VerifiedCopy) throws -> [Recording] {
        let known = Dictionary(
            (previous?.recordings ?? []).flatMap(\.files).map { ($0.path, $0) }, uniquingKeysWith: { $1 })
        return try rows.map { row in
            try reader.halt.check()
            do {
                switch row.state {
                case .uploading, .ingesting: return try arriving(row)
                case .ready, .quarantined: return try settled(row, known)
                }
            } catch let error as VerifiedCopy.Unreadable {
                return Recording(row: row, items: [], problems: ["\(row.path): \(error.reason)"])
            }
        }
    }

    /// Looks at the footage. Trouble there is that recording's alone; trouble with the backup's own disk ends the try.
    private func source<T>(_ look: () throws -> T) throws -> T {
        do {
            return try look()
        } catch let fault as Fault {
            throw VerifiedCopy.Unreadable(reason: fault.message)
        }
    }

    /// Bytes that are on their way are copied as far as they have come: they only ever grow.
    private func arriving(_ row: RecordingRow) throws -> Recording {
        let path = "\(row.path)/\(row.original)"
        guard let size = try source({ try BackupDirectory.size(footage.folder(path)) }) else {
            let lost = row.state == .ingesting
            return Recording(row: row, items: [], problems: lost ? ["\(path): the original is missing"] : [])
        }
        let wanted = row.state == .ingesting ? min(size, row.size ?? size) : size
        return Recording(
            row: row, items: [Item(path: path, size: wanted, sha256: nil, held: false)],
            problems: row.state == .ingesting && wanted != row.size
                ? ["\(path): \(wanted) of \(row.size ?? 0) bytes"] : [])
    }

    private func settled(_ row: RecordingRow, _ known: [String: BackupManifest.File]) throws -> Recording {
        var promised: [String: (sha256: String, size: Int64?)] = [:]
        if let sha256 = row.playableSHA256, let file = row.playable { promised[file] = (sha256, nil) }
        if let sha256 = row.manifestSHA256 { promised[Manifest.fileName] = (sha256, nil) }
        if let sha256 = row.sha256 { promised[row.original] = (sha256, row.size) }
        var items: [Item] = []
        var problems: [String] = []
        let present = try source { try BackupDirectory.entries(footage.folder(row.path)) }
            .filter { !$0.hasSuffix(".part") }
        for file in Set(present).union(promised.keys).sorted() {
            let path = "\(row.path)/\(file)"
            let onDisk = try source { try BackupDirectory.size(footage.folder(path)) }
            if let (sha256, size) = promised[file] {
                let expected = try size ?? onDisk ?? BackupDirectory.size(directory.content(sha256))
                if let expected, try directory.holds(sha256, size: expected) {
                    items.append(Item(path: path, size: expected, sha256: sha256, held: true))
                } else if let onDisk {
                    items.append(Item(path: path, size: onDisk, sha256: sha256, held: false))
                } else {
                    problems.append("\(path): the file is missing")
                }
            } else if let onDisk {
                items.append(try derived(path, onDisk, known[path]))
            }
        }
        return Recording(row: row, items: items, problems: problems)
    }

    /// Stills and the like have no digest on record. One that has not changed since the last generation is not read again.
    private func derived(_ path: String, _ size: Int64, _ before: BackupManifest.File?) throws -> Item {
        var status = stat()
        if let before, let made = previous?.made_at, before.size == size,
            try directory.holds(before.sha256, size: size),
            lstat(footage.folder(path), &status) == 0, Double(status.st_mtim.tv_sec) < made.timeIntervalSince1970 - 2
        {
            return Item(path: path, size: size, sha256: before.sha256, held: true)
        }
        return Item(path: path, size: size, sha256: nil, held: false)
    }
}
