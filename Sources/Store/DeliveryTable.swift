import Domain
import Foundation
import GRDB

/// The outbox.
public enum DeliveryKind: String, Choice {
    case licensingResult = "licensing_result"
    case creditPenalty = "credit_penalty"
    case noticeMail = "notice_mail"
    case noticeText = "notice_text"
}

public enum DeliveryState: String, Choice {
    case pending, delivered, held
    /// A text message that a person is to send by hand.
    case manual
}

/// One delivery as staff see it; its content stays sealed.
public struct DeliveryRow: Sendable {
    public let id: ID<Delivery>
    public let check: ID<Check>
    public let kind: DeliveryKind
    public let messageID: String
    public let idempotencyKey: String
    public let bodySHA256: String
    public let state: DeliveryState
    public let attempts: Int
    public let dueAt: Date?
    public let madeAt: Date
    public let settledAt: Date?
    public let receipt: String?
    public let lastReason: String?
    public let lastAnswer: DeliveryOutcome.Answer?
    /// Since when a person is to send it by hand.
    public let waitingSince: Date?
    public let arrival: Arrival

    /// Who was to send it by hand and could not, and why; nil where that is not why it is held.
    public var failureByHand: (by: String, reason: String)? {
        guard state == .held, lastAnswer == nil, let words = lastReason?.components(separatedBy: Self.failedByHand),
            words.count > 1
        else { return nil }
        return (words[0], words.dropFirst().joined(separator: Self.failedByHand))
    }

    /// Stands in the reason between who said so and why.
    static let failedByHand = " could not send it by hand: "

    /// Whether a text message reached its handset, as far as the network said.
    public struct Arrival: Sendable, Equatable {
        public let state: TextArrival
        public let at: Date?
        public let code: String?
        public let words: String?
    }
}

/// A delivery that this process may now attempt.
public struct ClaimedDelivery: Sendable {
    public let id: ID<Delivery>
    public let check: ID<Check>
    public let kind: DeliveryKind
    public let message: OutboundMessage
}

enum DeliveryTable {
    static func insert(
        _ db: Database, _ content: OutboundMessage.Content, kind: DeliveryKind, check: ID<Check>,
        message: ID<Message>, key: String, vault: Vault, now: Date
    ) throws {
        let id = ID<Delivery>.new(now)
        let json = try CanonicalJSON.encode(content)
        let digest: String
        switch content {
        case .licensingResult(let body), .creditRecord(let body): digest = body.sha256Hex
        case .mail, .text: digest = json.sha256Hex
        }
        try db.run(
            """
            INSERT INTO delivery (id, check_id, kind, message_id, idempotency_key, content_sealed, body_sha256, state,
                attempts, due_at, made_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?)
            """,
            [
                id.description, check.description, kind.rawValue, message.description, key,
                try vault.seal(json, context: context(id)), digest, now.millis, now.millis,
            ])
    }

    static func context(_ id: ID<Delivery>) -> String { "delivery.content/\(id)" }

    static func count(_ db: Database, of check: ID<Check>, kind: DeliveryKind) throws -> Int {
        Int(
            try db.integer(
                "SELECT count(*) FROM delivery WHERE check_id = ? AND kind = ?", [check.description, kind.rawValue])
                ?? 0)
    }

    static func allDelivered(_ db: Database, of check: ID<Check>, kind: DeliveryKind) throws -> Bool {
        let open = try db.integer(
            "SELECT count(*) FROM delivery WHERE check_id = ? AND kind = ? AND state <> 'delivered'",
            [check.description, kind.rawValue])
        let done = try db.integer(
            "SELECT count(*) FROM delivery WHERE check_id = ? AND kind = ? AND state = 'delivered'",
            [check.description, kind.rawValue])
        return open == 0 && (done ?? 0) > 0
    }

    /// Channels by which a check's notice cannot arrive any more: what of it is held, or did not reach its handset. Codes
    /// only: a server's own words may name the receiver.
    static func failedChannels(_ db: Database, of check: Check) throws -> [ServiceChannel: String] {
        guard let notice = check.state.notice else { return [:] }
        var failed: [ServiceChannel: String] = [:]
        for channel in check.channels {
            let key = "notice:\(check.checkNo):\(notice.noticeNo):\(channel.rawValue)"
            guard let row = try db.row("SELECT * FROM delivery WHERE idempotency_key = ?", [key]).map(Self.row) else {
                continue
            }
            if row.state == .held {
                failed[channel] = "held" + (row.lastAnswer.map { " (\($0.status))" } ?? "")
            } else if row.arrival.state == .failed {
                failed[channel] = "not delivered" + (row.arrival.code.map { " (\($0))" } ?? "")
            }
        }
        return failed
    }

    /// The timer says at once that service failed, instead of at the end of the session.
    static func wakeWhereNoWayIsLeft(_ db: Database, _ id: ID<Check>, now: Date) throws {
        let check = try CheckTable.fetch(db, id)
        guard case .issued = check.state, !check.channels.isEmpty,
            try failedChannels(db, of: check).count == check.channels.count
        else { return }
        try db.run("UPDATE \"check\" SET due_at = ? WHERE id = ? AND leased = 0", [now.millis, id.description])
    }

    /// - Throws: `Fault(.notFound)`.
    static func fetch(_ db: Database, _ id: ID<Delivery>) throws -> DeliveryRow {
        guard let row = try db.row("SELECT * FROM delivery WHERE id = ?", [id.description]) else {
            throw Fault(.notFound, "There is no delivery \(id).", field: "id")
        }
        return try self.row(row)
    }

    static func row(_ row: Row) throws -> DeliveryRow {
        let status: Int? = row["last_status"]
        return DeliveryRow(
            id: try row.id("id"), check: try row.id("check_id"), kind: try row.choice("kind"),
            messageID: try row.need("message_id"), idempotencyKey: try row.need("idempotency_key"),
            bodySHA256: try row.need("body_sha256"), state: try row.choice("state"),
            attempts: try row.need("attempts"), dueAt: row.dateIfAny("due_at"), madeAt: try row.date("made_at"),
            settledAt: row.dateIfAny("settled_at"), receipt: row["receipt"], lastReason: row["last_reason"],
            lastAnswer: status.map { DeliveryOutcome.Answer(status: $0, body: row["last_answer"] ?? "") },
            waitingSince: row.dateIfAny("waiting_since"),
            arrival: DeliveryRow.Arrival(
                state: try row.choice("arrival_state"), at: row.dateIfAny("arrived_at"), code: row["arrival_code"],
                words: row["arrival_text"]))
    }
}
