import Domain
import Foundation
import GRDB

extension CheckStore {
    /// What became of an application.
    public struct Received: Sendable {
        public let id: ID<Application>
        public let applicationNo: String
        public let triage: Triage
        /// The check that was opened; nil when triage said none.
        public let check: (id: ID<Check>, number: String)?
        /// False when the same application had been received before.
        public let isNew: Bool
    }

    /// Takes an application, triages it by the rule in force, and opens its check, in one transaction.
    /// - Throws: `Fault(.conflict)` when the number is known with other content; `Fault` of rules and calendar.
    public func receive(_ application: Application, now: Date) async throws -> Received {
        let now = now.wholeMillis
        return try await database.commits.write { try self.receive($0, application, now: now) }
    }

    /// Takes several in their order, each by itself: one that is refused leaves the others standing.
    /// - Returns: what became of each, or the fault that stood in its way.
    /// - Throws: `Fault(.unavailable)` when the database cannot be written; then none was taken.
    public func receive(
        all applications: [Application], now: Date
    ) async throws -> [Result<Received, Fault>] {
        let now = now.wholeMillis
        return try await database.commits.write { db in
            try applications.map { application in
                var result = Result<Received, Fault>.failure(Fault(.internal, "the write was lost"))
                try db.inSavepoint {
                    do {
                        result = .success(try self.receive(db, application, now: now))
                        return .commit
                    } catch let fault as Fault {
                        result = .failure(fault)
                        return .rollback
                    }
                }
                return result
            }
        }
    }

    private func receive(_ db: Database, _ application: Application, now: Date) throws -> Received {
        if let known = try known(db, application) { return known }
        let triage = Triage.byRule(try surroundings.rules(at: now))
        let id = ID<Application>.new(now)
        try insert(db, application, id, triage, now: now)
        try AuditLog.append(
            db,
            AuditEntry(
                kind: "application.received", at: now, subject: id.description,
                facts: [
                    "body_sha256": .string(application.bodySHA256), "triage": .string(triage.decision.rawValue),
                ]))
        if triage.decision == .ask {
            try ClockTable.keep(
                db, id.description,
                at: surroundings.terms.awaitingTriage(receivedAt: now, acceptedAt: application.acceptedAt),
                because: "receive", now: now)
        }
        let opened = Opened(id: id, number: application.applicationNo, acceptedAt: application.acceptedAt)
        let check = try openCheck(db, opened, triage, by: Actor(.registrar, "licensing office"), now: now)
        return Received(
            id: id, applicationNo: application.applicationNo, triage: triage, check: check, isNew: true)
    }

    /// What had become of this application, if it was received before; changes nothing.
    /// - Throws: `Fault(.conflict)` when its number is known with other content.
    public func known(_ application: Application) async throws -> Received? {
        try await database.read { try known($0, application) }
    }

    private func known(_ db: Database, _ application: Application) throws -> Received? {
        guard
            let row = try db.row(
                "SELECT * FROM application WHERE application_no = ?", [application.applicationNo])
        else { return nil }
        guard try row.need("body_sha256") == application.bodySHA256 else {
            throw Fault(
                .conflict,
                "Application \(application.applicationNo) was received before with other content: give the new one a number of its own.",
                field: "application_no")
        }
        let id: ID<Application> = try row.id("id")
        let check = try Self.check(db, of: id)
        return Received(
            id: id, applicationNo: application.applicationNo,
            triage: Triage(decision: try row.choice("triage_decision"), reason: try row.need("triage_reason")),
            check: check, isNew: false)
    }

