import Domain
import Foundation
import GRDB

/// Between a row and a `Check`.
enum CheckTable {
    static func find(_ db: Database, _ id: ID<Check>) throws -> Check? {
        try db.read(select + " WHERE c.id = ?", [id.description]) { try check(db, $0) }.first
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
            origin: try row.idIfAny("origin_id"), application: application, applicationNo: row["application_no"],
            people: try people(db, of: application),
            contact: Contact(
                name: try row.need("contact_name"), phone: row["contact_phone"], mail: row["contact_mail"],
                language: try row.choice("contact_language")),
            channels: try row.json("channels"), requestedAt: try row.date("requested_at"),
            acceptedAt: try row.date("accepted_at"),
            deadline: Deadline(
                day: try Day(row.need("deadline_day") as String), instant: try row.date("deadline_at"),
                provisional: try row.need("deadline_provisional")),
            extendedFrom: try (row["extended_from"] as String?).map { try Day($0) },
            revision: try row.need("revision"), state: try state(db, row, id))
    }

    private static func people(_ db: Database, of application: ID<Application>) throws -> [Check.Person] {
        try db.read(
            "SELECT id, name, id_masked, posts FROM person WHERE application_id = ? ORDER BY position",
            [application.description]
        ) {
            Check.Person(
                id: try $0.id("id"), name: try $0.need("name"), idMasked: try $0.need("id_masked"),
                posts: try $0.json("posts"))
        }
    }
}
