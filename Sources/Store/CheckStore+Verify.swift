import Domain
import Foundation
import GRDB

extension CheckStore {
    /// The original that has waited longest to be read again.
    /// - Parameters:
    ///   - before: of those that were whole, only one that was last read, or taken in, before.
    ///   - damagedBefore: the same of those that were not.
    public func recordingToVerify(before: Date, damagedBefore: Date) async throws -> RecordingRow? {
        try await database.read { db in
            let damaged = try db.row(
                RecordingTable.select
                    + " WHERE r.damage IS NOT NULL AND r.verified_at < ? ORDER BY r.verified_at LIMIT 1",
                [damagedBefore.millis])
            let row =
                try damaged
                ?? db.row(
                    RecordingTable.select + """
                         WHERE coalesce(r.verified_at, r.settled_at) < ? AND r.damage IS NULL AND r.sha256 IS NOT NULL
                            AND r.settled_at IS NOT NULL ORDER BY coalesce(r.verified_at, r.settled_at) LIMIT 1
                        """, [before.millis])
            return try row.map(RecordingTable.row)
        }
    }

    /// An original was read again. What is found, and that it is whole again, goes on record.
    /// - Parameter damage: in words; nil: it is what it was.
    public func noteVerified(_ id: ID<Recording>, damage: String?, now: Date) async throws {
        let changed = try await database.commits.write { db in
            let before = try db.text("SELECT damage FROM recording WHERE id = ?", [id.description])
            try db.run(
                "UPDATE recording SET verified_at = ?, damage = ? WHERE id = ?", [now.millis, damage, id.description])
            guard (before == nil) != (damage == nil) else { return false }
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: damage == nil ? "recording.whole_again" : "recording.damaged", at: now.wholeMillis,
                    subject: id.description, facts: damage.map { ["damage": .string($0)] } ?? [:]))
            return true
        }
        if changed { signals.watch.wake() }
    }

    static func damaged(_ db: Database) throws -> [Alert] {
        try db.rows(
            """
            SELECT r.id, r.damage, check_no FROM recording r JOIN "check" ON "check".id = check_id
            WHERE r.damage IS NOT NULL ORDER BY r.verified_at LIMIT 1000
            """
        ).map { row in
            Alert(
                .footageDamaged, subject: try row.need("id"),
                detail: ["check": .string(try row.need("check_no")), "reason": .string(try row.need("damage"))])
        }
    }
}
