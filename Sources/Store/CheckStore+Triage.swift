import Domain
import Foundation
import GRDB

/// An application as staff see it before, and after, it is a check.
public struct ApplicationLine: Sendable {
    public let id: ID<Application>
    public let number: String
    public let kind: ApplicationKind
    public let commitment: Bool
    public let uscc: String
    public let enterprise: String
    public let acceptedAt: Date
    public let receivedAt: Date
    public let people: Int
    public let triage: Triage
    /// The person who triaged it; nil: a rule did, or nobody yet.
    public let triaged: (by: String, at: Date)?
    public let check: (id: ID<Check>, number: String)?
    /// Clocks of its own that run while it waits.
    public let clocks: [ClockRow]
}

extension CheckStore {
    public enum Triaged: Sendable {
        case done(ApplicationLine)
        case refused(Refusal)
    }

    /// Applications in the order they came.
    /// - Parameter awaiting: only those that wait for their triage.
    public func applications(awaiting: Bool, after: String?, limit: Int) async throws -> [ApplicationLine] {
        try await database.read { db in
            try db.rows(
                """
                SELECT * FROM application WHERE (?1 = 0 OR triage_decision = 'ask') AND (?2 IS NULL OR id > ?2)
                ORDER BY id LIMIT ?3
                """, [awaiting, after, limit]
            ).map { try Self.application(db, $0) }
        }
    }

    public func awaitingTriage() async throws -> Int {
        try await database.read { db in
            Int(try db.integer("SELECT count(*) FROM application WHERE triage_decision = 'ask'") ?? 0)
        }
    }

    /// - Parameter name: its id or its number.
    /// - Throws: `Fault(.notFound)`.
    public func application(_ name: String) async throws -> ApplicationLine {
        try await database.read { db in try Self.application(db, Self.find(db, name)) }
    }

    /// A person says what becomes of an application: a check, or none, on record with actor and reason.
    /// - Parameter name: its id or its number.
    /// - Throws: `Fault(.notFound)`; `Fault` of rules and calendar.
    public func triage(
        _ name: String, _ triage: Triage, by actor: Actor, now: Date
    ) async throws -> Triaged {
        let now = now.wholeMillis
        let done = try await database.commits.write { db in try self.triage(db, name, triage, by: actor, now: now) }
        if case .done = done { signals.watch.wake() }
        return done
    }

    private func triage(
        _ db: Database, _ name: String, _ triage: Triage, by actor: Actor, now: Date
    ) throws -> Triaged {
        let row = try Self.find(db, name)
        let id: ID<Application> = try row.id("id")
        let check = try Self.check(db, of: id).map { try CheckTable.fetch(db, $0.id) }
        let standing = TriageDesk.Standing(
            decision: try row.choice("triage_decision"), check: check.map { ($0.checkNo, $0.state.name) })
        let ruling = TriageDesk.decide(triage.decision, reason: triage.reason, by: actor, standing)
        if case .refused(let refusal) = ruling { return .refused(refusal) }
        try db.run(
            """
            UPDATE application SET triage_decision = ?, triage_reason = ?, triaged_by = ?, triaged_at = ? WHERE id = ?
            """, [triage.decision.rawValue, triage.reason, actor.name, now.millis, id.description])
        try AuditLog.append(
            db,
            AuditEntry(
                kind: "application.triaged", at: now, subject: id.description,
                facts: [
                    "decision": .string(triage.decision.rawValue), "was": .string(standing.decision.rawValue),
                    "role": .string(actor.role.rawValue),
                ]))
        try ClockTable.keep(db, id.description, at: [], because: "triage", now: now)
        switch ruling {
        case .opens:
            let opened = Opened(
                id: id, number: try row.need("application_no"), acceptedAt: try row.date("accepted_at"))
            _ = try openCheck(db, opened, triage, by: actor, now: now)
        case .changes(let mode): if let check { try change(db, check, to: mode, triage, by: actor, now: now) }
        case .needsNoCheck, .refused: break
        }
        return .done(try Self.application(db, Self.find(db, name)))
    }

    /// Nobody has approved it yet: it becomes a check of another kind, as an event of its own.
    private func change(
        _ db: Database, _ check: Check, to mode: Check.Mode, _ triage: Triage, by actor: Actor, now: Date
    ) throws {
        try db.run(
            "UPDATE \"check\" SET mode = ?, revision = revision + 1 WHERE id = ?",
            [mode.rawValue, check.id.description])
        let at = try EventTable.time(db, of: check.id, at: now)
        try EventTable.insert(
            db, check: check.id, revision: check.revision + 1, state: .requested, command: "triage", actor: actor,
            at: at.now,
            body: ["mode": .string(mode.rawValue), "reason": .string(triage.reason)].merging(at.note) { $1 })
    }

    private static func find(_ db: Database, _ name: String) throws -> Row {
        guard let row = try db.row("SELECT * FROM application WHERE id = ?1 OR application_no = ?1", [name]) else {
            throw Fault(
                .notFound, "There is no application \"\(name.prefix(60))\": give its id (app_…) or its number.",
                field: "id")
        }
        return row
    }

    /// The check that its triage opened.
    static func check(_ db: Database, of id: ID<Application>) throws -> (id: ID<Check>, number: String)? {
        try db.row(
            """
            SELECT id, check_no FROM "check" WHERE application_id = ? AND origin_id IS NULL AND source = 'licence_review'
            ORDER BY id LIMIT 1
            """, [id.description]
        ).map { (try $0.id("id"), try $0.need("check_no")) }
    }

    private static func application(_ db: Database, _ row: Row) throws -> ApplicationLine {
        let id: ID<Application> = try row.id("id")
        let by: String? = row["triaged_by"]
        return ApplicationLine(
            id: id, number: try row.need("application_no"), kind: try row.choice("kind"),
            commitment: try row.need("commitment"), uscc: try row.need("uscc"),
            enterprise: try row.need("enterprise_name"), acceptedAt: try row.date("accepted_at"),
            receivedAt: try row.date("made_at"),
            people: Int(
                try db.integer("SELECT count(*) FROM person WHERE application_id = ?", [id.description]) ?? 0),
            triage: Triage(decision: try row.choice("triage_decision"), reason: try row.need("triage_reason")),
            triaged: try by.map { ($0, try row.date("triaged_at")) }, check: try check(db, of: id),
            clocks: try ClockTable.rows(db, "subject = ? AND stopped_at IS NULL", [id.description]))
    }
}
