import Domain
import Foundation
import GRDB

extension CheckTable {
    /// Writes what the state carries, and nothing else: columns of what it does not carry become NULL.
    /// - Throws: `Fault(.conflict)` when the row has moved on meanwhile (it cannot, inside one transaction).
    static func write(_ db: Database, _ check: Check, from old: Int) throws {
        let state = check.state
        var columns: [Column] = [
            ("state", state.name.rawValue), ("revision", check.revision), ("blocked_guard", nil),
            ("blocked_reason", nil), ("blocked_since", nil),
            ("deadline_day", check.deadline.day.description), ("deadline_at", check.deadline.instant.millis),
            ("deadline_provisional", check.deadline.provisional), ("extended_from", check.extendedFrom?.description),
        ]
        columns += try queued(state) + notified(state) + verified(state) + sealed(state)
        columns += try reviewed(state) + decided(state) + ended(state)
        let setters = columns.map { "\($0.0) = ?" }.joined(separator: ", ")
        try db.run(
            "UPDATE \"check\" SET \(setters) WHERE id = ? AND revision = ?",
            StatementArguments(columns.map(\.1) + [check.id.description, old]))
        guard db.changesCount == 1 else { throw Fault(.conflict, "\(check.checkNo) was changed by someone else.") }
        if case .scheduled(let scheduled) = state { try writeInspectors(db, scheduled, check.id) }
    }

    private typealias Column = (String, (any DatabaseValueConvertible)?)

    private static func queued(_ state: CheckState) throws -> [Column] {
        let booking = state.booking
        return [
            ("approved_at", state.approval?.at.millis), ("approved_by", state.approval?.by),
            ("slot_start", booking?.start.millis), ("slot_end", booking?.end.millis),
            ("station_id", booking?.stationID), ("course", try booking.map { try jsonText($0.course) }),
        ]
    }

    private static func notified(_ state: CheckState) throws -> [Column] {
        let notice = state.notice
        let service = state.service?.service
        return [
            ("issued_at", notice?.at.millis), ("notice_id", notice?.notice.description),
            ("notice_no", notice?.noticeNo), ("wish", try (notice?.wish).map { try jsonText($0) }),
            ("service_failed_at", state.serviceFailure?.at.millis),
            ("service_failed_reason", state.serviceFailure?.reason), ("arrived_at", service?.arrivedAt.millis),
            ("service", try service.map { try jsonText($0) }),
        ]
    }

    private static func verified(_ state: CheckState) throws -> [Column] {
        let session = state.session
        let interruption = state.interruption
        return [
            ("begun_at", session?.at.millis), ("begin", try session.map { try jsonText($0.begin) }),
            ("interruptions", try session.map { try jsonText($0.interruptions) }),
            ("interrupted_at", interruption?.at.millis),
            ("interruption", try interruption.map { try jsonText(Pause(cause: $0.cause, note: $0.note)) }),
            ("aborted_at", state.abortion?.at.millis), ("abort_reason", state.abortion?.reason),
            ("no_show_at", state.absence?.at.millis),
            ("contact_attempts", try state.absence.map { try jsonText($0.attempts) }),
            ("declined_at", state.declining?.at.millis), ("declining_statement", state.declining?.statement),
        ]
    }

    private static func sealed(_ state: CheckState) throws -> [Column] {
        let sealing = state.sealing
        var columns: [Column] = [
            ("completed_at", state.completion?.at.millis), ("transcript", state.completion?.transcript),
            ("sealed_at", sealing?.at.millis), ("manifest_sha256", sealing?.manifestSHA256),
        ]
        switch sealing?.signature {
        case nil: columns += [("party_signed", nil), ("unsigned_reason", nil)]
        case .signed: columns += [("party_signed", 1), ("unsigned_reason", nil)]
        case .declined(let reason): columns += [("party_signed", 0), ("unsigned_reason", reason)]
        }
        return columns
    }

    private static func reviewed(_ state: CheckState) throws -> [Column] {
        let record = state.fileReview
        let rectification = state.rectification
        let recheck = state.recheck?.recheck
        return [
            ("recorded_at", record?.at.millis),
            (
                "file_review",
                try record.map { try jsonText(Reviewers(inspectors: $0.inspectorIDs, record: $0.record)) }
            ),
            ("review_at", state.review?.at.millis), ("review_basis", state.review?.basis.word),
            ("rectification_due", rectification?.order.due.description),
            (
                "rectification",
                try rectification.map {
                    try jsonText(Cure(order: $0.order, service: $0.service, report: $0.report))
                }
            ),
            ("rechecked_at", recheck?.at.millis), ("recheck", try recheck.map { try jsonText($0) }),
        ]
    }

    private static func decided(_ state: CheckState) throws -> [Column] {
        let decided = state.decided
        let outcome: PersonOutcome.Verdict? =
            switch state {
            case .passed: .pass
            case .failed: .fail
            default: decided == nil ? nil : state.withdrawal.map { $0.was == .pass ? .pass : .fail } ?? state.verdict
            }
        return [
            ("decided_at", decided?.decision.at.millis), ("outcome", outcome?.rawValue),
            ("decision", try decided.map { try jsonText($0.decision) }),
            ("decision_service", try (decided?.service).map { try jsonText($0) }),
        ]
    }

    private static func ended(_ state: CheckState) throws -> [Column] {
        var columns: [Column] = [
            ("escalated_at", state.escalation?.at.millis),
            (
                "escalation",
                try state.escalation.map {
                    try jsonText(
                        Escalation(by: $0.by, code: $0.code, reason: $0.reason, onsite: $0.onsite, from: $0.origin.word)
                    )
                }
            ),
            ("withdrawn_at", state.withdrawal?.at.millis),
            (
                "withdrawal",
                try state.withdrawal.map { try jsonText(Withdrawal(by: $0.by, reason: $0.reason)) }
            ),
        ]
        if case .cancelled(let cancelled) = state {
            columns += [
                ("cancelled_at", cancelled.at.millis),
                (
                    "cancellation",
                    try jsonText(
                        Cancellation(by: cancelled.by, reason: cancelled.reason, replacement: cancelled.replacement))
                ),
            ]
        } else {
            columns += [("cancelled_at", nil), ("cancellation", nil)]
        }
        if case .closed(let closed) = state {
            columns.append(("closed_at", closed.at.millis))
        } else {
            columns.append(("closed_at", nil))
        }
        return columns
    }

    /// The drawn inspectors, in the order of their rank.
    private static func writeInspectors(_ db: Database, _ scheduled: Scheduled, _ id: ID<Check>) throws {
        try db.run("DELETE FROM check_inspector WHERE check_id = ?", [id.description])
        for (index, inspector) in scheduled.inspectorIDs.enumerated() {
            try db.run(
                "INSERT INTO check_inspector (check_id, rank, inspector_id) VALUES (?, ?, ?)",
                [id.description, index + 1, inspector])
        }
    }
}

extension CheckState {
    /// What a closed check had been decided.
    fileprivate var verdict: PersonOutcome.Verdict? {
        guard case .closed(let closed) = self else { return nil }
        switch closed.ending {
        case .passed: return .pass
        case .failed: return .fail
        case .escalated, .withdrawn: return nil
        }
    }
}
