import Domain
import Foundation
import GRDB

extension CheckStore {
    /// Writes what the new row refers to (a document must exist before `notice_id` names it).
    func perform(_ db: Database, before effects: [CheckEffect], _ check: Check, now: Date) throws {
        for effect in effects {
            switch effect {
            case .serveNotice(let document, let number):
                try fileNotice(db, document, number, check, now: now)
            case .book, .recordDraw, .releaseBookings, .expectFootageEnd, .fileEvidence, .replaceFindings, .postResult,
                .wake:
                break
            }
        }
        // A transition that leaves a timer nothing to do clears the clock; `.wake` below sets it again.
        try db.run("UPDATE \"check\" SET due_at = NULL, leased = 0 WHERE id = ?", [check.id.description])
    }

    /// Writes what follows from the new row.
    func perform(_ db: Database, after effects: [CheckEffect], _ check: Check, facts: Facts, now: Date) throws {
        for effect in effects {
            switch effect {
            case .book(let bookings): try BookingTable.insert(db, bookings, for: check.id)
            case .recordDraw(let record):
                try SeedChainTable.take(db, record, for: check.id, now: now)
                try SeedChainTable.prepare(db, vault: vault, now: now)
            case .serveNotice: try sendNotice(db, check, days: facts.rules.ackLinkDays, now: now)
            case .releaseBookings(let from): try BookingTable.release(db, of: check.id, from: from)
            case .expectFootageEnd: try RecordingTable.expectEnd(db, of: check.id, now: now)
            case .fileEvidence(let manifest):
                try DocumentTable.insert(
                    db, id: .new(now), check: check.id, kind: "evidence_manifest",
                    number: "\(check.checkNo)-M\(manifest.revision)", mediaType: "application/json",
                    bytes: manifest.bytes, now: now)
            case .replaceFindings(let findings): try writeFindings(db, findings, check.id)
            case .postResult(let message): try post(db, message, check.id, now: now)
            case .wake:
                try db.run("UPDATE \"check\" SET due_at = ? WHERE id = ?", [now.millis, check.id.description])
            }
        }
    }

    private func noticeContent(_ db: Database, _ check: Check, number: String, now: Date) throws -> NoticeContent {
        guard
            let slot = try db.row(
                "SELECT slot_start, slot_end FROM \"check\" WHERE id = ?", [check.id.description])
        else { throw Fault(.notFound, "There is no check \(check.id).") }
        return NoticeContent(
            number: number, centerName: surroundings.centerName, checkNo: check.checkNo,
            enterpriseName: check.enterpriseName, uscc: check.uscc, applicationNo: check.applicationNo,
            people: check.people, inspectors: try RosterTable.inspectors(db, ofCheck: check.id),
            start: try slot.date("slot_start"), end: try slot.date("slot_end"), timeZone: surroundings.timeZone,
            issuedAt: now, contactName: check.contact.name, language: check.contact.language)
    }

    private func fileNotice(
        _ db: Database, _ document: ID<Document>, _ number: String, _ check: Check, now: Date
    ) throws {
        let content = try noticeContent(db, check, number: number, now: now)
        try DocumentTable.insert(
            db, id: document, check: check.id, kind: "check_notice", number: number,
            mediaType: "text/html; charset=utf-8", bytes: surroundings.renderer.notice(content), now: now)
    }

    /// One message for each way of service that the party agreed to.
    private func sendNotice(_ db: Database, _ check: Check, days: Int, now: Date) throws {
        guard case .issued(let issued) = check.state else { return }
        let secrets = try PartyLinkTable.make(db, for: check.id, vault: vault, now: now, days: days)
        let keys = PartyKeys(
            link: "\(surroundings.publicURL)/p/\(secrets.token)", code: secrets.code, address: surroundings.publicURL)
        let content = try noticeContent(db, check, number: issued.noticeNo, now: now)
        for channel in check.channels {
            let key = "notice:\(check.checkNo):\(issued.noticeNo):\(channel.rawValue)"
            switch channel {
            case .mail:
                let mail = try surroundings.renderer.noticeMail(content, keys, check.contact.mail ?? "")
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
    }

    private func post(_ db: Database, _ message: ResultMessage, _ id: ID<Check>, now: Date) throws {
        try DeliveryTable.insert(
            db, .licensingResult(body: CanonicalJSON.encode(message)), kind: .licensingResult, check: id,
            message: message.messageID, key: message.idempotencyKey, vault: vault, now: now)
    }
}
