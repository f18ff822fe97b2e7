import Domain
import Foundation
import GRDB

/// A mail about alerts that this process may now send.
public struct ClaimedAlertMail: Sendable {
    public let id: ID<AlertMail>
    public let message: OutboundMessage
}

extension CheckStore {
    /// Writes the mail that is due by `AlertRhythm`, and on its alerts that they are told, in one transaction: whatever
    /// happens afterwards, the same mail goes out. Nothing is written while an earlier mail still waits.
    /// - Returns: when a mail may be due next; nil when nothing is open that wants one.
    public func writeAlertMail(to address: String, now: Date) async throws -> Date? {
        let surroundings = surroundings
        return try await database.commits.write { [vault] db in
            guard try db.integer("SELECT count(*) FROM alert_mail WHERE state = 'pending'") == 0 else { return nil }
            let last = try db.integer("SELECT max(made_at) FROM alert_mail").map { Date(millis: $0) }
            let open = try AlertTable.open(db)
            guard let due = AlertRhythm.nextMail(of: open.map(\.standing), lastMail: last) else { return nil }
            guard due <= now else { return due }
            let told = open.filter { AlertRhythm.tells(of: $0.standing, now: now) }.sorted {
                $0.alert.severity > $1.alert.severity
            }
            let mail = AlertDigest(
                centerName: surroundings.centerName, timeZone: surroundings.timeZone,
                items: told.map { ($0.alert, $0.since) }
            ).mail(to: address)
            let id = ID<AlertMail>.new(now)
            try db.run(
                """
                INSERT INTO alert_mail (id, message_id, content_sealed, alerts, state, attempts, due_at, made_at)
                VALUES (?, ?, ?, ?, 'pending', 0, ?, ?)
                """,
                [
                    id.description, ID<Message>.new(now).description,
                    try vault.seal(
                        CanonicalJSON.encode(OutboundMessage.Content.mail(mail)), context: Self.context(id)),
                    told.count, now.millis, now.millis,
                ])
            for row in told {
                try db.run("UPDATE alert SET mailed_at = ? WHERE id = ?", [now.millis, row.id.description])
            }
            return now
        }
    }

    /// Takes the mail that is due: counts the attempt and pushes `due_at` past the lease, before anything is sent.
    public func claimAlertMail(lease: Duration, now: Date) async throws -> ClaimedAlertMail? {
        try await database.commits.write { [vault] db in
            guard let row = try db.row("SELECT * FROM alert_mail WHERE due_at <= ? ORDER BY due_at", [now.millis])
            else { return nil }
            let id: ID<AlertMail> = try row.id("id")
            let attempt: Int = try row.need("attempts") + 1
            try db.run(
                "UPDATE alert_mail SET attempts = ?, due_at = ?, leased = 1 WHERE id = ?",
                [attempt, (now + lease).millis, id.description])
            let json = try vault.open(try row.need("content_sealed"), context: Self.context(id))
            return ClaimedAlertMail(
                id: id,
                message: OutboundMessage(
                    messageID: try row.need("message_id"), idempotencyKey: id.description, attempt: attempt,
                    content: try CanonicalJSON.decode(OutboundMessage.Content.self, from: json)))
        }
    }

    /// Writes down what came of an attempt; a late answer for an attempt that was superseded is ignored.
    public func settle(
        _ mail: ClaimedAlertMail, _ outcome: DeliveryOutcome, retryIn: Duration, now: Date
    ) async throws {
        let (state, due, reason): (DeliveryState, Date?, String?) =
            switch outcome {
            case .delivered: (.delivered, nil, nil)
            case .held(let reason, _): (.held, nil, reason)
            case .retry(let reason, _, _): (.pending, now + retryIn, reason)
            }
        try await database.commits.write { db in
            try db.run(
                """
                UPDATE alert_mail SET state = ?, due_at = ?, leased = 0, settled_at = ?, last_reason = ?
                WHERE id = ? AND attempts = ? AND state = 'pending'
                """,
                [
                    state.rawValue, due?.millis, due == nil ? now.millis : nil, reason, mail.id.description,
                    mail.message.attempt,
                ])
        }
    }

    public func nextAlertMail() async throws -> Date? {
        try await database.read { db in
            try db.integer("SELECT min(due_at) FROM alert_mail").map { Date(millis: $0) }
        }
    }

    private static func context(_ id: ID<AlertMail>) -> String { "alert_mail.content/\(id)" }
}

extension AlertRow {
    var standing: AlertRhythm.Standing {
        .init(severity: alert.severity, toldAt: mailedAt, isAcknowledged: acknowledged != nil)
    }
}