    private func insert(
        _ db: Database, _ application: Application, _ id: ID<Application>, _ triage: Triage, now: Date
    ) throws {
        try db.run(
            """
            INSERT INTO application (id, application_no, kind, commitment, accepted_at, uscc, enterprise_name,
                contact_name, contact_phone, contact_mail, contact_language, channels, confirmation_signed_at,
                body_sha256, triage_decision, triage_reason, made_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id.description, application.applicationNo, application.kind.rawValue, application.commitment,
                application.acceptedAt.millis, application.uscc.text, application.enterpriseName,
                application.contact.name, application.contact.phone, application.contact.mail,
                application.contact.language.rawValue, try jsonText(application.channels),
                application.confirmationSignedAt?.millis, application.bodySHA256, triage.decision.rawValue,
                triage.reason, now.millis,
            ])
        for (position, person) in application.people.enumerated() {
            try insert(db, person, at: position, of: id, now: now)
        }
    }

    private func insert(
        _ db: Database, _ person: Application.Applicant, at position: Int, of application: ID<Application>, now: Date
    ) throws {
        let id = ID<Check.Person>.new(now)
        let number = person.idNumber.number
        try db.run(
            """
            INSERT INTO person (id, application_id, position, name, id_type, id_sealed, id_lookup, id_masked, posts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id.description, application.description, position, person.name, person.idNumber.type.rawValue,
                try vault.seal(Data(number.utf8), context: "person.id_number/\(id)"),
                try vault.lookup(number, purpose: "person.id_number"), person.idNumber.masked,
                try jsonText(person.posts),
            ])
        for (index, certificate) in person.certificates.enumerated() {
            try db.run(
                """
                INSERT INTO certificate (person_id, position, type, number_sealed, number_lookup, issuer, valid_to,
                    next_review) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    id.description, index, certificate.type.rawValue,
                    try vault.seal(Data(certificate.number.utf8), context: "certificate.number/\(id)/\(index)"),
                    try vault.lookup(certificate.number, purpose: "certificate.number"), certificate.issuer,
                    certificate.validTo?.description, certificate.nextReview?.description,
                ])
        }
    }

    /// The application that a check is opened for.
    struct Opened {
        let id: ID<Application>
        let number: String
        let acceptedAt: Date
    }

    /// Nil where the triage asks for no check, or for a person.
    func openCheck(
        _ db: Database, _ application: Opened, _ triage: Triage, by actor: Actor, now: Date
    ) throws -> (id: ID<Check>, number: String)? {
        guard let mode = triage.decision.mode else { return nil }
        let deadline = try Deadline.decision(
            .licenceDecision, since: application.acceptedAt, rules: surroundings.rules(at: application.acceptedAt),
            calendar: surroundings.calendar, timeZone: surroundings.timeZone)
        let opening = Opening(
            source: .licenceReview, mode: mode, origin: nil, application: application.id,
            acceptedAt: application.acceptedAt, deadline: deadline, extendedFrom: nil)
        let reservation = try reserveCheck(db, now: now)
        try open(
            db, opening, reservation, by: actor,
            ["application_no": .string(application.number), "triage": .string(triage.reason)], now: now)
        return (reservation.id, reservation.number)
    }

    /// What a new check is made of.
    private struct Opening {
        let source: Check.Source
        let mode: Check.Mode
        let origin: ID<Check>?
        let application: ID<Application>
        let acceptedAt: Date
        let deadline: Deadline
        let extendedFrom: Day?
    }

    private func open(
        _ db: Database, _ opening: Opening, _ reservation: Facts.CheckReservation, by actor: Actor,
        _ body: [String: JSONValue], now: Date
    ) throws {
        try db.run(
            """
            INSERT INTO "check" (id, check_no, source, mode, origin_id, application_id, requested_at, accepted_at,
                deadline_day, deadline_at, deadline_provisional, extended_from, revision, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'requested')
            """,
            [
                reservation.id.description, reservation.number, opening.source.rawValue, opening.mode.rawValue,
                opening.origin?.description, opening.application.description, now.millis,
                opening.acceptedAt.millis,
                opening.deadline.day.description, opening.deadline.instant.millis, opening.deadline.provisional,
                opening.extendedFrom?.description,
            ])
        try EventTable.insert(
            db, check: reservation.id, revision: 0, state: .requested, command: "request", actor: actor, at: now,
            body: body)
        let check = try CheckTable.fetch(db, reservation.id)
        try SearchIndex.add(db, check)
        try keepTime(db, check, because: "request", surroundings.rules(at: now), now: now)
    }

    /// The check that people ordered: its time counts from the order.
    func openOrdered(
        _ db: Database, _ order: CheckOrder, of application: ID<Application>, _ number: String, by actor: Actor,
        now: Date
    ) throws -> ID<Check> {
        let deadline = try Deadline.decision(
            .orderedCheck, since: now, rules: surroundings.rules(at: now), calendar: surroundings.calendar,
            timeZone: surroundings.timeZone)
        let reservation = try reserveCheck(db, now: now)
        try open(
            db,
            Opening(
                source: order.source, mode: order.mode, origin: nil, application: application, acceptedAt: now,
                deadline: deadline, extendedFrom: nil), reservation, by: actor,
            [
                "application_no": .string(number), "source": .string(order.source.rawValue),
                "reason": .string(order.reason),
            ], now: now)
        return reservation.id
    }

    /// The on-site check that continues another one: of the same application, with the same deadline.
    func openOnsite(
        _ db: Database, _ reservation: Facts.CheckReservation, of check: Check, reason: String, by actor: Actor,
        now: Date
    ) throws {
        guard let application = check.application else {
            throw Fault(.damaged, "\(check.checkNo) belongs to no application.")
        }
        try open(
            db,
            Opening(
                source: check.source, mode: .onsiteCheck, origin: check.id, application: application,
                acceptedAt: check.acceptedAt, deadline: check.deadline, extendedFrom: check.extendedFrom),
            reservation, by: actor,
            ["origin": .string(check.checkNo), "reason": .string(reason)], now: now)
    }
}
