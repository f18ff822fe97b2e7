import Domain
import Foundation
import GRDB

/// The watched folder's files as rows: what was seen, and what a person decided about it.
extension CheckStore {
    /// A file, or a folder that cannot be read, as the folder showed it.
    public struct Sighting: Sendable {
        public let path: Data
        public let shown: String
        public let identity: FileIdentity
        public init(path: Data, shown: String, identity: FileIdentity) {
            self.path = path
            self.shown = shown
            self.identity = identity
        }
    }

    /// Files in the order they were first seen, or the newest first, one page.
    /// - Parameters:
    ///   - states: only those; empty: any.
    ///   - after: the last identifier of the page before.
    public func incoming(
        states: [IncomingState] = [], newestFirst: Bool = false, after: String? = nil, limit: Int = 100
    ) async throws -> [IncomingRow] {
        let wanted = (states.isEmpty ? IncomingState.allCases : states).map { "'\($0.rawValue)'" }
        let (sign, order) = newestFirst ? ("<", "DESC") : (">", "ASC")
        return try await database.read { db in
            try db.rows(
                IncomingTable.select + """
                     WHERE i.state IN (\(wanted.joined(separator: ", "))) AND (?1 IS NULL OR i.id \(sign) ?1)
                    ORDER BY i.id \(order) LIMIT ?2
                    """, [after, limit]
            ).map(IncomingTable.row)
        }
    }

    public func incomingCount(_ state: IncomingState) async throws -> Int {
        try await database.read {
            Int(try $0.integer("SELECT count(*) FROM incoming WHERE state = ?", [state.rawValue]) ?? 0)
        }
    }

    /// - Throws: `Fault(.notFound)`.
    public func incoming(_ id: ID<Incoming>) async throws -> IncomingRow {
        try await database.read { try IncomingTable.fetch($0, id) }
    }

    /// What lies in the folder, as far as rows know, and what is being copied.
    public func presentIncoming() async throws -> [IncomingRow] {
        try await database.read { db in
            try db.rows(IncomingTable.select + " WHERE i.present = 1 OR i.state = 'copying'").map(IncomingTable.row)
        }
    }

    /// Writes down what a look at the folder found: files that are new, files at known paths that are others now, and
    /// files that are gone. A file that comes back unchanged finds its row again, and what a person decided with it; one
    /// that is another file at the same path has a row of its own.
    public func sight(
        new: [Sighting], changed: [(id: ID<Incoming>, now: Sighting)], vanished: [ID<Incoming>], now: Date
    ) async throws {
        try await database.commits.write { db in
            for id in vanished {
                try db.run(
                    """
                    UPDATE incoming SET present = 0, state = iif(state IN ('waiting', 'unassigned', 'refused'), 'gone', state)
                    WHERE id = ? AND state <> 'copying'
                    """, [id.description])
            }
            for (id, sighting) in changed {
                let row = try IncomingTable.fetch(db, id)
                switch row.state {
                case .waiting, .unassigned, .refused:
                    // What was decided of a file says nothing of another that takes its place.
                    guard row.identity.inode == sighting.identity.inode else {
                        try db.run("UPDATE incoming SET present = 0, state = 'gone' WHERE id = ?", [id.description])
                        try Self.insert(db, sighting, now: now)
                        continue
                    }
                    try Self.write(db, sighting, of: id)
                    try db.run("UPDATE incoming SET sha256 = NULL WHERE id = ?", [id.description])
                    try IncomingTable.set(db, id, .waiting, nil)
                case .taken, .duplicate, .dismissed, .gone:
                    try db.run("UPDATE incoming SET present = 0 WHERE id = ?", [id.description])
                    try Self.insert(db, sighting, now: now)
                case .copying: break
                }
            }
            for sighting in new { try Self.insert(db, sighting, now: now) }
            // Files that came and went again leave no trace for ever; decisions and recordings do.
            try db.run(
                "DELETE FROM incoming WHERE state = 'gone' AND decided_by IS NULL AND seen_at < ?",
                [now.addingTimeInterval(-30 * 86_400).millis])
        }
    }

    private static func write(_ db: Database, _ sighting: Sighting, of id: ID<Incoming>) throws {
        let file = sighting.identity
        try db.run(
            "UPDATE incoming SET device = ?, inode = ?, size = ?, mtime = ? WHERE id = ?",
            [file.device, file.inode, file.size, file.modified, id.description])
    }

