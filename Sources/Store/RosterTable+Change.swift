import Domain
import Foundation
import GRDB

/// What became of something that a table or a form says.
public enum Taken: String, Sendable {
    case new, changed
    /// It was there already, the same.
    case known
}

extension CheckStore {
    /// An inspector as a table says it: new, the same, or the same person with another date of expiry or
    /// other terms. What the table leaves empty stays.
    /// - Parameter dryRun: says what would be done, and does nothing.
    /// - Throws: `Fault(.conflict)` when the certificate's number belongs to another name.
    public func take(
        _ entry: InspectorEntry, dryRun: Bool = false, now: Date
    ) async throws -> (inspector: Inspector?, taken: Taken) {
        let found = try await database.read { db in
            try db.row("SELECT * FROM inspector WHERE certificate_no = ?", [entry.certificateNo])
                .map(RosterTable.inspector)
        }
        guard let found else {
            if dryRun { return (nil, .new) }
            let added = try await add(
                inspector: entry.name, certificateNo: entry.certificateNo, expires: entry.expires,
                terms: try entry.terms(over: InspectorTerms()), now: now)
            return (added.inspector, added.isNew ? .new : .known)
        }
        guard found.name == entry.name else {
            throw Fault(
                .conflict, "Certificate \(entry.certificateNo) is registered for another name.", field: "certificate_no"
            )
        }
        let terms = try entry.terms(over: found.terms)
        let expires = entry.expires ?? found.certificateExpires
        guard expires != found.certificateExpires || terms != found.terms else { return (found, .known) }
        if dryRun { return (found, .changed) }
        return (
            try await change(
                inspector: found.id, expires: .some(expires), qualifications: terms.qualifications, leave: terms.leave,
                conflicts: terms.conflicts, now: now), .changed
        )
    }

    /// Changes what an inspector's row says; nil leaves a part as it is. One who is not active takes no new checks; those
    /// that were drawn stay.
    /// - Throws: `Fault(.notFound)`; `Fault(.invalid)` for terms that cannot be.
    public func change(
        inspector id: String, name: String? = nil, expires: Day?? = nil, active: Bool? = nil,
        qualifications: [String]? = nil, leave: [InspectorTerms.Leave]? = nil,
        conflicts: [InspectorTerms.Conflict]? = nil, now: Date
    ) async throws -> Inspector {
        let result: Inspector = try await database.commits.write { db in
            guard let row = try db.row("SELECT * FROM inspector WHERE id = ?", [id]) else {
                throw Fault(.notFound, "There is no inspector \"\(id.prefix(60))\".", field: "id")
            }
            let old = try RosterTable.inspector(row)
            let terms = try InspectorTerms(
                qualifications: qualifications ?? old.terms.qualifications, leave: leave ?? old.terms.leave,
                conflicts: conflicts ?? old.terms.conflicts)
            let new = Inspector(
                id: old.id, name: name ?? old.name, certificateNo: old.certificateNo,
                certificateExpires: expires ?? old.certificateExpires, active: active ?? old.active, terms: terms)
            guard new != old else { return old }
            try db.run(
                """
                UPDATE inspector SET name = ?, certificate_expires = ?, active = ?, qualifications = ?, leave = ?, conflicts = ?
                WHERE id = ?
                """,
                [
                    new.name, new.certificateExpires?.description, new.active, try jsonText(terms.qualifications),
                    try jsonText(terms.leave), try jsonText(terms.conflicts), id,
                ])
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "inspector.changed", at: now.wholeMillis, subject: id,
                    facts: [
                        "active": .bool(new.active),
                        "certificate_expires": new.certificateExpires.map { .string($0.description) } ?? .null,
                        "renamed": .bool(new.name != old.name),
                        // A digest: what a leave or a conflict is about is nobody's who reads the log.
                        "terms_sha256": .string(try CanonicalJSON.encode(terms).sha256Hex),
                    ]))
            try Self.retryPlanning(db, now: now)
            return new
        }
        signals.checks.wake()
        // Somebody who was drawn may have become unfit.
        signals.watch.wake()
        return result
    }

    /// - Throws: `Fault(.notFound)`, or `Fault(.conflict)` when the name is another station's.
    public func change(
        station id: String, name: String? = nil, active: Bool? = nil, now: Date
    ) async throws -> Station {
        let result: Station = try await database.commits.write { db in
            guard let row = try db.row("SELECT * FROM station WHERE id = ?", [id]) else {
                throw Fault(.notFound, "There is no station \"\(id.prefix(60))\".", field: "id")
            }
            let old = try RosterTable.station(row)
            let new = Station(id: id, name: name ?? old.name, active: active ?? old.active)
            guard new != old else { return old }
            if try db.row("SELECT id FROM station WHERE name = ? AND id <> ?", [new.name, id]) != nil {
                throw Fault(.conflict, "Another station is called that already.", field: "name")
            }
            try db.run("UPDATE station SET name = ?, active = ? WHERE id = ?", [new.name, new.active, id])
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "station.changed", at: now.wholeMillis, subject: id,
                    facts: ["active": .bool(new.active), "renamed": .bool(new.name != old.name)]))
            try Self.retryPlanning(db, now: now)
            return new
        }
        signals.checks.wake()
        return result
    }

    /// The station of that name.
    public func station(named name: String) async throws -> Station? {
        try await database.read { try $0.row("SELECT * FROM station WHERE name = ?", [name]).map(RosterTable.station) }
    }
}
