import Domain
import Foundation
import GRDB

/// Claim, then act, then settle. A crash between claim and settle leaves the row due when its lease ends, and the
/// receiver recognises the repeated message by its key.
extension CheckStore {
    /// Takes what is due: counts the attempt and pushes `due_at` past the lease, before anything is sent.
    public func claimDeliveries(
        of kinds: [DeliveryKind], limit: Int, lease: Duration, now: Date
    ) async throws -> [ClaimedDelivery] {
        let marks = kinds.map { _ in "?" }.joined(separator: ", ")
        return try await database.commits.write { [vault] db in
            let due = try db.rows(
                """
                SELECT * FROM delivery WHERE due_at <= ? AND \(Self.sendable(marks)) ORDER BY due_at, rowid LIMIT ?
                """, [now.millis] + StatementArguments(kinds.map(\.rawValue)) + [limit])
            return try due.map { row in
                let id: ID<Delivery> = try row.id("id")
                let attempt: Int = try row.need("attempts") + 1
                try db.run(
                    "UPDATE delivery SET attempts = ?, due_at = ?, leased = 1 WHERE id = ?",
                    [attempt, (now + lease).millis, id.description])
                let json = try vault.open(try row.need("content_sealed"), context: DeliveryTable.context(id))
                let message = OutboundMessage(
                    messageID: try row.need("message_id"), idempotencyKey: try row.need("idempotency_key"),
                    attempt: attempt, content: try CanonicalJSON.decode(OutboundMessage.Content.self, from: json))
                return ClaimedDelivery(
                    id: id, check: try row.id("check_id"), kind: try row.choice("kind"), message: message)
            }
        }
    }

    /// Pending, and with no earlier result of the same check still on its way: a correction must not overtake what it
    /// corrects, which would then be refused as stale.
    private static func sendable(_ kinds: String) -> String {
        """
        state = 'pending' AND kind IN (\(kinds)) AND NOT (kind = 'licensing_result' AND EXISTS (SELECT 1 FROM delivery AS e
            WHERE e.check_id = delivery.check_id AND e.kind = delivery.kind AND e.state = 'pending'
                AND e.rowid < delivery.rowid))
        """
    }

    /// When the next delivery of these kinds falls due.
    public func nextDelivery(of kinds: [DeliveryKind]) async throws -> Date? {
        let marks = kinds.map { _ in "?" }.joined(separator: ", ")
        return try await database.read { db in
            try db.integer(
                "SELECT min(due_at) FROM delivery WHERE \(Self.sendable(marks))",
                StatementArguments(kinds.map(\.rawValue))
            ).map { Date(millis: $0) }
        }
    }

    /// Writes down what came of an attempt. A late answer for an attempt that was superseded is ignored, except that a
    /// receipt always counts: the receiver has the message.
    public func settle(
        _ delivery: ClaimedDelivery, _ outcome: DeliveryOutcome, retryIn: Duration, now: Date
    ) async throws {
        let now = now.wholeMillis
        try await database.commits.write { db in
            guard let row = try db.row("SELECT * FROM delivery WHERE id = ?", [delivery.id.description]) else { return }
            let before = try DeliveryTable.row(row)
            guard before.state != .delivered else { return }
            let current = before.attempts == delivery.message.attempt && before.state == .pending
            switch outcome {
            case .delivered(let receipt, let answer):
                try Self.finish(db, before, .delivered, receipt: receipt, reason: nil, answer, now: now)
            case .held(let reason, let answer) where current:
                try Self.finish(db, before, .held, receipt: nil, reason: reason, answer, now: now)
            case .manual(let reason) where current:
                try Self.finish(db, before, .manual, receipt: nil, reason: reason, nil, now: now)
            case .retry(let reason, _, let answer) where current:
                try db.run(
                    """
                    UPDATE delivery SET due_at = ?, leased = 0, last_reason = ?, last_status = ?, last_answer = ?
                    WHERE id = ? AND state = 'pending'
                    """,
                    [(now + retryIn).millis, reason, answer?.status, answer?.body, delivery.id.description])
            case .held, .retry, .manual: break
            }
        }
        switch outcome {
        case .delivered: signals.checks.wake()
        case .manual: signals.texts.wake()
        case .held:
            signals.watch.wake()
            signals.checks.wake()
        case .retry: break
        }
    }

