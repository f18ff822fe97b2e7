import Domain
import Foundation
import GRDB

/// An enterprise's row.
public struct EnterpriseRow: Sendable {
    public let enterprise: Enterprise
    /// Counts changes, from 1.
    public let revision: Int
    public let changedAt: Date
}

enum EnterpriseTable {
    static func row(_ row: Row) throws -> EnterpriseRow {
        let credit: String? = row["credit_class"]
        let enterprise: Enterprise
        do {
            enterprise = try Enterprise(
                uscc: row.need("uscc"), name: row.need("name"), legalRep: row["legal_rep"], address: row["address"],
                region: row["region"], creditClass: credit.map { try Enterprise.CreditClass(word: $0) })
        } catch let fault as Fault {
            throw Fault(.damaged, "An enterprise's row breaks the rules of what may be written there.", cause: fault)
        }
        return EnterpriseRow(
            enterprise: enterprise, revision: try row.need("revision"), changedAt: try row.date("changed_at"))
    }

    static func fetch(_ db: Database, _ uscc: USCC) throws -> EnterpriseRow? {
        try db.row("SELECT * FROM enterprise WHERE uscc = ?", [uscc.text]).map(row)
    }
}

extension CheckStore {
    /// Writes an enterprise down: its code names it, and what changed counts as a revision.
    /// - Parameters:
    ///   - replacing: whether what the new one leaves out is taken away; otherwise it stays.
    ///   - dryRun: says what would be done, and does nothing.
    public func put(
        _ enterprise: Enterprise, replacing: Bool = false, dryRun: Bool = false, now: Date
    ) async throws -> (row: EnterpriseRow, taken: Taken) {
        if dryRun {
            return try await database.read { db in
                let old = try EnterpriseTable.fetch(db, enterprise.uscc)
                let new = try Self.merged(enterprise, over: replacing ? nil : old?.enterprise)
                let taken: Taken = old.map { $0.enterprise == new ? .known : .changed } ?? .new
                return (EnterpriseRow(enterprise: new, revision: old?.revision ?? 0, changedAt: now), taken)
            }
        }
        return try await database.commits.write { db in
            let old = try EnterpriseTable.fetch(db, enterprise.uscc)
            let new = try Self.merged(enterprise, over: replacing ? nil : old?.enterprise)
            if let old, old.enterprise == new { return (old, .known) }
            let revision = (old?.revision ?? 0) + 1
            try db.run(
                """
                INSERT INTO enterprise (uscc, name, legal_rep, address, region, credit_class, revision, made_at, changed_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
                ON CONFLICT (uscc) DO UPDATE SET name = ?2, legal_rep = ?3, address = ?4, region = ?5,
                    credit_class = ?6, revision = ?7, changed_at = ?8
                """,
                [
                    new.uscc.text, new.name, new.legalRep, new.address, new.region, new.creditClass?.rawValue, revision,
                    now.millis,
                ])
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: old == nil ? "enterprise.added" : "enterprise.changed", at: now.wholeMillis,
                    subject: new.uscc.text,
                    facts: [
                        "revision": .int(Int64(revision)),
                        "credit_class": new.creditClass.map { .string($0.rawValue) } ?? .null,
                    ]))
            let row = EnterpriseRow(enterprise: new, revision: revision, changedAt: now.wholeMillis)
            return (row, old == nil ? .new : .changed)
        }
    }

    private static func merged(_ new: Enterprise, over old: Enterprise?) throws -> Enterprise {
        guard let old else { return new }
        return try Enterprise(
            uscc: new.uscc.text, name: new.name, legalRep: new.legalRep ?? old.legalRep,
            address: new.address ?? old.address, region: new.region ?? old.region,
            creditClass: new.creditClass ?? old.creditClass)
    }

    /// Enterprises by code, one page.
    /// - Parameters:
    ///   - text: part of the code, the name or the region.
    ///   - after: the last code of the page before.
    public func enterprises(text: String? = nil, after: String? = nil, limit: Int) async throws -> [EnterpriseRow] {
        try await database.read { db in
            try db.rows(
                """
                SELECT * FROM enterprise WHERE (?1 IS NULL OR instr(uscc || ' ' || name || ' ' || coalesce(region, ''), ?1) > 0)
                    AND (?2 IS NULL OR uscc > ?2) ORDER BY uscc LIMIT ?3
                """, [text, after, limit]
            ).map(EnterpriseTable.row)
        }
    }

    /// - Throws: `Fault(.notFound)`.
    public func enterprise(_ uscc: USCC) async throws -> EnterpriseRow {
        let found = try await database.read { try EnterpriseTable.fetch($0, uscc) }
        guard let found else { throw Fault(.notFound, "There is no enterprise \(uscc) here.", field: "uscc") }
        return found
    }

    /// That a table was taken: its digest and what came of it, once it came to anything.
    public func recordTable(
        of subject: String, sha256: String, accepted: Int, known: Int, problems: Int, now: Date
    ) async throws {
        try await database.commits.write { db in
            _ = try AuditLog.append(
                db,
                AuditEntry(
                    kind: "table.taken", at: now.wholeMillis, subject: subject,
                    facts: [
                        "sha256": .string(sha256), "accepted": .int(Int64(accepted)), "known": .int(Int64(known)),
                        "problems": .int(Int64(problems)),
                    ]))
        }
    }
}
