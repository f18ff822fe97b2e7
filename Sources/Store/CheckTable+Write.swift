import Domain
import Foundation
import GRDB

extension CheckTable {
    /// Writes the state that a command led to: its own columns and the new revision. Earlier columns stay as they are.
    /// - Throws: `Fault(.conflict)` when the row has moved on meanwhile (it cannot, inside one transaction).
    static func write(_ db: Database, _ check: Check, from old: Int) throws {
        var columns = [
            "state = ?", "revision = ?", "blocked_guard = NULL", "blocked_reason = NULL", "blocked_since = NULL",
        ]
        var values: [(any DatabaseValueConvertible)?] = [check.state.name.rawValue, check.revision]
        for (column, value) in try changed(check.state) {
            columns.append("\(column) = ?")
            values.append(value)
        }
        try db.run(
            "UPDATE \"check\" SET \(columns.joined(separator: ", ")) WHERE id = ? AND revision = ?",
            StatementArguments(values + [check.id.description, old]))
        guard db.changesCount == 1 else { throw Fault(.conflict, "\(check.checkNo) was changed by someone else.") }
        if case .scheduled(let scheduled) = check.state { try writeInspectors(db, scheduled, check.id) }
    }

    private typealias Column = (String, (any DatabaseValueConvertible)?)

    private static func changed(_ state: CheckState) throws -> [Column] {
        switch state {
        case .requested: return []
        case .approved(let approval):
            return [("approved_at", approval.at.millis), ("approved_by", approval.by)]
        case .scheduled(let scheduled):
            return [
                ("slot_start", scheduled.start.millis), ("slot_end", scheduled.end.millis),
                ("station_id", scheduled.stationID),
            ]
        case .issued(let issued):
            return [
                ("issued_at", issued.at.millis), ("notice_id", issued.notice.description),
                ("notice_no", issued.noticeNo),
            ]
        case .served(let served):
            return [
                ("arrived_at", served.arrivedAt.millis), ("acknowledged_at", served.acknowledgedAt.millis),
                ("service_proof", served.proof.rawValue),
            ]
        case .inSession(let session):
            return [("begun_at", session.at.millis), ("begin", try jsonText(session.begin))]
        case .completed(let completed):
            return [("completed_at", completed.at.millis), ("transcript", completed.transcript)]
        case .sealed(let sealed): return columns(of: sealed)
        case .underReview(let review): return [("review_at", review.at.millis)]
        case .passed(let decided): return columns(of: decided, .pass)
        case .failed(let decided): return columns(of: decided, .fail)
        case .closed(let closed): return [("closed_at", closed.at.millis)]
        }
    }

    private static func columns(of sealed: Sealed) -> [Column] {
        let columns: [Column] = [("sealed_at", sealed.at.millis), ("manifest_sha256", sealed.manifestSHA256)]
        switch sealed.signature {
        case .signed: return columns + [("party_signed", 1)]
        case .declined(let reason): return columns + [("party_signed", 0), ("unsigned_reason", reason)]
        }
    }

    private static func columns(of decided: Decided, _ outcome: Outcome) -> [Column] {
        [
            ("decided_at", decided.at.millis), ("decided_by", decided.by), ("outcome", outcome.rawValue),
            ("decision_reason", decided.reason),
        ]
    }

    private static func writeInspectors(_ db: Database, _ scheduled: Scheduled, _ id: ID<Check>) throws {
        for (index, inspector) in scheduled.inspectorIDs.enumerated() {
            try db.run(
                "INSERT INTO check_inspector (check_id, rank, inspector_id) VALUES (?, ?, ?)",
                [id.description, index + 1, inspector])
        }
    }
}
