import Domain
import Foundation
import GRDB

/// Rows of the lifecycle of a recording: uploading → ingesting → ready | quarantined. Each step is written after its
/// bytes are durable, so a row never promises more than the disk holds.
extension CheckStore {
    /// A new upload's row, before its first byte.
    /// - Parameters:
    ///   - original: file name, generated; `length` in bytes, nil when not known yet.
    /// - Throws: `Fault(.conflict)` when the check is sealed.
    public func addRecording(
        to check: ID<Check>, filename: String, kind: String, original: String, length: Int64?, now: Date
    ) async throws -> RecordingRow {
        try await database.commits.write { db in
            let (number, state) = try Self.openForFootage(db, check, kind: kind)
            let id = ID<Recording>.new(now)
            let year = String(number.dropFirst().prefix(4))
            // Nobody says once more that the session is over: what is added after its end knows it from the start.
            let isOver = [.completed, .aborted, .noShow, .declined].contains(state) || state.takesAddenda
            try db.run(
                """
                INSERT INTO recording (id, check_id, filename, kind, path, original, state, length, end_expected_at,
                    due_at, attempts, made_at) VALUES (?, ?, ?, ?, ?, ?, 'uploading', ?, ?, ?, 0, ?)
                """,
                [
                    id.description, check.description, filename, kind, "\(year)/\(number)/\(id)", original, length,
                    isOver ? now.millis : nil, isOver ? (now + RecordingTable.idleAfterEnd).millis : nil, now.millis,
                ])
            try SearchIndex.add(db, recording: id, filename, of: check)
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "recording.announced", at: now.wholeMillis, subject: id.description,
                    facts: ["check": .string(check.description)]))
            return try RecordingTable.fetch(db, id)
        }
    }

    /// The number and the state of a check that takes footage.
    /// - Throws: `Fault(.notFound)`, `Fault(.conflict)` when it is sealed.
    static func openForFootage(
        _ db: Database, _ check: ID<Check>, kind: String = "session"
    ) throws -> (number: String, state: CheckState.Name) {
        guard let row = try db.row("SELECT check_no, state, sealed_at FROM \"check\" WHERE id = ?", [check.description])
        else {
            throw Fault(.notFound, "There is no check \(check).", field: "check")
        }
        let state: CheckState.Name = try row.choice("state")
        let number: String = try row.need("check_no")
        if kind == "addendum" {
            guard state.takesAddenda, row["sealed_at"] as Int64? != nil else {
                throw Fault(
                    .conflict,
                    "\(number) is \(state.rawValue): an addendum is for sealed footage, until the check is closed. \(state.takesFootage ? "Send it as kind session." : "The head of the bureau may reopen the check.")",
                    field: "check")
            }
            return (number, state)
        }
        guard state.takesFootage else {
            throw Fault(
                .conflict,
                "\(number) is \(state.rawValue): its footage is sealed and takes no more recordings.\(state.takesAddenda ? " What turns up late is sent as kind addendum." : "")",
                field: "check")
        }
        return (number, state)
    }

    /// - Throws: `Fault(.notFound)`.
    public func recording(_ id: ID<Recording>) async throws -> RecordingRow {
        try await database.read { try RecordingTable.fetch($0, id) }
    }

    /// Recordings by when they were announced, one page.
    public func recordings(
        check: ID<Check>?, text: String? = nil, after: String? = nil, order: ListOrder = .oldest, limit: Int = 100
    ) async throws -> [RecordingRow] {
        try await database.read { db in
            try db.rows(
                RecordingTable.select + """
                     WHERE (?1 IS NULL OR r.check_id = ?1) AND (?2 IS NULL OR r.id \(order.beyond) ?2)
                        AND (?4 IS NULL OR instr(r.filename || ' ' || c.check_no, ?4) > 0)
                     ORDER BY r.id \(order.sql) LIMIT ?3
                    """, [check?.description, after, limit, text]
            ).map(RecordingTable.row)
        }
    }

    /// The upload's length is known now. Saying it twice is fine, saying otherwise is not.
    public func declareLength(_ length: Int64, of id: ID<Recording>) async throws {
        try await database.commits.write { db in
            let row = try RecordingTable.fetch(db, id)
            guard row.length == nil || row.length == length else {
                throw Fault(
                    .conflict, "Upload-Length was declared as \(row.length ?? 0) before.", field: "Upload-Length")
            }
            try db.run("UPDATE recording SET length = ? WHERE id = ?", [length, id.description])
        }
    }

    /// The first durable bytes of a live recording: from now on `begin` may rely on them.
    public func noteDurable(_ bytes: Int64, of id: ID<Recording>) async throws {
        try await database.commits.write { db in
            try db.run(
                "UPDATE recording SET size = ? WHERE id = ? AND state = 'uploading' AND size IS NULL",
                [bytes, id.description])
        }
    }

    /// Every byte is on disk: the recording goes on to ingest.
    public func finishUpload(_ id: ID<Recording>, size: Int64, now: Date) async throws {
        try await database.commits.write { db in
            try db.run(
                """
                UPDATE recording SET state = 'ingesting', size = ?, length = ?, uploaded_at = ?, due_at = ?, leased = 0, attempts = 0
                WHERE id = ? AND state = 'uploading'
                """, [size, size, now.millis, now.millis, id.description])
            guard db.changesCount == 1 else { return }
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "recording.uploaded", at: now.wholeMillis, subject: id.description,
                    facts: ["size": .int(size)]))
        }
        signals.recordings.wake()
    }

    /// No more bytes will come of an unfinished upload: what has come is kept, and ingest puts it into quarantine.
    /// - Parameters:
    ///   - size: bytes that are here, durable.
    ///   - note: why, in the words of whoever ended it; nil when they gave none.
    /// - Returns: false when it is no longer an upload: it has become complete, or was ended before.
    public func abandonUpload(
        _ id: ID<Recording>, size: Int64, by actor: Actor, note: String?, now: Date
    ) async throws -> Bool {
        let isEnded = try await database.commits.write { db in
            let row = try RecordingTable.fetch(db, id)
            let reason = RecordingRow.abandonment(size: size, length: row.length, by: actor.name, note: note)
            try db.run(
                """
                UPDATE recording SET state = 'ingesting', size = ?, reason = ?, due_at = ?, leased = 0, attempts = 0
                WHERE id = ? AND state = 'uploading'
                """, [size, reason, now.millis, id.description])
            guard db.changesCount == 1 else { return false }
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "recording.abandoned", at: now.wholeMillis, subject: id.description,
                    facts: [
                        "check": .string(row.check.description), "size": .int(size),
                        "length": row.length.map { .int($0) } ?? .null, "role": .string(actor.role.rawValue),
                        "reason_sha256": .string(Data(reason.utf8).sha256Hex),
                    ]))
            return true
        }
        if isEnded { signals.recordings.wake() }
        return isEnded
    }

    /// Takes recordings that are due, in one state: counts the attempt and pushes `due_at` past the lease. What a person
    /// uploaded and waits for goes before what a recorder left in the watched folder, whose digest is known from its copy.
    public func claimRecordings(
        in state: RecordingState, limit: Int, now: Date, lease: @escaping @Sendable (RecordingRow) -> Duration
    ) async throws -> [RecordingRow] {
        try await database.commits.write { db in
            let due = try db.rows(
                RecordingTable.select + """
                     WHERE r.due_at <= ? AND r.state = ? ORDER BY r.sha256 IS NOT NULL, r.due_at LIMIT ?
                    """, [now.millis, state.rawValue, limit]
            ).map(RecordingTable.row)
            return try due.map { row in
                try db.run(
                    "UPDATE recording SET attempts = attempts + 1, due_at = ?, leased = 1 WHERE id = ?",
                    [(now + lease(row)).millis, row.id.description])
                return try RecordingTable.fetch(db, row.id)
            }
        }
    }

    public func nextDueRecording() async throws -> Date? {
        try await database.read { db in
            try db.integer("SELECT min(due_at) FROM recording").map { Date(millis: $0) }
        }
    }

    /// - Parameter until: nil when nothing is to be done until someone says otherwise.
    public func postponeRecording(_ id: ID<Recording>, until: Date?) async throws {
        try await database.commits.write { db in
            try db.run("UPDATE recording SET due_at = ?, leased = 0 WHERE id = ?", [until?.millis, id.description])
        }
    }
}
