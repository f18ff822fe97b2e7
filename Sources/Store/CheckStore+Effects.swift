import Domain
import Foundation
import GRDB

extension CheckStore {
    /// Writes what the new row refers to (a document must exist before `notice_id` names it).
    func perform(
        _ db: Database, before effects: [CheckEffect], _ check: Check, clearing: Bool, now: Date
    ) throws {
        for effect in effects {
            guard case .file(let paper) = effect else { continue }
            try DocumentTable.insert(
                db, id: paper.id, check: check.id, kind: paper.kind, number: paper.number,
                mediaType: "text/html; charset=utf-8",
                bytes: surroundings.renderer.html(paper.kind, try fields(db, paper, check, now: now)), now: now)
        }
        let keepsClock = effects.contains { if case .keepClock = $0 { true } else { false } }
        // A transition that leaves a timer nothing to do clears the clock; `.wake` below sets it again.
        guard clearing, !keepsClock else { return }
        try db.run("UPDATE \"check\" SET due_at = NULL, leased = 0 WHERE id = ?", [check.id.description])
    }

    /// Writes what follows from the new row.
    func perform(
        _ db: Database, after effects: [CheckEffect], _ check: Check, by actor: Actor, facts: Facts, now: Date
    ) throws {
        for effect in effects {
            switch effect {
            // Written with the row, or before it.
            case .file, .setDeadline: break
            case .settleClock(let name): try ClockTable.settle(db, name, of: check.id.description, now: now)
            case .remind(let paper, let kind):
                try remind(db, paper, kind, check, days: facts.rules.ackLinkDays, now: now)
            case .book(let bookings): try BookingTable.insert(db, bookings, for: check.id)
            case .recordDraw(let record):
                try SeedChainTable.take(db, record, for: check.id, now: now)
                try SeedChainTable.prepare(db, vault: vault, now: now)
                try SearchIndex.add(db, drawn: record, of: check.id)
            case .send(let paper): try send(db, paper, check, days: facts.rules.ackLinkDays, now: now)
            case .releaseBookings(let from): try BookingTable.release(db, of: check.id, from: from)
            case .expectFootageEnd: try RecordingTable.expectEnd(db, of: check.id, now: now)
            case .fileEvidence(let manifest):
                try DocumentTable.insert(
                    db, id: .new(now), check: check.id, kind: .evidenceManifest,
                    number: "\(check.checkNo)-M\(manifest.revision)", mediaType: "application/json",
                    bytes: manifest.bytes, now: now)
            case .replaceFindings(let findings): try writeFindings(db, findings, check.id)
            case .postResult(let message): try post(db, message, check.id, now: now)
            case .openOnsite(let reservation, let reason):
                try openOnsite(db, reservation, of: check, reason: reason, by: actor, now: now)
            case .freezeChecklist(let sheet): try ChecklistTable.freeze(db, sheet, for: check.id, now: now)
            case .sealVerdict, .revealVerdicts:
                guard let basis = VerdictTable.basis(check.state) else { continue }
                if case .sealVerdict(let filed) = effect {
                    try VerdictTable.seal(db, filed, of: check, vault: vault, on: basis)
                } else {
                    try VerdictTable.reveal(db, of: check, vault: vault, on: basis, now: now)
                }
            case .fileScan(let copy): try file(db, copy, check, now: now)
            case .keepClock: break
            case .people(let effect): try write(db, effect, check, now: now)
            case .openCase(let opened): try open(db, opened, by: actor, now: now)
            case .wake(let instant):
                try db.run(
                    "UPDATE \"check\" SET due_at = ? WHERE id = ?", [(instant ?? now).millis, check.id.description])
            }
        }
    }

    /// What every paper may say, and what is this one's own.
    func fields(
        _ db: Database, _ paper: Paper, _ check: Check, now: Date
    ) throws -> [String: JSONValue] {
        let clock = LocalClock(timeZone: surroundings.timeZone)
        // The papers of a file review name who reviewed; all others name those who were drawn.
        var inspectors = try RosterTable.inspectors(db, ofCheck: check.id)
        if case .array(let ids)? = paper.fields["reviewers"] {
            inspectors = try RosterTable.inspectors(db, named: ids.compactMap(\.text))
        }
        let common: [String: JSONValue] = [
            "number": .string(paper.number), "center": .string(surroundings.centerName),
            "check_no": .string(check.checkNo), "enterprise": .string(check.enterpriseName),
            "uscc": .string(check.uscc), "application_no": .text(check.applicationNo),
            "source": .string(check.source.rawValue),
            "zone": .string(surroundings.timeZone.identifier), "issued": .string(clock.day(now)),
            "people": .array(
                check.people.map {
                    .object([
                        "name": .string($0.name), "id_masked": .string($0.idMasked),
                        "posts": .string($0.posts.map(\.chinese).joined(separator: "、")),
                    ])
                }),
            "inspectors": .array(
                inspectors.map {
                    .object(["name": .string($0.name), "certificate_no": .string($0.certificateNo)])
                }),
        ]
        return common.merging(paper.fields) { $1 }
    }

    /// One message for each way of service that the party agreed to. A paper stays reachable by every key that was given.
    func send(_ db: Database, _ paper: Paper, _ check: Check, days: Int, now: Date) throws {
        try DocumentTable.markSent(db, paper.id, of: check.id, now: now)
        try post(db, paper, check, as: "notice:\(check.checkNo):\(paper.number)", days: days, now: now)
    }

    /// - Parameter name: what makes the messages one of a kind; the channel is added.
    func post(_ db: Database, _ paper: Paper, _ check: Check, as name: String, days: Int, now: Date) throws {
        guard !check.channels.isEmpty else { return }
        let secrets = try PartyLinkTable.make(db, for: check.id, vault: vault, now: now, days: days)
        let keys = PartyKeys(
            link: "\(surroundings.publicURL)/p/\(secrets.token)", code: secrets.code, address: surroundings.publicURL)
        let fields = try fields(db, paper, check, now: now)
        for channel in check.channels {
            let key = "\(name):\(channel.rawValue)"
            switch channel {
            case .mail:
                let mail = try surroundings.renderer.mail(paper.kind, fields, check.contact, keys)
                try DeliveryTable.insert(
                    db, .mail(mail), kind: .noticeMail, check: check.id, message: .new(now), key: key, vault: vault,
                    now: now)
            case .text:
                let text = OutboundMessage.Text(
                    to: check.contact.phone ?? "", parameters: ["code": secrets.code])
                try DeliveryTable.insert(
                    db, .text(text), kind: .noticeText, check: check.id, message: .new(now), key: key, vault: vault,
                    now: now)
            }
        }
    }

    private func writeFindings(_ db: Database, _ findings: [Finding], _ id: ID<Check>) throws {
        try db.run("DELETE FROM finding WHERE check_id = ?", [id.description])
        for (position, finding) in findings.enumerated() {
            try db.run(
                "INSERT INTO finding (check_id, position, body) VALUES (?, ?, ?)",
                [id.description, position, try jsonText(finding)])
        }
        try SearchIndex.replace(db, findings: findings, of: id)
    }

    func post(_ db: Database, _ message: ResultMessage, _ id: ID<Check>, now: Date) throws {
        try DeliveryTable.insert(
            db, .licensingResult(body: CanonicalJSON.encode(message)), kind: .licensingResult, check: id,
            message: message.messageID, key: message.idempotencyKey, vault: vault, now: now)
    }
}
