import Domain
import Foundation
import GRDB

/// What stands beside a check's row: its checklist and answers, its inspectors' verdicts, added evidence, scans.
extension CheckStore {
    /// Reads what the commands ask for that have to do with it.
    func addDossier(
        _ db: Database, to facts: inout Facts, for command: CheckCommand, _ check: Check, now: Date
    ) throws {
        switch command {
        case .begin:
            facts.checklist = surroundings.checklists.checklist(on: Day(now, in: surroundings.timeZone))
            let draw: DrawRecord? = try db.row(
                "SELECT record FROM draw WHERE check_id = ?", [check.id.description]
            ).map { try $0.json("record") }
            facts.seed = draw?.seed
        case .complete:
            let story = try ChecklistStory.of(db, check.id)
            facts.sheet = story?.sheet
            facts.answers = story?.answers ?? []
        case .verdict, .review, .pass, .fail, .rectify:
            facts.verdicts = try VerdictTable.filed(db, of: check, vault: vault)
            facts.salt = Data.random(byteCount: 16)
            for inspector in try RosterTable.inspectors(db, ofCheck: check.id) {
                facts.inspectorNames[inspector.id] = inspector.name
            }
            if case .verdict = command { facts.footage = try RecordingTable.footage(db, of: check.id) }
        case .addend: facts.footage = try RecordingTable.footage(db, of: check.id)
        case .fileScan(let scan):
            facts.original = try ScanTable.original(db, scan.document, of: check.id, now: now)
        default: break
        }
        switch command {
        case .pass, .withdraw, .acknowledge, .serve, .escalate, .addend:
            facts.manifest = try DocumentTable.latestManifest(db, of: check.id)
        default: break
        }
    }

    func file(_ db: Database, _ copy: ScannedCopy, _ check: Check, now: Date) throws {
        try DocumentTable.insert(
            db, id: copy.id, check: check.id, kind: .sealedScan, number: copy.number,
            mediaType: copy.format.rawValue, bytes: copy.bytes, now: now)
        try db.run(
            "INSERT INTO scan (document_id, original_id, position, reason) VALUES (?, ?, ?, ?)",
            [copy.id.description, copy.original.description, copy.position, copy.reason])
    }

    /// What a repeated request is told by. Of a verdict it is keyed: a plain digest of so little could be guessed.
    func requestDigest(_ command: CheckCommand, to id: ID<Check>, by actor: Actor) throws -> String {
        let text = "\(id)|\(command)|\(actor)"
        switch command {
        case .verdict: return try vault.lookup(text, purpose: "verdict.request").hexadecimal
        case .fileScan(let scan): return Data("\(text)|\(scan.bytes.sha256Hex)".utf8).sha256Hex
        default: return Data(text.utf8).sha256Hex
        }
    }
}

enum ScanTable {
    static func original(_ db: Database, _ id: ID<Document>, of check: ID<Check>, now: Date) throws -> Facts.Original? {
        guard
            let row = try db.row(
                "SELECT kind, number FROM document WHERE id = ? AND check_id = ?",
                [id.description, check.description])
        else { return nil }
        let scans = try db.integer("SELECT count(*) FROM scan WHERE original_id = ?", [id.description]) ?? 0
        return Facts.Original(
            kind: try row.choice("kind"), number: try row.need("number"), scans: Int(scans), copy: .new(now))
    }
}

extension DocumentTable {
    static func latestManifest(_ db: Database, of check: ID<Check>) throws -> Facts.FiledManifest? {
        let rows = try db.rows(
            "SELECT bytes, sha256 FROM document WHERE check_id = ? AND kind = 'evidence_manifest'",
            [check.description])
        return try rows.map { row in
            Facts.FiledManifest(
                manifest: try CanonicalJSON.decode(EvidenceManifest.self, from: try row.need("bytes")),
                sha256: try row.need("sha256"))
        }.max { $0.manifest.revision < $1.manifest.revision }
    }
}
