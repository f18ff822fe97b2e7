import Domain
import Foundation

/// The directory that holds all footage. Every name in it is generated; a sender's file name is only ever displayed.
///
/// Layout: `<year>/<check_no>/<rec_id>/original.mp4`, beside it `manifest.json`, `keyframes.json`, stills and, where a
/// browser cannot play the original, one playable copy. An identity file guards against writing to a bare mount point.
public struct FootageDirectory: Sendable {
    public static let identityFile = ".videocheck-footage"
    public let root: String
    /// What its identity file must say before anything is made in it; nil: nobody has asked yet.
    private let known: String?

    public init(root: String, known: String? = nil) {
        self.root = root
        self.known = known
    }

    /// A disk that is no longer mounted leaves a bare directory: what is written there vanishes under the next mount.
    /// - Throws: `Fault(.unavailable)` when the directory is not the one that was known.
    func demandIdentity() throws {
        guard let known, try identity(making: nil) != known else { return }
        throw Fault(
            .unavailable, "The footage directory \(root) is not there: is its disk mounted? Nothing is written there.")
    }

    /// Bytes that may still be written there by this program.
    func free() throws -> Int64 { try BackupDirectory.free(root) }

    public func folder(_ path: String) -> String { "\(root)/\(path)" }

    /// The identity in the directory, nil when it has none. Makes the directory itself where `making` allows.
    /// - Throws: `Fault(.unavailable)` when the directory is not there or not ours.
    public func identity(making fresh: String?) throws -> String? {
        let path = "\(root)/\(Self.identityFile)"
        if let text = try? String(contentsOfFile: path, encoding: .utf8) {
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard let fresh else { return nil }
        do {
            try FileManager.default.createDirectory(
                atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try DurableFile.write(Data((fresh + "\n").utf8), to: path)
        } catch {
            throw Fault(.unavailable, "The footage directory \(root) cannot be written.", cause: error)
        }
        return fresh
    }

    /// Makes a recording's folder, durably: every new level's parent is synced.
    func makeFolder(_ path: String) throws {
        try demandIdentity()
        var at = root
        for part in path.split(separator: "/") {
            let parent = at
            at += "/\(part)"
            if mkdir(at, 0o700) == 0 {
                try DurableFile.syncDirectory(parent)
            } else if errno != EEXIST {
                throw Fault(.unavailable, "The folder \(at) cannot be made: \(String(cString: strerror(errno))).")
            }
        }
    }

    /// The media file extension that a sender's name suggests, from a short list; else `bin`.
    static func fileExtension(for filename: String) -> String {
        let known = [
            "mp4", "m4v", "mov", "3gp", "mkv", "webm", "ts", "m2ts", "mts", "mpg", "mpeg", "vob", "avi", "flv", "ogv",
            "ogg",
        ]
        let suffix = filename.lowercased().split(separator: ".").last.map(String.init) ?? ""
        return known.contains(suffix) ? suffix : "bin"
    }
}
