import Domain
import Foundation

/// The directory that backups lie in.
///
///     README.txt
///     footage/ab/abcdef…                     every file of footage once, under its SHA-256, shared by the generations
///     generations/20260302T023000Z/          videocheck.sqlite, configuration/, manifest.json.sha256, manifest.json
///
/// A generation without manifest.json is unfinished; `*.part` files are unfinished.
public struct BackupDirectory: Sendable {
    static let databaseFile = "videocheck.sqlite"
    static let configurationFolder = "configuration"
    public let root: String

    public init(root: String) { self.root = root }

    var footage: String { root + "/footage" }
    var generationsFolder: String { root + "/generations" }
    func generation(_ name: String) -> String { "\(generationsFolder)/\(name)" }

    /// Where content with that digest lies.
    func content(_ sha256: String) -> String { "\(footage)/\(sha256.prefix(2))/\(sha256)" }

    /// Whether content with that digest is there at its whole size: names are given only to whole, synced files.
    func holds(_ sha256: String, size: Int64) -> Bool { Self.size(content(sha256)) == size }

    static func size(_ path: String) -> Int64? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(status.st_size)
    }

    /// Completed generations, oldest first.
    public func generations() -> [String] {
        Self.entries(generationsFolder).filter {
            Self.size("\(generation($0))/\(BackupManifest.fileName)") != nil
        }
    }

    /// Reads a generation's manifest and holds it to its digest.
    /// - Throws: `Fault(.notFound)` naming those there are; `Fault(.damaged)`.
    public func manifest(of name: String) throws -> BackupManifest {
        let path = "\(generation(name))/\(BackupManifest.fileName)"
        guard !name.contains("/"), let data = FileManager.default.contents(atPath: path) else {
            let known = generations()
            throw Fault(
                .notFound,
                known.isEmpty
                    ? "\(root) holds no completed backup."
                    : "\(root) holds no generation \(name); there are: \(known.joined(separator: ", ")).")
        }
        let note = FileManager.default.contents(atPath: "\(generation(name))/\(BackupManifest.digestName)")
        guard note?.prefix(64) == Data(data.sha256Hex.utf8) else {
            throw Fault(.damaged, "\(path) does not match its digest: use another generation.")
        }
        do {
            let manifest = try CanonicalJSON.decode(BackupManifest.self, from: data)
            guard manifest.schema == BackupManifest.schemaName else {
                throw Fault(.unsupported, "\(path) is \(manifest.schema), which this version does not read.")
            }
            return manifest
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.damaged, "\(path) cannot be read.", cause: error)
        }
    }

    /// A name for a generation begun at `now`: sorts by time, and is not taken.
    func freshName(_ now: Date) -> String {
        var at = now
        while access(generation(Self.name(at)), F_OK) == 0 { at += 1 }
        return Self.name(at)
    }

    /// `20260302T023000Z`
    static func name(_ instant: Date) -> String {
        instant.formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt))
    }

    /// Visible names in a directory, sorted; none when it is not there.
    static func entries(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Bytes that can still be written there.
    static func free(_ path: String) throws -> Int64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            throw Fault(
                .unavailable, "\(path) cannot be asked for its free space: \(String(cString: strerror(errno))).")
        }
        return Int64(status.f_bavail) * Int64(status.f_frsize)
    }
}
