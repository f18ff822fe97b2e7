import Domain
import Figures
import Foundation
import GRDB

/// The open database: one writer behind `commits`, read-only connections beside it.
public final class StoreDatabase: Sendable {
    public static let fileName = "videocheck.sqlite"
    public let path: String
    public let commits: GroupCommit
    /// Hints for pages that are open, after each commit.
    public let changes = ChangeFeed()
    let pool: DatabasePool
    let counts: StoreCounts

    /// Opens (and where needed makes and migrates) the database in the state directory. The caller holds its `StateLock`.
    /// - Throws: `Fault` when it cannot be opened, is damaged, or is newer than this program.
    public init(
        directory: String, metrics: Metrics = Metrics(), onBrokenStorage: @escaping @Sendable (Fault) -> Void
    ) throws {
        counts = StoreCounts(metrics)
        path = directory + "/" + Self.fileName
        Self.removeSnapshots(in: directory)
        do {
            var configuration = Configuration()
            configuration.foreignKeysEnabled = true
            configuration.maximumReaderCount = 8
            configuration.label = "videocheck"
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA trusted_schema = OFF")
            }
            pool = try DatabasePool(path: path, configuration: configuration)
            try Self.demandDurability(pool)
            try Migrations.run(pool)
            try pool.writeWithoutTransaction { try MirrorMarks.watch($0) }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.damaged, "The database \(path) cannot be opened.", cause: error)
        }
        pool.add(transactionObserver: changes)
        commits = GroupCommit(pool: pool, counts: counts, onBrokenStorage: onBrokenStorage)
    }

    /// `synchronous=FULL`, set after opening because the pool sets NORMAL on its writer, and then asserted: a committed
    /// row survives a power cut, or this program does not run.
    private static func demandDurability(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
            let journal = try String.fetchOne(db, sql: "PRAGMA journal_mode")
            guard synchronous == 2, journal == "wal" else {
                throw Fault(
                    .internal,
                    "The database runs with synchronous=\(synchronous ?? -1), journal_mode=\(journal ?? "?") and needs FULL and wal."
                )
            }
        }
        guard chmod(pool.path, 0o600) == 0 else {
            throw Fault(.invalid, "\(pool.path) is not ours to protect: check its owner.")
        }
    }

    /// A consistent view, off the cooperative pool.
    public func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        do {
            return try await pool.read(body)
        } catch let error as DatabaseError {
            throw Fault(.unavailable, "The database could not be read: try again.", cause: error)
        }
    }

    /// For programs that run without the daemon (fsck, tests).
    public func readNow<T>(_ body: (Database) throws -> T) throws -> T { try pool.read(body) }

    /// SQLite's version, for the log.
    public func sqliteVersion() throws -> String {
        try pool.read { try String.fetchOne($0, sql: "SELECT sqlite_version()") ?? "?" }
    }

    public func close() throws { try pool.close() }
}

/// Schema changes in order. Each runs in one transaction: after a crash the schema is the old or the new one.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration(last) { db in
            try db.execute(sql: schema)
        }
        return migrator
    }

    /// The name of the schema that this program writes.
    static let last = "001 the straight path"

    /// Whether rows of that schema may be put into ours: columns that came since have their defaults.
    static func knows(_ schema: String) -> Bool { migrator.migrations.contains(schema) }

    static var schema: String { String(decoding: PackageResources.Schema_sql, as: UTF8.self) }

    static func run(_ pool: DatabasePool) throws {
        let newer = try pool.read { try migrator.hasBeenSuperseded($0) }
        guard !newer else {
            throw Fault(
                .conflict,
                "The database was written by a newer VideoCheck: install that version, or restore an older backup.")
        }
        try migrator.migrate(pool)
    }
}
