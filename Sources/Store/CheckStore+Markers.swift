import Domain
import Foundation
import GRDB

extension CheckStore {
    public enum Marked: Sendable {
        case accepted(MarkerRow)
        /// The same idempotency key with the same marker: answered from the record, nothing done.
        case repeated(MarkerRow)
        case refused(Refusal)
    }

    /// Puts a note or an answer on record, with its leaf in the audit log, in one transaction.
    ///
    /// A place in the footage that is not given is found: the seconds since the live recording began, else since the
    /// session did.
    /// - Parameters:
    ///   - key: a caller's idempotency key.
    ///   - request: what was asked for, by which the same request is known again; nil: the marker itself.
    /// - Throws: `Fault(.notFound)` for an unknown check, `Fault(.conflict)` for a reused key.
    public func mark(
        _ marker: Marker, on id: ID<Check>, key: String? = nil, request: String? = nil, now: Date
    ) async throws -> Marked {
        let now = now.wholeMillis
        let key = key.map { IdempotencyKey($0, of: "\(id)|\(request ?? "\(marker)")") }
        return try await database.commits.write { db in
            if let key, try IdempotencyTable.check(db, key) != nil,
                let row = try db.row("SELECT * FROM marker WHERE key = ?", [key.text])
            {
                return .repeated(try MarkerTable.row(row))
            }
            let check = try CheckTable.fetch(db, id)
            let session = try ChecklistTable.latest(db, id)
            let sheet = try ChecklistTable.sheet(db, id, session: session)
            let footage = try RecordingTable.footage(db, of: id)
            if let refusal = marker.refusal(on: check, sheet: sheet, footage: footage, now: now) {
                return .refused(refusal)
            }
            let row = try MarkerTable.insert(
                db, try placed(db, marker, check), check: id, session: session, key: key?.text, now: now)
            try SearchIndex.add(db, row, of: check, sheet: sheet)
            if let key { try IdempotencyTable.keep(db, key, id, now: now) }
            return .accepted(row)
        }
    }

    private func placed(_ db: Database, _ marker: Marker, _ check: Check) throws -> Marker {
        guard marker.from == nil, marker.recording == nil, let session = check.state.session,
            [.inSession, .interrupted].contains(check.state.name)
        else { return marker }
        var (recording, start): (ID<Recording>?, Date) = (nil, session.at)
        if case .live = session.begin.capture {
            let running = try RecordingTable.ofCheck(db, check.id).last {
                $0.kind == "session" && $0.state == .uploading && $0.madeAt <= marker.at
            }
            if let running { (recording, start) = (running.id, running.madeAt) }
        }
        let seconds = max(0, marker.at.timeIntervalSince(start).rounded())
        return Marker(
            kind: marker.kind, person: marker.person, item: marker.item, answer: marker.answer, reason: marker.reason,
            recording: recording, from: seconds, to: seconds, at: marker.at, by: Actor(marker.role, marker.by))
    }

    /// What was put on record beside a check's events, in the order it came, one page.
    public func markers(
        of check: ID<Check>, kind: Marker.Kind? = nil, after: Int64? = nil, limit: Int = 100
    ) async throws -> [MarkerRow] {
        try await database.read { db in
            _ = try CheckTable.fetch(db, check)
            return try db.rows(
                """
                SELECT * FROM marker WHERE check_id = ?1 AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR leaf > ?3)
                ORDER BY leaf LIMIT ?4
                """, [check.description, kind?.rawValue, after, limit]
            ).map(MarkerTable.row)
        }
    }
}

/// The checklist of a check's last session, with the answers that count.
public struct ChecklistStory: Sendable {
    public let sheet: ChecklistSheet
    public let session: Int
    public let answers: [Marker]

    public var answered: [(item: ChecklistItem, answer: Marker?)] { sheet.answered(by: answers) }

    static func of(_ db: Database, _ check: ID<Check>) throws -> ChecklistStory? {
        let session = try ChecklistTable.latest(db, check)
        guard let sheet = try ChecklistTable.sheet(db, check, session: session) else { return nil }
        return ChecklistStory(
            sheet: sheet, session: session,
            answers: try MarkerTable.ofCheck(db, check, session: session).map(\.marker).filter { $0.kind == .answer })
    }
}
