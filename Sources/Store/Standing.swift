import Domain
import Foundation
import GRDB

/// Where things stand, for whoever asks from outside: told by the running daemon, or read from the database of one that
/// is stopped.
public struct Standing: Codable, Sendable, Equatable {
    /// Loops that make no progress.
    public var late: [String]
    public let alerts: AlertCount
    public let backup: BackupNote?
    public let fsck: FsckFact?
    /// Of the footage directory; nil before the first start.
    public let footageIdentity: String?
    /// Whether the keys that were asked open what this database holds sealed; nil when none were.
    public let keysOpen: Bool?
    /// A value that only the same keys give: two programs compare their keys by it.
    public let keyCheck: String?

    public struct AlertCount: Codable, Sendable, Equatable {
        public let critical: Int
        public let warning: Int
        public let notice: Int
    }

    enum CodingKeys: String, CodingKey {
        case late, alerts, backup, fsck
        case footageIdentity = "footage_identity"
        case keysOpen = "keys_open"
        case keyCheck = "key_check"
    }

    /// Whether these keys are the database's.
    public func matches(_ vault: Vault) -> Bool {
        keysOpen != false && (keyCheck == nil || keyCheck == Self.check(vault))
    }

    private static func check(_ vault: Vault) -> String? {
        try? vault.lookup("standing", purpose: "standing").map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Reads the database of a stopped daemon without writing to it. The caller holds its `StateLock`.
    /// - Returns: nil when there is no database yet.
    /// - Throws: `Fault(.damaged)` when it cannot be read.
    public static func read(directory: String, vault: Vault?) throws -> Standing? {
        let path = directory + "/" + StoreDatabase.fileName
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            return try DatabaseQueue(path: path, configuration: configuration).read { try read($0, vault) }
        } catch let error as DatabaseError {
            throw Fault(.damaged, "The database \(path) cannot be read.", cause: error)
        }
    }

    static func read(_ db: Database, _ vault: Vault?) throws -> Standing {
        let open = try AlertTable.open(db).map(\.alert.severity)
        func count(_ severity: Alert.Severity) -> Int { open.count { $0 == severity } }
        return Standing(
            late: [],
            alerts: AlertCount(critical: count(.critical), warning: count(.warning), notice: count(.notice)),
            backup: try FactTable.read(db, "backup.last"), fsck: try FactTable.read(db, "fsck.last"),
            footageIdentity: try db.text("SELECT value FROM fact WHERE name = 'footage_directory'"),
            keysOpen: try vault.flatMap { try SeedChainTable.opens(db, with: $0) }, keyCheck: vault.flatMap(check))
    }
}

extension CheckStore {
    public func standing(late: [String]) async throws -> Standing {
        try await database.read { [vault] db in
            var standing = try Standing.read(db, vault)
            standing.late = late
            return standing
        }
    }
}
