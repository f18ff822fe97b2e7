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
    func holds(_ sha256: String, size: Int64) throws -> Bool { try Self.size(content(sha256)) == size }

    /// Bytes of a plain file; nil when there is none.
    /// - Throws: `Fault(.unavailable)` when nobody can say: a share that falters must not look empty.
    static func size(_ path: String) throws -> Int64? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw unreadable(path, errno)
        }
        return status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
    }

    private static func unreadable(_ path: String, _ code: Int32) -> Fault {
        Fault(.unavailable, "\(path) cannot be read: \(String(cString: strerror(code))).")
    }

    /// Completed generations, oldest first.
    public func generations() throws -> [String] {
        try Self.entries(generationsFolder).filter {
            try Self.size("\(generation($0))/\(BackupManifest.fileName)") != nil
        }
    }

    /// Reads a generation's manifest and holds it to its digest.
    /// - Throws: `Fault(.notFound)` naming those there are; `Fault(.damaged)`.
    public func manifest(of name: String) throws -> BackupManifest {
        let path = "\(generation(name))/\(BackupManifest.fileName)"
        guard !name.contains("/"), let data = try Self.contents(path) else {
            let known = try generations()
            throw Fault(
                .notFound,
                known.isEmpty
                    ? "\(root) holds no completed backup."
                    : "\(root) holds no generation \(name); there are: \(known.joined(separator: ", ")).")
        }
        let note = try Self.contents("\(generation(name))/\(BackupManifest.digestName)")
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

    /// A small file's bytes; nil when there is none.
    private static func contents(_ path: String) throws -> Data? {
        guard try size(path) != nil else { return nil }
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw Fault(.unavailable, "\(path) cannot be read.", cause: error)
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
    /// - Throws: `Fault(.unavailable)` when it cannot be read to its end.
    static func entries(_ path: String) throws -> [String] {
        guard let stream = opendir(path) else {
            if errno == ENOENT { return [] }
            throw unreadable(path, errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw unreadable(path, errno) }
                return names.sorted()
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
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
