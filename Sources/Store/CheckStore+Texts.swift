import Domain
import Foundation
import GRDB

/// Which text messages to list for staff.
public enum TextList: String, Choice {
    /// A person is to send them by hand.
    case waiting
    /// The gateway could not: it holds them, or the handset never got them. A person may take them over.
    case offered
}

/// A text message as the person who sends it by hand needs it: the one place where the number is shown whole.
public struct TextToSend: Sendable {
    public let delivery: DeliveryRow
    public let checkNo: String
    public let enterpriseName: String
    public let contactName: String
    public let language: Contact.Language
    /// As the applicant gave it.
    public let phone: String
    public let parameters: [String: String]
    /// When an alert says that it waits too long; nil unless it waits.
    public let overdueAt: Date?
}

extension CheckStore {
    /// In the order they were made.
    public func texts(
        _ list: TextList, after: String? = nil, limit: Int = 100
    ) async throws -> [TextToSend] {
        let condition =
            switch list {
            case .waiting: "state = 'manual'"
            case .offered: "(state = 'held' OR (state = 'delivered' AND arrival_state = 'failed'))"
            }
        return try await database.read { db in
            try db.rows(
                """
                SELECT * FROM delivery WHERE kind = 'notice_text' AND \(condition) AND (?1 IS NULL OR id > ?1)
                ORDER BY id LIMIT ?2
                """, [after, limit]
            ).map { try self.text(db, $0) }
        }
    }

    /// - Throws: `Fault(.notFound)`; `Fault(.conflict)` for one that nobody is to send by hand.
    public func waitingText(_ id: ID<Delivery>) async throws -> TextToSend {
        try await database.read { db in
            guard let row = try db.row("SELECT * FROM delivery WHERE id = ? AND kind = 'notice_text'", [id.description])
            else { throw Fault(.notFound, "There is no text message \(id).", field: "id") }
            let text = try self.text(db, row)
            guard text.delivery.state == .manual else { throw Self.notWaiting(text.delivery) }
            return text
        }
    }

    /// A person will send it by hand instead of the gateway.
    /// - Throws: `Fault(.conflict)` when it is on its way at this moment, or has arrived.
    public func takeTextOver(_ id: ID<Delivery>, by actor: Actor, now: Date) async throws -> DeliveryRow {
        let now = now.wholeMillis
        let row = try await database.commits.write { db in
            let delivery = try Self.textDelivery(db, id)
            switch delivery.state {
            case .manual: return delivery
            case .delivered where delivery.arrival.state != .failed:
                throw Fault(
                    .conflict, "\(id) is delivered, and nothing says that the handset did not get it.", field: "state")
            case .pending, .held, .delivered: break
            }
            let leased = try db.integer("SELECT leased FROM delivery WHERE id = ?", [id.description])
            guard leased == 0 else {
                throw Fault(.conflict, "\(id) is being sent at this moment: look again in a minute.", field: "state")
            }
            try db.run(
                """
                UPDATE delivery SET state = 'manual', due_at = NULL, settled_at = NULL, waiting_since = ? WHERE id = ?
                """, [now.millis, id.description])
            try Self.audit(db, "delivery.manual", delivery, actor, now: now)
            // Somebody is at it; a wait that grows too long raises an alert of its own.
            _ = try AlertTable.clear(db, .textUndelivered, id.description, now: now)
            return try DeliveryTable.fetch(db, id)
        }
        signals.texts.wake()
        return row
    }

    /// A person has sent it: that is its receipt, `manual:<name>`. Saying so twice is the same answer.
    public func textSent(_ id: ID<Delivery>, by actor: Actor, now: Date) async throws -> DeliveryRow {
        let now = now.wholeMillis
        let receipt = "manual:\(actor.name)"
        let row = try await database.commits.write { db in
            let delivery = try Self.textDelivery(db, id)
            if delivery.state == .delivered, delivery.receipt == receipt { return delivery }
            guard delivery.state == .manual else { throw Self.notWaiting(delivery) }
            try Self.finish(db, delivery, .delivered, receipt: receipt, reason: nil, nil, now: now)
            try Self.audit(db, "text.sent_by_hand", delivery, actor, now: now)
            return try DeliveryTable.fetch(db, id)
        }
        signals.texts.wake()
        return row
    }

