import Domain
import Foundation
import GRDB

/// How the last backup went; whoever makes one writes this down.
public struct BackupFact: Codable, Sendable, Equatable {
    public let at: Date
    public let directory: String
    public let bytes: Int64
    public let recordings: Int
    public let ok: Bool
    /// Why it failed.
    public let reason: String?

    public init(at: Date, directory: String, bytes: Int64, recordings: Int, ok: Bool, reason: String?) {
        self.at = at
        self.directory = directory
        self.bytes = bytes
        self.recordings = recordings
        self.ok = ok
        self.reason = reason
    }
}

/// What the last consistency check found.
public struct FsckFact: Codable, Sendable, Equatable {
    public let at: Date
    public let problems: Int
    /// The first of them, in words.
    public let first: String?

    public init(at: Date, problems: Int, first: String?) {
        self.at = at
        self.problems = problems
        self.first = first
    }
}

enum FactTable {
    static func read<T: Decodable>(_ db: Database, _ name: String, as type: T.Type = T.self) throws -> T? {
        guard let text = try db.text("SELECT value FROM fact WHERE name = ?", [name]) else { return nil }
        do {
            return try CanonicalJSON.decode(type, from: Data(text.utf8))
        } catch {
            throw Fault(.damaged, "the fact \(name) holds JSON of another shape", cause: error)
        }
    }

    static func write(_ db: Database, _ name: String, _ value: some Encodable) throws {
        try db.run("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", [name, try jsonText(value)])
    }
}

extension CheckStore {
    public func note(_ fsck: FsckFact) async throws {
        try await database.commits.write { try FactTable.write($0, "fsck.last", fsck) }
    }

    public func lastFsck() async throws -> FsckFact? {
        try await database.read { try FactTable.read($0, "fsck.last") }
    }

    public func lastBackup() async throws -> BackupFact? {
        try await database.read { try FactTable.read($0, "backup.last") }
    }
}
