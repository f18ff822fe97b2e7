import Domain
import Foundation
import GRDB

/// A file's way from the watched folder into the footage: claimed, copied and judged by its digest, recorded, put away.
/// Each step is written after its bytes are durable, and each may be repeated after a crash.
extension CheckStore {
    /// The check that someone named, if there is one, and why it takes no footage, if it does not.
    public struct FootageTarget: Sendable {
        public let check: ID<Check>
        public let checkNo: String
        public let refusal: IncomingReason?
    }

    /// - Parameter name: a check's number, in any case, or its id.
    public func footageTarget(_ name: String) async throws -> FootageTarget? {
        try await database.read { db in
            guard
                let row = try db.row(
                    "SELECT id FROM \"check\" WHERE check_no = ?1 OR id = ?2", [name.uppercased(), name.lowercased()])
            else { return nil }
            let id: ID<Check> = try row.id("id")
            let number = try db.text("SELECT check_no FROM \"check\" WHERE id = ?", [id.description]) ?? name
            do {
                _ = try Self.openForFootage(db, id)
                return FootageTarget(check: id, checkNo: number, refusal: nil)
            } catch let fault as Fault where fault.kind == .conflict {
                return FootageTarget(check: id, checkNo: number, refusal: .sealed(checkNo: number))
            }
        }
    }

    /// The file is about to be copied for this check: a folder is reserved for its recording.
    /// - Returns: nil when a person decided otherwise meanwhile, the check takes no footage any more, or a recording that
    ///   may be the same is in ingest.
    public func claimIncoming(
        _ id: ID<Incoming>, for check: ID<Check>, kind: String, origin: IncomingOrigin, sidecar: String?, now: Date
    ) async throws -> IncomingRow? {
        try await database.commits.write { db in
            let row = try IncomingTable.fetch(db, id)
            guard [.waiting, .unassigned, .refused].contains(row.state), row.isPresent,
                row.origin != .person || (origin == .person && row.check == check)
            else { return nil }
            let number: String
            do {
                number = try Self.openForFootage(db, check).number
            } catch let fault as Fault where fault.kind == .conflict {
                let name = try db.text("SELECT check_no FROM \"check\" WHERE id = ?", [check.description])
                try Self.giveBack(db, id, .unassigned, .sealed(checkNo: name ?? check.description))
                return nil
            }
            if try Self.hasTwinInIngest(db, check, size: row.identity.size) {
                if row.reason != .twinInIngest { try Self.giveBack(db, id, .waiting, .twinInIngest) }
                return nil
            }
            let folder = "\(number.dropFirst().prefix(4))/\(number)/\(ID<Recording>.new(now))"
            try db.run(
                """
                UPDATE incoming SET state = 'copying', reason = NULL, check_id = ?, kind = ?, origin = ?, sidecar = ?,
                    folder = ?, sha256 = NULL WHERE id = ?
                """, [check.description, kind, origin.rawValue, sidecar, folder, id.description])
            return try IncomingTable.fetch(db, id)
        }
    }

    /// What the digest of a durable copy says.
    public enum CopyVerdict: Sendable, Equatable {
        case new
        /// The copy is not needed: its row says why.
        case settled(IncomingState)
    }

    /// Judges a durable copy by its digest: a duplicate of the check's own footage is no second recording; another check's
    /// footage is one only when a person said so.
    public func judgeCopy(_ row: IncomingRow, sha256: String, size: Int64, now: Date) async throws -> CopyVerdict {
        try await database.commits.write { db in
            guard let check = row.check, try IncomingTable.fetch(db, row.id).state == .copying else {
                throw Fault(.internal, "\(row.id) is judged and was not copied.")
            }
            let twins = try db.rows(
                RecordingTable.select + " WHERE r.sha256 = ? ORDER BY r.id", [sha256]
            ).map(RecordingTable.row)
            if let twin = twins.first(where: { $0.check == check }) {
                try db.run(
                    """
                    UPDATE incoming SET state = 'duplicate', reason = ?, recording_id = ?, sha256 = ?, folder = NULL,
                        settled_at = ? WHERE id = ?
                    """,
                    [
                        try jsonText(IncomingReason.duplicate(recording: twin.id.description, checkNo: twin.checkNo)),
                        twin.id.description, sha256, now.millis,
                        row.id.description,
                    ])
                try AuditLog.append(
                    db,
                    AuditEntry(
                        kind: "incoming.duplicate", at: now.wholeMillis, subject: row.id.description,
                        facts: ["recording": .string(twin.id.description), "sha256": .string(sha256)]))
                return .settled(.duplicate)
            }
            if let other = twins.first, row.origin != .person {
                try Self.giveBack(
                    db, row.id, .unassigned,
                    .anotherChecks(recording: other.id.description, checkNo: other.checkNo)
                )
                try db.run("UPDATE incoming SET sha256 = ? WHERE id = ?", [sha256, row.id.description])
                return .settled(.unassigned)
            }
            if try Self.hasTwinInIngest(db, check, size: size) {
                try Self.giveBack(db, row.id, .waiting, .twinInIngest)
                return .settled(.waiting)
            }
            try db.run("UPDATE incoming SET sha256 = ? WHERE id = ?", [sha256, row.id.description])
            return .new
        }
    }

