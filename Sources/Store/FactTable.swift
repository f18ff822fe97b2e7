import Domain
import Foundation
import GRDB

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
}

extension CheckStore {
    public func note(_ fsck: FsckFact) async throws {
        try await database.commits.write { try Self.setFact($0, "fsck.last", try jsonText(fsck)) }
    }
}
