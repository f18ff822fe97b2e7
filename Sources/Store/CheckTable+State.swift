import Domain
import Foundation
import GRDB

extension CheckTable {
    /// The state of a row: each takes its columns, and a row that lacks one is damaged, not guessed at.
    static func state(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> CheckState {
        let name: CheckState.Name = try row.choice("state")
        switch name {
        case .requested: return .requested
        case .approved: return .approved(try approval(row))
        case .scheduled: return .scheduled(try scheduled(db, row, id))
        case .issued: return .issued(try issued(db, row, id))
        case .serviceFailed:
            return .serviceFailed(
                ServiceFailed(
                    issued: try issued(db, row, id), at: try row.date("service_failed_at"),
                    reason: try row.need("service_failed_reason")))
        case .served: return .served(try served(db, row, id))
        case .inSession: return .inSession(try inSession(db, row, id))
        case .interrupted: return .interrupted(try interrupted(db, row, id))
        case .aborted: return .aborted(try aborted(db, row, id))
        case .noShow: return .noShow(try noShow(db, row, id))
        case .declined: return .declined(try declined(db, row, id))
        case .completed: return .completed(try completed(db, row, id))
        case .sealed: return .sealed(try sealed(db, row, id))
        case .underReview: return .underReview(try underReview(db, row, id))
        case .rectifying: return .rectifying(try rectifying(db, row, id))
        case .rechecked: return .rechecked(try rechecked(db, row, id))
        case .passed: return .passed(try decided(db, row, id))
        case .failed: return .failed(try decided(db, row, id))
        case .escalated: return .escalated(try escalated(db, row, id))
        case .withdrawn: return .withdrawn(try withdrawn(db, row, id))
        case .cancelled: return .cancelled(try cancelled(row))
        case .closed: return .closed(Closed(ending: try ending(db, row, id), at: try row.date("closed_at")))
        }
    }

    private static func approval(_ row: Row) throws -> Approval {
        Approval(at: try row.date("approved_at"), by: try row.need("approved_by"))
    }

    private static func scheduled(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Scheduled {
        Scheduled(
            approval: try approval(row), start: try row.date("slot_start"), end: try row.date("slot_end"),
            stationID: try row.need("station_id"),
            inspectorIDs: try String.fetchAll(
                db.cachedStatement(sql: "SELECT inspector_id FROM check_inspector WHERE check_id = ? ORDER BY rank"),
                arguments: [id.description]),
            course: try row.json("course"))
    }

    private static func issued(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Issued {
        Issued(
            scheduled: try scheduled(db, row, id), at: try row.date("issued_at"), notice: try row.id("notice_id"),
            noticeNo: try row.need("notice_no"), wish: try row.jsonIfAny("wish"))
    }

    private static func served(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Served {
        Served(issued: try issued(db, row, id), service: try row.json("service"))
    }

    private static func inSession(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> InSession {
        InSession(
            served: try served(db, row, id), begin: try row.json("begin"), at: try row.date("begun_at"),
            interruptions: try row.json("interruptions"))
    }

    private static func interrupted(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Interrupted {
        let pause: Pause = try row.json("interruption")
        return Interrupted(
            session: try inSession(db, row, id), at: try row.date("interrupted_at"), cause: pause.cause,
            note: pause.note)
    }

    private static func aborted(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Aborted {
        Aborted(
            interrupted: try interrupted(db, row, id), at: try row.date("aborted_at"),
            reason: try row.need("abort_reason"))
    }

    private static func noShow(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> NoShow {
        NoShow(
            served: try served(db, row, id), at: try row.date("no_show_at"), attempts: try row.json("contact_attempts"))
    }

    private static func declined(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Declined {
        Declined(
            served: try served(db, row, id),
            session: row.dateIfAny("begun_at") == nil ? nil : try inSession(db, row, id),
            at: try row.date("declined_at"), statement: try row.need("declining_statement"))
    }

    private static func completed(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Completed {
        Completed(
            session: try inSession(db, row, id), at: try row.date("completed_at"),
            transcript: try row.need("transcript"))
    }

    private static func sealed(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Sealed {
        let signed: Bool = try row.need("party_signed")
        return Sealed(
            completed: try completed(db, row, id), at: try row.date("sealed_at"),
            signature: signed ? .signed : .declined(reason: row["unsigned_reason"] ?? ""),
            manifestSHA256: try row.need("manifest_sha256"))
    }

    private static func underReview(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> UnderReview {
        let findings: [Finding] = try db.rows(
            "SELECT body FROM finding WHERE check_id = ? ORDER BY position", [id.description]
        ).map { try $0.json("body") }
        return UnderReview(basis: try basis(db, row, id), at: try row.date("review_at"), findings: findings)
    }

    private static func basis(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> UnderReview.Basis {
        let word: String = try row.need("review_basis")
        switch word {
        case "session": return .session(try sealed(db, row, id))
        case "no_show": return .noShow(try noShow(db, row, id))
        case "declined": return .declined(try declined(db, row, id))
        case "record":
            let review: Reviewers = try row.json("file_review")
            return .record(
                FileReview(
                    approval: try approval(row), at: try row.date("recorded_at"), inspectorIDs: review.inspectors,
                    record: review.record))
        default: throw Fault(.damaged, "\(id) rests on \"\(word)\", which is nothing that a review rests on.")
        }
    }

    private static func rectifying(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Rectifying {
        let cure: Cure = try row.json("rectification")
        return Rectifying(
            review: try underReview(db, row, id), order: cure.order, service: cure.service, report: cure.report)
    }

    private static func rechecked(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Rechecked {
        Rechecked(rectifying: try rectifying(db, row, id), recheck: try row.json("recheck"))
    }

    private static func decided(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Decided {
        Decided(
            review: try underReview(db, row, id),
            rechecked: row.dateIfAny("rechecked_at") == nil ? nil : try rechecked(db, row, id),
            decision: try row.json("decision"), service: try row.jsonIfAny("decision_service"))
    }

    private static func escalated(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Escalated {
        let order: Escalation = try row.json("escalation")
        let origin: Escalated.Origin =
            switch order.from {
            case .aborted: .aborted(try aborted(db, row, id))
            case .sealed: .sealed(try sealed(db, row, id))
            case .noShow: .noShow(try noShow(db, row, id))
            case .declined: .declined(try declined(db, row, id))
            case .review: .review(try underReview(db, row, id))
            }
        return Escalated(
            origin: origin, at: try row.date("escalated_at"), by: order.by, code: order.code, reason: order.reason,
            onsite: order.onsite)
    }

    private static func withdrawn(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Withdrawn {
        let withdrawal: Withdrawal = try row.json("withdrawal")
        return Withdrawn(
            decided: try decided(db, row, id), was: try row.choice("outcome"), at: try row.date("withdrawn_at"),
            by: withdrawal.by, reason: withdrawal.reason)
    }

    private static func cancelled(_ row: Row) throws -> Cancelled {
        let cancellation: Cancellation = try row.json("cancellation")
        return Cancelled(
            at: try row.date("cancelled_at"), by: cancellation.by, reason: cancellation.reason,
            replacement: cancellation.replacement)
    }

    private static func ending(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Closed.Ending {
        if row.dateIfAny("withdrawn_at") != nil { return .withdrawn(try withdrawn(db, row, id)) }
        if row.dateIfAny("escalated_at") != nil { return .escalated(try escalated(db, row, id)) }
        switch try row.choice("outcome") as PersonOutcome.Verdict {
        case .pass: return .passed(try decided(db, row, id))
        case .fail: return .failed(try decided(db, row, id))
        }
    }
}
