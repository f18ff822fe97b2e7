import Domain
import Foundation
import GRDB

extension CheckStore {
    /// Puts a restore on record, in the restored database, before it is put in place; and moves the numbered series past
    /// numbers that are known to have been given out since the backup: no number is used for two things.
    /// - Returns: the series that were moved.
    public func noteRestored(
        generation: String, databaseSHA256: String, past known: [NumberedSeries], now: Date
    ) async throws -> [NumberedSeries] {
        try await database.commits.write { db in
            let moved = try known.filter { series in
                let last = try db.integer(
                    "SELECT last FROM counter WHERE series = ? AND year = ?", [series.name, series.year])
                return series.last > last ?? 0
            }
            for series in moved {
                try db.run(
                    """
                    INSERT INTO counter (series, year, last) VALUES (?, ?, ?)
                    ON CONFLICT (series, year) DO UPDATE SET last = max(last, excluded.last)
                    """, [series.name, series.year, series.last])
            }
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "state.restored", at: now.wholeMillis, subject: generation,
                    facts: ["database_sha256": .string(databaseSHA256)]))
            return moved
        }
    }

    /// Puts on record that this database was made from the mirror of one that is lost.
    public func noteRebuilt(sheets: Int, mark: MirrorMark, now: Date) async throws {
        _ = try await database.commits.write { db in
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "state.rebuilt", at: now.wholeMillis, subject: "mirror",
                    facts: [
                        "sheets": .int(Int64(sheets)), "entries": .int(Int64(mark.entries)),
                        "root": .string(mark.root.hex),
                    ]))
        }
    }

    /// Messages that are still to be sent.
    public func pendingDeliveries() async throws -> Int {
        try await database.read { Int(try $0.integer("SELECT count(*) FROM delivery WHERE state = 'pending'") ?? 0) }
    }
}

extension StoreDatabase {
    /// Closes so that the database is one file: everything is written back, and the write-ahead log is gone.
    /// - Throws: `Fault(.internal)` when someone else still reads it.
    public func closeWhole() throws {
        let left = try pool.writeWithoutTransaction { try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        try pool.close()
        guard left?[0] == 0,
            ((try? FileManager.default.attributesOfItem(atPath: path + "-wal"))?[.size] as? Int ?? 0) == 0
        else { throw Fault(.internal, "\(path) could not be written back whole.") }
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
    }
}
