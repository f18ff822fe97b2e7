import Domain
import Foundation
import GRDB

/// Inspectors and stations: who and what can be booked.
public enum RosterTable {
    public enum InspectorTag: Identified { public static let idPrefix = "ins" }
    public enum StationTag: Identified { public static let idPrefix = "sta" }

    static func inspector(_ row: Row) throws -> Inspector {
        Inspector(
            id: try row.need("id"), name: try row.need("name"), certificateNo: try row.need("certificate_no"),
            certificateExpires: try (row["certificate_expires"] as String?).map { try Day($0) },
            active: try row.need("active"), terms: try terms(row))
    }

    private static func terms(_ row: Row) throws -> InspectorTerms {
        let (names, leave, conflicts): (String, String, String) = (
            try row.need("qualifications"), try row.need("leave"), try row.need("conflicts")
        )
        // Most have none of them: nothing is decoded for those.
        guard names != "[]" || leave != "[]" || conflicts != "[]" else { return InspectorTerms() }
        return try InspectorTerms(
            qualifications: row.json("qualifications"), leave: row.json("leave"), conflicts: row.json("conflicts"))
    }

    static func activeInspectors(_ db: Database) throws -> [Inspector] {
        try db.read("SELECT * FROM inspector WHERE active = 1 ORDER BY id", [], inspector)
    }

    static func inspectors(_ db: Database, ofCheck id: ID<Check>) throws -> [Inspector] {
        try db.read(
            """
            SELECT inspector.* FROM check_inspector JOIN inspector ON inspector.id = inspector_id
            WHERE check_id = ? ORDER BY rank
            """, [id.description], inspector)
    }

    /// In the order of their names in `ids`; one that is unknown is left out.
    static func inspectors(_ db: Database, named ids: [String]) throws -> [Inspector] {
        try ids.compactMap { id in try db.row("SELECT * FROM inspector WHERE id = ?", [id]).map(inspector) }
    }

    static func station(_ row: Row) throws -> Station {
        Station(id: try row.need("id"), name: try row.need("name"), active: try row.need("active"))
    }
}

extension CheckStore {
    public func inspectors() async throws -> [Inspector] {
        try await database.read { try $0.rows("SELECT * FROM inspector ORDER BY id").map(RosterTable.inspector) }
    }

    public func stations() async throws -> [Station] {
        try await database.read { try $0.rows("SELECT * FROM station ORDER BY id").map(RosterTable.station) }
    }

    /// Registers an inspector; the certificate number names them. The same person again changes nothing.
    /// - Parameter terms: nil leaves a known inspector's as they are.
    /// - Throws: `Fault(.conflict)` when the number is registered with other particulars.
    public func add(
        inspector name: String, certificateNo: String, expires: Day?, terms: InspectorTerms? = nil, now: Date
    ) async throws -> (inspector: Inspector, isNew: Bool) {
        let id = ID<RosterTable.InspectorTag>.new(now).description
        let inspector = Inspector(
            id: id, name: name, certificateNo: certificateNo, certificateExpires: expires,
            terms: terms ?? InspectorTerms())
        let result: (Inspector, Bool) = try await database.commits.write { db in
            if let row = try db.row("SELECT * FROM inspector WHERE certificate_no = ?", [certificateNo]) {
                let known = try RosterTable.inspector(row)
                guard known.name == name, known.certificateExpires == expires, terms.map({ $0 == known.terms }) ?? true
                else {
                    throw Fault(
                        .conflict,
                        "Certificate \(certificateNo) is registered for \(known.id) with other particulars.",
                        field: "certificate_no")
                }
                return (known, false)
            }
            try db.run(
                """
                INSERT INTO inspector (id, name, certificate_no, certificate_expires, active, qualifications, leave, conflicts,
                    made_at) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)
                """,
                [
                    id, name, certificateNo, expires?.description, try jsonText(inspector.terms.qualifications),
                    try jsonText(inspector.terms.leave), try jsonText(inspector.terms.conflicts), now.millis,
                ])
            try AuditLog.append(db, AuditEntry(kind: "inspector.added", at: now.wholeMillis, subject: id))
            try Self.retryPlanning(db, now: now)
            return (inspector, true)
        }
        signals.checks.wake()
        return (inspector: result.0, isNew: result.1)
    }

    public func add(station name: String, now: Date) async throws -> (station: Station, isNew: Bool) {
        let station = Station(id: ID<RosterTable.StationTag>.new(now).description, name: name)
        let result: (Station, Bool) = try await database.commits.write { db in
            if let row = try db.row("SELECT * FROM station WHERE name = ?", [name]) {
                return (try RosterTable.station(row), false)
            }
            try db.run(
                "INSERT INTO station (id, name, active, made_at) VALUES (?, ?, 1, ?)", [station.id, name, now.millis])
            try AuditLog.append(db, AuditEntry(kind: "station.added", at: now.wholeMillis, subject: station.id))
            try Self.retryPlanning(db, now: now)
            return (station, true)
        }
        signals.checks.wake()
        return (station: result.0, isNew: result.1)
    }

    /// Someone or something new can be booked: checks that found no slot look again at once.
    static func retryPlanning(_ db: Database, now: Date) throws {
        try db.run("UPDATE \"check\" SET due_at = ? WHERE state = 'approved' AND due_at > ?", [now.millis, now.millis])
        // What somebody's leave or certificate held up may go on.
        try db.run(
            "UPDATE \"check\" SET due_at = ? WHERE state = 'scheduled' AND blocked_guard = ? AND due_at > ?",
            [now.millis, Refusal.Guard.unfit.rawValue, now.millis])
    }
}
