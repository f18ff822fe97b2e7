import Domain
import Foundation
import GRDB

extension CheckStore {
    /// What stands beside a check's row against the log and against each other.
    func dossier(_ db: Database, _ report: inout Fsck) throws {
        try Self.markers(db, &report)
        try Self.checklists(db, &report)
        try verdicts(db, &report)
        try Self.manifests(db, &report)
        for row in try db.rows(
            """
            SELECT scan.document_id FROM scan JOIN document AS d ON d.id = document_id
            JOIN document AS o ON o.id = original_id WHERE d.kind <> 'sealed_scan' OR d.check_id <> o.check_id
            """)
        {
            report.found("\(row[0] as String? ?? "?") is no scan of its check's own paper")
        }
    }

    private static func markers(_ db: Database, _ report: inout Fsck) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT marker.*, entry FROM marker LEFT JOIN audit_leaf ON idx = leaf ORDER BY leaf")
        var count = 0
        while let row = try rows.next() {
            count += 1
            let id: String = try row.need("id")
            let commitment = try MarkerTable.commitment(
                salt: row.need("salt"), id: id, check: row.need("check_id"), session: row.need("session"),
                at: row.need("made_at"), body: row.need("body"))
            let entry = (row["entry"] as Data?).flatMap {
                try? CanonicalJSON.decode([String: JSONValue].self, from: $0)
            }
            if entry?["commitment"] != .string(commitment) { report.found("\(id) is not the one in the audit log") }
            if (try? MarkerTable.row(row)) == nil { report.found("\(id) does not read") }
        }
        report.looked(at: "notes and answers", count)
    }

    /// Each frozen list against the event that froze it, and the answers against the transcript's digest of them.
    private static func checklists(_ db: Database, _ report: inout Fsck) throws {
        let rows = try db.rows("SELECT * FROM checklist ORDER BY check_id, session")
        for row in rows {
            let check: ID<Check> = try row.id("check_id")
            let session: Int = try row.need("session")
            guard let sheet = try ChecklistTable.sheet(db, check, session: session) else { continue }
            let digest = try sheet.itemsSHA256
            let events = try EventTable.ofCheck(db, check)
            let begins = events.filter { $0.body["checklist"] != nil }
            guard digest == (try row.need("items_sha256") as String), begins.indices.contains(session - 1),
                case .object(let frozen)? = begins[session - 1].body["checklist"],
                frozen["items_sha256"] == .string(digest), frozen["sha256"] == .string(sheet.sha256)
            else {
                report.found("the checklist of session \(session) of \(check) is not the one that its begin froze")
                continue
            }
            // Of several sessions only the last can have been completed.
            guard session == begins.count,
                let said = events.last(where: { $0.command == "complete" })?.body["answers_sha256"]
            else { continue }
            let answers = try MarkerTable.ofCheck(db, check, session: session).map(\.marker)
            if try said != .string(sheet.answersSHA256(answers)) {
                report.found("the answers of \(check) are not those of its transcript")
            }
        }
        report.looked(at: "checklists", rows.count)
    }

    /// Each verdict opens, is what was committed to, and was revealed with the others or not at all.
    private func verdicts(_ db: Database, _ report: inout Fsck) throws {
        let rows = try db.rows("SELECT * FROM verdict ORDER BY check_id, at")
        for row in rows {
            let check: ID<Check> = try row.id("check_id")
            let inspector: String = try row.need("inspector_id")
            let commitment: String = try row.need("commitment")
            do {
                let filed = try VerdictTable.open(row, check, vault)
                let revealed: String? = row["statement"]
                if filed.commitment != commitment || (revealed != nil && revealed != filed.text) {
                    report.found("the verdict of \(inspector) on \(check) is not what was committed to")
                }
            } catch {
                report.found("the verdict of \(inspector) on \(check) does not open: \(error)")
            }
            let told = try db.integer(
                "SELECT count(*) FROM event WHERE check_id = ? AND command = 'verdict' AND instr(body, ?) > 0",
                [check.description, commitment])
            if told == 0 { report.found("no event of \(check) commits to the verdict of \(inspector)") }
        }
        report.looked(at: "verdicts", rows.count)
    }

    /// Revisions count from 1 without a gap, and each names the one before.
    private static func manifests(_ db: Database, _ report: inout Fsck) throws {
        var last: [String: (revision: Int, sha256: String)] = [:]
        let rows = try db.rows(
            "SELECT check_id, bytes, sha256 FROM document WHERE kind = 'evidence_manifest' ORDER BY check_id, made_at, id"
        )
        for row in rows {
            let check: String = try row.need("check_id")
            guard let manifest = try? CanonicalJSON.decode(EvidenceManifest.self, from: try row.need("bytes")) else {
                report.found("an evidence manifest of \(check) does not read")
                continue
            }
            let before = last[check]
            if manifest.revision != (before?.revision ?? 0) + 1 || manifest.predecessorSHA256 != before?.sha256 {
                report.found("revision \(manifest.revision) of the evidence of \(check) does not follow the one before")
            }
            last[check] = (manifest.revision, try row.need("sha256"))
        }
        report.looked(at: "evidence manifests", rows.count)
    }
}