    /// An upload of this size is being read in: whether it is the same is known once that is done.
    private static func hasTwinInIngest(_ db: Database, _ check: ID<Check>, size: Int64) throws -> Bool {
        try db.integer(
            "SELECT 1 FROM recording WHERE check_id = ? AND state = 'ingesting' AND sha256 IS NULL AND size = ?",
            [check.description, size]) != nil
    }

    /// The copy lies where it will stay: from now on it is a recording, and ingest has work.
    /// - Parameters:
    ///   - filename: as the recorder named it, for display.
    ///   - original: its file name in the reserved folder, generated.
    /// - Throws: `Fault(.conflict)` when the check was sealed meanwhile: the copy must go, then the file is given back.
    public func recordIncoming(
        _ row: IncomingRow, filename: String, original: String, size: Int64, now: Date
    ) async throws -> ID<Recording> {
        let made: ID<Recording> = try await database.commits.write { db in
            let current = try IncomingTable.fetch(db, row.id)
            guard current.state == .copying, let check = current.check, let kind = current.kind,
                let folder = current.folder, let sha256 = current.sha256,
                let id = folder.split(separator: "/").last.flatMap({ ID<Recording>(String($0)) })
            else { throw Fault(.internal, "\(row.id) is recorded and was not copied.") }
            _ = try Self.openForFootage(db, check)
            try db.run(
                """
                INSERT INTO recording (id, check_id, filename, kind, path, original, state, length, size, sha256, attempts,
                    due_at, made_at, uploaded_at) VALUES (?, ?, ?, ?, ?, ?, 'ingesting', ?, ?, ?, 0, ?, ?, ?)
                """,
                [
                    id.description, check.description, filename, kind, folder, original, size, size, sha256, now.millis,
                    now.millis, now.millis,
                ])
            try db.run(
                """
                UPDATE incoming SET state = 'taken', reason = NULL, recording_id = ?, folder = NULL, settled_at = ?
                WHERE id = ?
                """, [id.description, now.millis, row.id.description])
            try SearchIndex.add(db, recording: id, filename, of: check)
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "recording.announced", at: now.wholeMillis, subject: id.description,
                    facts: ["check": .string(check.description), "incoming": .string(row.id.description)]))
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "recording.uploaded", at: now.wholeMillis, subject: id.description,
                    facts: ["size": .int(size), "sha256": .string(sha256)]))
            return id
        }
        signals.recordings.wake()
        return made
    }

    /// A copy that came to nothing: the file waits again, or waits for a person.
    public func giveBackIncoming(_ id: ID<Incoming>, _ state: IncomingState, _ reason: IncomingReason?) async throws {
        try await database.commits.write { try Self.giveBack($0, id, state, reason) }
    }

    /// A settled file was put away, or could not be.
    /// - Parameters:
    ///   - place: where it lies now; nil when it stays at its path.
    ///   - reason: why it stays.
    public func noteMoved(_ row: IncomingRow, to place: String?, because reason: IncomingReason?) async throws {
        guard place != nil || reason != row.reason else { return }
        try await database.commits.write { db in
            try db.run(
                """
                UPDATE incoming SET present = iif(?1 IS NULL, present, 0), moved_to = ?1, reason = iif(state = 'taken', ?2, reason)
                WHERE id = ?3
                """, [place, try reason.map { try jsonText($0) }, row.id.description])
        }
    }

    /// Files that were taken and put away since an instant, the newest first.
    public func putAwayIncoming(since: Date) async throws -> [IncomingRow] {
        try await database.read { db in
            try db.rows(
                IncomingTable.select + """
                     WHERE i.state = 'taken' AND i.present = 0 AND i.moved_to IS NOT NULL AND i.settled_at > ?
                    ORDER BY i.id DESC LIMIT 200
                    """, [since.millis]
            ).map(IncomingTable.row)
        }
    }

    /// Which of these files this state has as settled.
    public func settledIncoming(of ids: [String]) async throws -> Set<String> {
        try await database.read { db in
            try ids.reduce(into: Set<String>()) { settled, id in
                let query = "SELECT 1 FROM incoming WHERE id = ? AND state IN ('taken', 'duplicate', 'dismissed')"
                if try db.integer(query, [id]) != nil { settled.insert(id) }
            }
        }
    }

    /// A file that was put away went back to its path, for it had grown: a new row will follow it from there.
    public func noteReturned(_ row: IncomingRow, now: Date) async throws {
        try await database.commits.write { db in
            try db.run("UPDATE incoming SET moved_to = NULL WHERE id = ?", [row.id.description])
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "alarm.written_after_taken", at: now.wholeMillis, subject: row.id.description,
                    facts: ["recording": row.recording.map { .string($0.description) } ?? .null]))
        }
    }

    /// A person's choice that a check refused is undone: the file is theirs to assign again.
    private static func giveBack(
        _ db: Database, _ id: ID<Incoming>, _ state: IncomingState, _ reason: IncomingReason?
    ) throws {
        if state == .unassigned {
            try db.run("UPDATE incoming SET origin = NULL WHERE id = ? AND origin = 'person'", [id.description])
        }
        try IncomingTable.set(db, id, state, reason)
        try db.run("UPDATE incoming SET sha256 = NULL WHERE id = ?", [id.description])
    }
}