    /// A person could not send it: held, with the reason, for somebody to decide.
    public func textFailed(
        _ id: ID<Delivery>, by actor: Actor, reason: String, now: Date
    ) async throws -> DeliveryRow {
        let now = now.wholeMillis
        let words = actor.name + DeliveryRow.failedByHand + reason
        let row = try await database.commits.write { db in
            let delivery = try Self.textDelivery(db, id)
            if delivery.state == .held, delivery.lastReason == words { return delivery }
            guard delivery.state == .manual else { throw Self.notWaiting(delivery) }
            try Self.finish(db, delivery, .held, receipt: nil, reason: words, nil, now: now)
            try Self.audit(
                db, "text.not_sent_by_hand", delivery, actor, now: now,
                facts: ["reason_sha256": .string(Data(reason.utf8).sha256Hex)])
            return try DeliveryTable.fetch(db, id)
        }
        signals.texts.wake()
        return row
    }

    /// What a gateway reported of its messages. Each is applied once, however often it comes; what names a receipt that
    /// is not written down yet is kept for a week.
    /// - Returns: the deliveries that the reports changed.
    public func record(_ reports: [TextReport], now: Date) async throws -> [ID<Delivery>] {
        let now = now.wholeMillis
        let changed = try await database.commits.write { db in
            try reports.compactMap { try TextReportTable.take(db, $0, now: now) }
        }
        if !changed.isEmpty {
            signals.texts.wake()
            signals.alerts.wake()
        }
        return changed
    }

    /// Raises an alert for each text that waits too long for a person, clears those that are over, and drops reports
    /// that nothing will match any more.
    /// - Returns: when to look again; nil: at the next wake-up.
    public func watchTexts(now: Date) async throws -> Date? {
        let (waiting, open, isOld) = try await database.read { db in
            let waiting = try db.rows(
                """
                SELECT d.id, waiting_since, check_no FROM delivery AS d JOIN "check" AS c ON c.id = d.check_id
                WHERE d.state = 'manual'
                """
            ).map {
                (
                    id: try $0.id("id") as ID<Delivery>, check: try $0.need("check_no") as String,
                    since: try $0.date("waiting_since")
                )
            }
            let open = try AlertTable.open(db).filter { $0.alert.kind == .textWaiting }.map(\.alert.subject)
            return (waiting, Set(open), try TextReportTable.hasOld(db, now: now))
        }
        if isOld { try await database.commits.write { try TextReportTable.dropOld($0, now: now) } }
        var late: [Alert] = []
        var next: Date?
        for text in waiting {
            let overdue = try overdue(since: text.since)
            if overdue <= now {
                late.append(
                    Alert(
                        .textWaiting, subject: text.id.description,
                        detail: ["check": .string(text.check), "since": .string(text.since.iso8601)]))
            } else {
                next = min(next ?? overdue, overdue)
            }
        }
        if Set(late.map(\.subject)) != open { try await keep([.textWaiting], at: late, now: now) }
        return next
    }

    private func text(_ db: Database, _ row: Row) throws -> TextToSend {
        let delivery = try DeliveryTable.row(row)
        let json = try vault.open(try row.need("content_sealed"), context: DeliveryTable.context(delivery.id))
        guard case .text(let content) = try CanonicalJSON.decode(OutboundMessage.Content.self, from: json) else {
            throw Fault(.damaged, "\(delivery.id) is a text message without a text.")
        }
        let check = try CheckTable.fetch(db, delivery.check)
        return TextToSend(
            delivery: delivery, checkNo: check.checkNo, enterpriseName: check.enterpriseName,
            contactName: check.contact.name, language: check.contact.language, phone: content.to,
            parameters: content.parameters, overdueAt: try delivery.waitingSince.map(overdue))
    }

    func overdue(since: Date) throws -> Date {
        since.addingTimeInterval(Double(try surroundings.rules(at: since).manualTextHours) * 3600)
    }

    private static func textDelivery(_ db: Database, _ id: ID<Delivery>) throws -> DeliveryRow {
        let delivery = try DeliveryTable.fetch(db, id)
        guard delivery.kind == .noticeText else {
            throw Fault(.conflict, "\(id) is no text message: nobody can send it by hand.", field: "id")
        }
        return delivery
    }

    private static func notWaiting(_ delivery: DeliveryRow) -> Fault {
        Fault(
            .conflict,
            "\(delivery.id) does not wait to be sent by hand: it is \(delivery.state.rawValue). Take it over first.",
            field: "state")
    }

    private static func audit(
        _ db: Database, _ kind: String, _ delivery: DeliveryRow, _ actor: Actor, now: Date,
        facts: [String: JSONValue] = [:]
    ) throws {
        let basic: [String: JSONValue] = [
            "check": .string(delivery.check.description), "message_id": .string(delivery.messageID),
            "role": .string(actor.role.rawValue),
        ]
        try AuditLog.append(
            db,
            AuditEntry(
                kind: kind, at: now, subject: delivery.id.description, facts: basic.merging(facts) { $1 }))
    }
}
