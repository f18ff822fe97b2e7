import Domain
import Foundation
import GRDB

/// Between a row and a `Check`: each state takes its columns, and a row that lacks one is damaged, not guessed at.
enum CheckTable {
    static func find(_ db: Database, _ id: ID<Check>) throws -> Check? {
        try db.row(select + " WHERE c.id = ?", [id.description]).map { try check(db, $0) }
    }

    /// - Throws: `Fault(.notFound)`.
    static func fetch(_ db: Database, _ id: ID<Check>) throws -> Check {
        guard let check = try find(db, id) else { throw Fault(.notFound, "There is no check \(id).", field: "id") }
        return check
    }

    static let select = """
        SELECT c.*, a.application_no, a.uscc, a.enterprise_name, a.contact_name, a.contact_phone, a.contact_mail,
            a.contact_language, a.channels
        FROM "check" AS c JOIN application AS a ON a.id = c.application_id
        """

    static func check(_ db: Database, _ row: Row) throws -> Check {
        let id: ID<Check> = try row.id("id")
        let application: ID<Application> = try row.id("application_id")
        return Check(
            id: id, checkNo: try row.need("check_no"), source: try row.choice("source"),
            mode: try row.choice("mode"), uscc: try row.need("uscc"), enterpriseName: try row.need("enterprise_name"),
            application: application, applicationNo: row["application_no"], people: try people(db, of: application),
            contact: Contact(
                name: try row.need("contact_name"), phone: row["contact_phone"], mail: row["contact_mail"],
                language: try row.choice("contact_language")),
            channels: try row.json("channels"), requestedAt: try row.date("requested_at"),
            deadline: Deadline(
                day: try Day(row.need("deadline_day") as String), instant: try row.date("deadline_at"),
                provisional: try row.need("deadline_provisional")),
            revision: try row.need("revision"), state: try state(db, row, id))
    }

    private static func people(_ db: Database, of application: ID<Application>) throws -> [Check.Person] {
        try db.rows(
            "SELECT id, name, id_masked, posts FROM person WHERE application_id = ? ORDER BY position",
            [application.description]
        ).map {
            Check.Person(
                id: try $0.id("id"), name: try $0.need("name"), idMasked: try $0.need("id_masked"),
                posts: try $0.json("posts"))
        }
    }

    private static func state(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> CheckState {
        let name: CheckState.Name = try row.choice("state")
        switch name {
        case .requested: return .requested
        case .approved: return .approved(try approval(row))
        case .scheduled: return .scheduled(try scheduled(db, row, id))
        case .issued: return .issued(try issued(db, row, id))
        case .served: return .served(try served(db, row, id))
        case .inSession: return .inSession(try inSession(db, row, id))
        case .completed: return .completed(try completed(db, row, id))
        case .sealed: return .sealed(try sealed(db, row, id))
        case .underReview: return .underReview(try underReview(db, row, id))
        case .passed: return .passed(try decided(db, row, id))
        case .failed: return .failed(try decided(db, row, id))
        case .closed:
            return .closed(
                Closed(
                    decided: try decided(db, row, id), outcome: try row.choice("outcome"),
                    at: try row.date("closed_at")))
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
                arguments: [id.description]))
    }

    private static func issued(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Issued {
        Issued(
            scheduled: try scheduled(db, row, id), at: try row.date("issued_at"), notice: try row.id("notice_id"),
            noticeNo: try row.need("notice_no"))
    }

    private static func served(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Served {
        Served(
            issued: try issued(db, row, id), arrivedAt: try row.date("arrived_at"),
            acknowledgedAt: try row.date("acknowledged_at"), proof: try row.choice("service_proof"))
    }

    private static func inSession(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> InSession {
        InSession(served: try served(db, row, id), begin: try row.json("begin"), at: try row.date("begun_at"))
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
        return UnderReview(sealed: try sealed(db, row, id), at: try row.date("review_at"), findings: findings)
    }

    private static func decided(_ db: Database, _ row: Row, _ id: ID<Check>) throws -> Decided {
        Decided(
            review: try underReview(db, row, id), at: try row.date("decided_at"), by: try row.need("decided_by"),
            reason: try row.need("decision_reason"))
    }
}
