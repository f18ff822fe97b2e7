import Domain
import Foundation
import GRDB

/// What a person may remember of a check, as rows that can be searched: written with what they tell of, in its
/// transaction. Never a number that is kept sealed.
enum SearchIndex {
    enum Kind: String, Choice {
        case check, person, inspector, document, recording, answer, note, finding
    }

    /// A moment of the footage.
    struct Moment {
        let recording: ID<Recording>
        /// Seconds from its start.
        let seconds: Double
    }

    /// - Parameter subject: the id of what it tells of, or its place within the check.
    static func add(
        _ db: Database, _ kind: Kind, _ subject: String, of check: ID<Check>, _ text: String, at moment: Moment? = nil
    ) throws {
        let text = withoutSealedNumbers(text)
        guard !text.isEmpty else { return }
        try db.run(
            "INSERT INTO search_entry (check_id, kind, subject, recording_id, seconds, text) VALUES (?, ?, ?, ?, ?, ?)",
            [check.description, kind.rawValue, subject, moment?.recording.description, moment?.seconds, text])
        try db.run(
            "INSERT INTO search (rowid, words) VALUES (?, ?)", [db.lastInsertedRowID, SearchText.pieces(text)])
    }

    /// Takes back what was said of a check in one kind.
    static func remove(_ db: Database, _ kind: Kind, of check: ID<Check>) throws {
        let held = try db.rows(
            "SELECT id, text FROM search_entry WHERE check_id = ?1 AND kind = ?2",
            [check.description, kind.rawValue])
        for row in held {
            let (id, text) = (try row.need("id") as Int64, try row.need("text") as String)
            // The index keeps no text of its own: it must be told what it is to forget.
            try db.run(
                "INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)", [id, SearchText.pieces(text)])
            try db.run("DELETE FROM search_entry WHERE id = ?", [id])
        }
    }

    /// What people write freely may quote a resident ID: that is left out, whatever surrounds it.
    static func withoutSealedNumbers(_ text: String) -> String {
        guard text.utf8.count >= 18 else { return text }
        var kept = ""
        var run = ""
        func end() {
            if (try? ResidentID(run)) == nil { kept += run }
            run = ""
        }
        for character in text {
            if character.isASCII, character.isLetter || character.isNumber {
                run.append(character)
            } else {
                end()
                kept.append(character)
            }
        }
        end()
        return kept
    }
}

extension SearchIndex {
    /// A new check: its numbers, its enterprise, its people.
    static func add(_ db: Database, _ check: Check) throws {
        let lines = [check.checkNo, check.applicationNo, check.enterpriseName, check.uscc].compactMap(\.self)
        try add(db, .check, check.id.description, of: check.id, lines.joined(separator: "\n"))
        for person in check.people { try add(db, .person, person.id.description, of: check.id, person.name) }
    }

    static func add(_ db: Database, recording id: ID<Recording>, _ filename: String, of check: ID<Check>) throws {
        try add(
            db, .recording, id.description, of: check, filename, at: Moment(recording: id, seconds: 0))
    }

    /// A draw knows people by the numbers of their certificates.
    static func add(_ db: Database, drawn record: DrawRecord, of check: ID<Check>) throws {
        for number in record.chosen {
            guard let id = try db.text("SELECT id FROM inspector WHERE certificate_no = ?", [number]) else { continue }
            try addInspector(db, id, of: check)
        }
    }

    /// Whoever is drawn, or takes a place later; both are found.
    static func addInspector(_ db: Database, _ inspector: String, of check: ID<Check>) throws {
        let known = try db.row(
            "SELECT 1 FROM search_entry WHERE check_id = ? AND kind = 'inspector' AND subject = ?",
            [check.description, inspector])
        guard known == nil, let name = try db.text("SELECT name FROM inspector WHERE id = ?", [inspector]) else {
            return
        }
        try add(db, .inspector, inspector, of: check, name)
    }

    /// A note or an answer, with whom and what it was about.
    static func add(_ db: Database, _ row: MarkerRow, of check: Check, sheet: ChecklistSheet?) throws {
        let marker = row.marker
        let item = marker.item.flatMap { sheet?.item($0, marker.person) }
        let lines = [
            check.people.first { $0.id == marker.person }?.name, item?.zh, item?.en, marker.reason,
        ].compactMap(\.self).filter { !$0.isEmpty }
        let usual = try marker.recording == nil ? usualRecording(db, check.id) : marker.recording
        let moment = usual.flatMap { recording in marker.from.map { Moment(recording: recording, seconds: $0) } }
        try add(
            db, marker.kind == .note ? .note : .answer, row.id.description, of: check.id,
            lines.joined(separator: "\n"), at: moment)
    }

    /// Where a marker that names no recording lies: in the session's only footage so far.
    private static func usualRecording(_ db: Database, _ check: ID<Check>) throws -> ID<Recording>? {
        let rows = try RecordingTable.ofCheck(db, check).filter { $0.kind == "session" }
        return rows.count == 1 ? rows[0].id : nil
    }

    static func replace(_ db: Database, findings: [Finding], of check: ID<Check>) throws {
        try remove(db, .finding, of: check)
        for (position, finding) in findings.enumerated() {
            try add(
                db, .finding, String(position), of: check, "\(finding.ruleID)\n\(finding.text)",
                at: finding.evidence.map { Moment(recording: $0.recording, seconds: $0.from) })
        }
    }
}
