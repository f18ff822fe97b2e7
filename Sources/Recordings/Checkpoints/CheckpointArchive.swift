import Domain
import Foundation
import Store

/// Signed checkpoints of the audit log as files, `<year>/<size>.note`: whoever has one can prove later that the log was
/// not rolled back or rewritten before it. Nothing is ever replaced.
public struct CheckpointArchive: Sendable {
    let root: String
    /// Makes the folder, and throws where the disk is not the right one.
    private let demand: @Sendable () throws -> Void

    /// The one in the footage directory, inside the mirror: it shares the mirror's history.
    init(footage: FootageDirectory) {
        let folder = "\(MirrorDirectory.name)/checkpoints"
        root = footage.folder(folder)
        demand = {
            try footage.demandIdentity()
            try footage.makeFolder(folder)
        }
    }

    /// One in a second place. Its directory must be there: one that is missing may be a disk that is not mounted.
    public init(directory: String) {
        root = directory
        demand = {
            guard access(directory, W_OK | X_OK) == 0 else {
                throw Fault(.unavailable, "\(directory) is missing or may not be written: is its disk mounted?")
            }
        }
    }

    /// The checkpoint of the longest log that is here; nil when there is none yet.
    func newest() throws -> (note: String, path: String)? {
        try demand()
        for year in Self.children(root).reversed() where Int(year) != nil {
            guard let file = Self.children("\(root)/\(year)").last(where: { $0.hasSuffix(Self.suffix) }) else {
                continue
            }
            let path = "\(root)/\(year)/\(file)"
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw Fault(.unavailable, "\(path) cannot be read")
            }
            return (String(decoding: bytes, as: UTF8.self), path)
        }
        return nil
    }

    /// Durable when this returns. A checkpoint of that size that is here already stays what it is.
    func write(_ signed: CheckStore.SignedHead) throws {
        try demand()
        let year = "\(root)/\(signed.head.at.iso8601.prefix(4))"
        let path = "\(year)/\(String(format: "%012d", signed.head.size))\(Self.suffix)"
        guard access(path, F_OK) != 0 else { return }
        if mkdir(year, 0o700) == 0 { try DurableFile.syncDirectory(root) }
        try DurableFile.write(Data(signed.note.utf8), to: path)
    }

    private static let suffix = ".note"

    private static func children(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }
}