    private static func insert(_ db: Database, _ sighting: Sighting, now: Date) throws {
        let file = sighting.identity
        let back = try db.text(
            """
            SELECT id FROM incoming WHERE path = ? AND state = 'gone' AND inode = ? AND size = ? AND mtime = ?
            ORDER BY id DESC
            """, [sighting.path, file.inode, file.size, file.modified])
        if let back {
            return try db.run(
                "UPDATE incoming SET present = 1, state = 'waiting', reason = NULL, device = ? WHERE id = ?",
                [file.device, back])
        }
        // Settled, and never put away: a folder that may not be written has come back with its mount.
        let settled = try db.text(
            """
            SELECT id FROM incoming WHERE path = ? AND state IN ('taken', 'duplicate', 'dismissed') AND present = 0
                AND moved_to IS NULL AND inode = ? AND size = ? AND mtime = ? ORDER BY id DESC
            """, [sighting.path, file.inode, file.size, file.modified])
        if let settled {
            return try db.run("UPDATE incoming SET present = 1, device = ? WHERE id = ?", [file.device, settled])
        }
        try db.run(
            """
            INSERT INTO incoming (id, path, shown, device, inode, size, mtime, state, present, seen_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', 1, ?)
            """,
            [
                ID<Incoming>.new(now).description, sighting.path, sighting.shown, file.device, file.inode, file.size,
                file.modified, now.millis,
            ])
    }

    /// Says where a file stands that is not being copied, and why; nothing when that is known already.
    public func note(_ row: IncomingRow, _ state: IncomingState, _ reason: IncomingReason?) async throws {
        guard row.state != state || row.reason != reason else { return }
        try await database.commits.write { db in
            // A person may have decided meanwhile: what they said counts.
            guard try IncomingTable.fetch(db, row.id).state == row.state else { return }
            try IncomingTable.set(db, row.id, state, reason)
        }
    }

    /// A person says which check a file belongs to; the watched folder takes it from there.
    /// - Throws: `Fault(.notFound)`, or `Fault(.conflict)` when the file is settled already or the check is sealed.
    public func assignIncoming(
        _ id: ID<Incoming>, to check: ID<Check>, kind: String, by actor: Actor, now: Date
    ) async throws -> IncomingRow {
        let row = try await database.commits.write { db in
            let row = try Self.undecided(db, id)
            _ = try Self.openForFootage(db, check)
            try db.run(
                """
                UPDATE incoming SET check_id = ?, kind = ?, origin = 'person', decided_by = ?, state = 'waiting',
                    reason = NULL, sha256 = NULL WHERE id = ?
                """, [check.description, kind, actor.name, id.description])
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "incoming.assigned", at: now.wholeMillis, subject: row.id.description,
                    facts: ["check": .string(check.description), "role": .string(actor.role.rawValue)]))
            return try IncomingTable.fetch(db, id)
        }
        signals.incoming.wake()
        return row
    }

    /// A person says that a file is no recording. It is kept, out of the way.
    /// - Throws: `Fault(.notFound)`, `Fault(.conflict)` when the file is settled already.
    public func dismissIncoming(
        _ id: ID<Incoming>, because reason: String, by actor: Actor, now: Date
    ) async throws -> IncomingRow {
        let row = try await database.commits.write { db in
            let row = try Self.undecided(db, id)
            try db.run(
                """
                UPDATE incoming SET state = 'dismissed', reason = ?, decided_by = ?, check_id = NULL, kind = NULL,
                    origin = NULL, settled_at = ? WHERE id = ?
                """, [try jsonText(IncomingReason.dismissed(because: reason)), actor.name, now.millis, id.description])
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "incoming.dismissed", at: now.wholeMillis, subject: row.id.description,
                    facts: ["role": .string(actor.role.rawValue), "size": .int(row.identity.size)]))
            return try IncomingTable.fetch(db, id)
        }
        signals.incoming.wake()
        return row
    }

    private static func undecided(_ db: Database, _ id: ID<Incoming>) throws -> IncomingRow {
        let row = try IncomingTable.fetch(db, id)
        guard !row.isFolder else {
            throw Fault(.conflict, "\(row.shown) is a folder that cannot be read: mend its permissions.", field: "id")
        }
        switch row.state {
        case .waiting, .unassigned, .refused: return row
        case .copying: throw Fault(.conflict, "\(id) is being copied: ask again in a moment.", field: "id")
        case .gone: throw Fault(.conflict, "\(id) is no longer in the watched folder: put it back.", field: "id")
        case .taken, .duplicate, .dismissed:
            let what = row.recording.map { ", recording \($0) of \(row.checkNo ?? "its check")" } ?? ""
            throw Fault(
                .conflict, "\(id) is \(row.state.rawValue) already\(what): copy the file into the folder again.",
                field: "id")
        }
    }
}
