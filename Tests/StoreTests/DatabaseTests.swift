import Domain
import Foundation
import GRDB
import Store
import Testing

@Suite struct DatabaseTests {
    @Test func `what is committed survives a power cut`() async throws {
        try await Centre.with { centre in
            let modes = try await centre.database.commits.write { db in
                [
                    try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                    try String.fetchOne(db, sql: "PRAGMA synchronous"),
                    try String.fetchOne(db, sql: "PRAGMA foreign_keys"),
                ]
            }
            #expect(modes == ["wal", "2", "1"])
        }
    }

    @Test func `the database file is for its owner alone`() async throws {
        try await Centre.with { centre in
            let attributes = try FileManager.default.attributesOfItem(atPath: centre.database.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `two hundred writers share commits, and one that throws undoes itself alone`() async throws {
        struct Own: Error {}
        try await Centre.with { centre in
            let commits = centre.database.commits
            let failed = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        do {
                            try await commits.write { db in
                                try db.execute(
                                    sql: "INSERT INTO fact (name, value) VALUES (?, 'x')",
                                    arguments: ["many-\(number)"])
                                if number == 77 { throw Own() }
                                if number == 78 {
                                    try db.execute(sql: "INSERT INTO fact (name) VALUES ('x')")
                                }
                            }
                            return false
                        } catch { return true }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(failed == 2)
            let (kept, undone) = (
                try centre.count("fact", "name LIKE 'many-%'"),
                try centre.count("fact", "name IN ('many-77', 'many-78')")
            )
            #expect(kept == 198 && undone == 0)
        }
    }

    @Test func `a write is answered with what it returned and with its own error`() async throws {
        try await Centre.with { centre in
            let seven = try await centre.database.commits.write { try Int.fetchOne($0, sql: "SELECT 7") }
            #expect(seven == 7)
            let refused = await fault {
                try await centre.database.commits.write { _ in throw Fault(.tooLarge, "mine") }
            }
            #expect(refused?.kind == .tooLarge)
        }
    }

    @Test func `the schema file is what the migrations make`() async throws {
        @Sendable func objects(_ db: Database) throws -> [String] {
            try String.fetchAll(
                db,
                sql: """
                    SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master
                    WHERE name NOT LIKE 'grdb_%' AND tbl_name NOT LIKE 'grdb_%' ORDER BY type, name
                    """)
        }
        let prose = try String(
            contentsOf: Centre.root.appending(path: "Sources/Store/Schema.sql"), encoding: .utf8)
        let replayed = try DatabaseQueue()
        let written = try await replayed.write { db in
            try db.execute(sql: prose)
            return try objects(db)
        }
        try await Centre.with { centre in
            let migrated = try centre.database.readNow(objects)
            #expect(migrated.count > 20 && migrated == written)
        }
    }

    @Test func `a database opens again with what it held, and one from a newer program does not`()
        async throws
    {
        try await Centre.with { centre in
            let id = try await centre.requested()
            let second = try StoreDatabase(directory: centre.directory) { _ in }
            let count = try second.readNow {
                try Int.fetchOne(
                    $0, sql: "SELECT count(*) FROM \"check\" WHERE id = ?", arguments: [id.description])
            }
            #expect(count == 1)
            try second.close()
            try await centre.execute("INSERT INTO grdb_migrations (identifier) VALUES ('999 the future')")
            let newer = await fault { _ = try StoreDatabase(directory: centre.directory) { _ in } }
            #expect(newer?.kind == .conflict && newer?.message.contains("newer") == true)
        }
    }

    @Test func `a state directory belongs to one lock at a time`() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var first: StateLock? = try StateLock(directory: directory)
        let refused = await fault { _ = try StateLock(directory: directory) }
        #expect(refused?.kind == .conflict && refused?.message.contains(directory) == true)
        withExtendedLifetime(first) {}
        first = nil
        _ = try StateLock(directory: directory)
        let unusable = await fault { _ = try StateLock(directory: "/dev/null/state") }
        #expect(unusable?.kind == .invalid)
    }
}
