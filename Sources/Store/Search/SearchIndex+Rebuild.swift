import Domain
import Foundation
import GRDB

extension CheckStore {
    /// How many entries the full text has.
    public func searchEntries() async throws -> Int {
        try await database.read { Int(try $0.integer("SELECT count(*) FROM search_entry") ?? 0) }
    }

    /// Writes the whole full text anew from the rows that it tells of, in one transaction.
    /// - Returns: how many entries it has.
    public func rebuildSearch() async throws -> Int {
        try await database.commits.write { db in
            try db.run("INSERT INTO search (search) VALUES ('delete-all')")
            try db.run("DELETE FROM search_entry")
            for row in try db.rows("SELECT id FROM \"check\" ORDER BY id") {
                let check = try CheckTable.fetch(db, try row.id("id"))
                try SearchIndex.add(db, check)
                try SearchIndex.addRest(db, check)
            }
            return Int(try db.integer("SELECT count(*) FROM search_entry") ?? 0)
        }
    }
}

extension SearchIndex {
    /// What came to a check after it was opened.
    fileprivate static func addRest(_ db: Database, _ check: Check) throws {
        let id = check.id.description
        if let draw: DrawRecord = try db.row("SELECT record FROM draw WHERE check_id = ?", [id])?.json("record") {
            try add(db, drawn: draw, of: check.id)
        }
        for row in try db.rows("SELECT replacement_id FROM replacement WHERE check_id = ? ORDER BY at", [id]) {
            try addInspector(db, try row.need("replacement_id"), of: check.id)
        }
        for row in try db.rows("SELECT id, number FROM document WHERE check_id = ? ORDER BY made_at", [id]) {
            try add(db, .document, try row.need("id"), of: check.id, try row.need("number"))
        }
        for recording in try RecordingTable.ofCheck(db, check.id) {
            try add(db, recording: recording.id, recording.filename, of: check.id)
        }
        for marker in try MarkerTable.ofCheck(db, check.id) {
            try add(db, marker, of: check, sheet: ChecklistTable.sheet(db, check.id, session: marker.session))
        }
        let findings: [Finding] = try db.rows("SELECT body FROM finding WHERE check_id = ? ORDER BY position", [id])
            .map { try $0.json("body") }
        try replace(db, findings: findings, of: check.id)
    }
}