    /// Ends the machine's part: delivered, or left to a person. Reports that came before their receipt count now.
    static func finish(
        _ db: Database, _ delivery: DeliveryRow, _ state: DeliveryState, receipt: String?, reason: String?,
        _ answer: DeliveryOutcome.Answer?, now: Date
    ) throws {
        try db.run(
            """
            UPDATE delivery SET state = ?, due_at = NULL, leased = 0, settled_at = ?, receipt = ?, last_reason = ?,
                last_status = ?, last_answer = ?, waiting_since = ?, arrival_state = 'unknown', arrived_at = NULL,
                arrival_code = NULL, arrival_text = NULL WHERE id = ?
            """,
            [
                state.rawValue, state == .manual ? nil : now.millis, receipt, reason, answer?.status, answer?.body,
                state == .manual ? now.millis : nil, delivery.id.description,
            ])
        try AuditLog.append(
            db,
            AuditEntry(
                kind: "delivery.\(state.rawValue)", at: now, subject: delivery.id.description,
                facts: [
                    "check": .string(delivery.check.description), "kind": .string(delivery.kind.rawValue),
                    "message_id": .string(delivery.messageID),
                    "receipt_sha256": receipt.map { .string(Data($0.utf8).sha256Hex) } ?? .null,
                ]))
        // A penalty that is held may keep nothing open: whether it does is the closing's to say.
        if delivery.kind == .creditPenalty || (delivery.kind == .licensingResult && state == .delivered) {
            try wakeToClose(db, delivery.check, now: now)
        }
        if delivery.kind != .licensingResult, state == .held {
            try DeliveryTable.wakeWhereNoWayIsLeft(db, delivery.check, now: now)
        }
        if delivery.kind == .noticeText, state == .delivered {
            try TextReportTable.matchKept(db, DeliveryTable.fetch(db, delivery.id), now: now)
        }
    }

    /// A person has looked: a held (or waiting) delivery is due at once.
    /// - Throws: `Fault(.notFound)`, or `Fault(.conflict)` when it is delivered already.
    public func retryDelivery(_ id: ID<Delivery>, by actor: Actor, now: Date) async throws -> DeliveryRow {
        let row: DeliveryRow = try await database.commits.write { db in
            guard let row = try db.row("SELECT * FROM delivery WHERE id = ?", [id.description]) else {
                throw Fault(.notFound, "There is no delivery \(id).")
            }
            guard try row.choice("state") as DeliveryState != .delivered else {
                throw Fault(.conflict, "\(id) is delivered, with its receipt: there is nothing to send again.")
            }
            try db.run(
                """
                UPDATE delivery SET state = 'pending', due_at = ?, leased = 0, settled_at = NULL, receipt = NULL,
                    waiting_since = NULL WHERE id = ?
                """, [now.millis, id.description])
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "delivery.retried", at: now.wholeMillis, subject: id.description,
                    facts: ["role": .string(actor.role.rawValue)]))
            return try DeliveryTable.row(try db.row("SELECT * FROM delivery WHERE id = ?", [id.description]) ?? row)
        }
        signals.notices.wake()
        signals.results.wake()
        signals.watch.wake()
        signals.texts.wake()
        return row
    }

    /// Deliveries by when they were made.
    public func deliveries(
        check: ID<Check>? = nil, state: DeliveryState? = nil, after: String? = nil, order: ListOrder = .oldest,
        limit: Int = 100
    ) async throws -> [DeliveryRow] {
        try await database.read { db in
            try db.rows(
                """
                SELECT * FROM delivery WHERE (?1 IS NULL OR check_id = ?1) AND (?2 IS NULL OR state = ?2)
                    AND (?3 IS NULL OR id \(order.beyond) ?3) ORDER BY id \(order.sql) LIMIT ?4
                """, [check?.description, state?.rawValue, after, limit]
            ).map(DeliveryTable.row)
        }
    }
}

extension Date {
    /// The instant that lies `duration` after `date`.
    public static func + (date: Date, duration: Duration) -> Date {
        let parts = duration.components
        return date.addingTimeInterval(Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
    }
}
