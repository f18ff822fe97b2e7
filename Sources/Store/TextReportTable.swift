import Domain
import Foundation
import GRDB

/// Delivery reports against deliveries. Reports come late, early, twice and out of order; a handset that has a message
/// keeps it, so *arrived* is final and *failed* is not.
enum TextReportTable {
    /// How long a report waits for the receipt that it names.
    static let keptFor: TimeInterval = 7 * 86_400
    /// Rows at most: a provider that goes wild costs us old reports, not the disk.
    static let bound = 10_000

    /// Applies one report, or keeps it.
    /// - Returns: the delivery that it was about, if it changed anything there.
    static func take(_ db: Database, _ report: TextReport, now: Date) throws -> ID<Delivery>? {
        if let delivery = try delivery(db, of: report) {
            switch try apply(db, report, to: delivery, now: now) {
            case .changed: return delivery.id
            case .known: return nil
            case .early: break
            }
        }
        try keep(db, report, now: now)
        return nil
    }

    /// A receipt was just written down: what was reported about it before counts now.
    static func matchKept(_ db: Database, _ delivery: DeliveryRow, now: Date) throws {
        let rows = try db.rows(
            "SELECT * FROM text_report WHERE receipt = ? OR message_id = ? ORDER BY arrived DESC",
            [delivery.receipt, delivery.messageID])
        for row in rows {
            let (receipt, message): (String, String) = (try row.need("receipt"), try row.need("message_id"))
            let report = TextReport(
                receipt: receipt.isEmpty ? nil : receipt, messageID: message.isEmpty ? nil : message,
                hasArrived: try row.need("arrived"), at: try row.date("at"), code: row["code"], words: row["words"])
            guard try apply(db, report, to: DeliveryTable.fetch(db, delivery.id), now: now) != .early else { continue }
            try db.run(
                "DELETE FROM text_report WHERE receipt = ? AND message_id = ? AND arrived = ?",
                [receipt, message, report.hasArrived])
        }
    }

    static func hasOld(_ db: Database, now: Date) throws -> Bool {
        let oldest = try db.integer("SELECT min(came_at) FROM text_report")
        return oldest.map { $0 < now.addingTimeInterval(-keptFor).millis } ?? false
    }

    static func dropOld(_ db: Database, now: Date) throws {
        try db.run("DELETE FROM text_report WHERE came_at < ?", [now.addingTimeInterval(-keptFor).millis])
    }

    private enum Application { case changed, known, early }

    private static func delivery(_ db: Database, of report: TextReport) throws -> DeliveryRow? {
        if let message = report.messageID,
            let row = try db.row(
                "SELECT * FROM delivery WHERE message_id = ? AND kind = 'notice_text'", [message])
        {
            return try DeliveryTable.row(row)
        }
        guard let receipt = report.receipt else { return nil }
        return try db.row(
            "SELECT * FROM delivery WHERE receipt = ? AND kind = 'notice_text' ORDER BY id DESC LIMIT 1", [receipt]
        ).map(DeliveryTable.row)
    }

    private static func apply(
        _ db: Database, _ report: TextReport, to delivery: DeliveryRow, now: Date
    ) throws -> Application {
        let isAboutThisOne = report.receipt == nil || report.receipt == delivery.receipt
        if !report.hasArrived {
            // The failure of an earlier attempt says nothing of the one that is on its way.
            guard delivery.state == .delivered, isAboutThisOne else { return .early }
            guard delivery.arrival.state == .unknown else { return .known }
        } else {
            guard delivery.arrival.state != .arrived else { return .known }
            if delivery.state != .delivered {
                // The answer to our request was lost, or a person has not sent it yet: the handset has the message, so
                // nobody needs to send it again.
                try CheckStore.finish(
                    db, delivery, .delivered, receipt: report.receipt ?? delivery.messageID, reason: nil, nil, now: now)
            }
        }
        try write(db, report, on: delivery, now: now)
        return .changed
    }

    private static func write(_ db: Database, _ report: TextReport, on delivery: DeliveryRow, now: Date) throws {
        let state = report.hasArrived ? TextArrival.arrived : .failed
        // A network's clock may be wrong; nothing arrives in the future.
        let at = min(report.at ?? now, now)
        try db.run(
            "UPDATE delivery SET arrival_state = ?, arrived_at = ?, arrival_code = ?, arrival_text = ? WHERE id = ?",
            [state.rawValue, at.millis, report.code, report.words, delivery.id.description])
        try AuditLog.append(
            db,
            AuditEntry(
                kind: "text.\(state.rawValue)", at: now, subject: delivery.id.description,
                facts: [
                    "check": .string(delivery.check.description), "message_id": .string(delivery.messageID),
                    "code": report.code.map { .string($0) } ?? .null, "reported_at": .string(at.wholeMillis.iso8601),
                ]))
        if report.hasArrived {
            _ = try AlertTable.clear(db, .textUndelivered, delivery.id.description, now: now)
        } else {
            try DeliveryTable.wakeWhereNoWayIsLeft(db, delivery.check, now: now)
            let words = [report.code, report.words].compactMap(\.self).joined(separator: ": ")
            let number = try db.text("SELECT check_no FROM \"check\" WHERE id = ?", [delivery.check.description])
            _ = try AlertTable.raise(
                db,
                Alert(
                    .textUndelivered, subject: delivery.id.description,
                    detail: ["reason": .string(words), "check": .string(number ?? delivery.check.description)]),
                now: now)
        }
    }

    private static func keep(_ db: Database, _ report: TextReport, now: Date) throws {
        try db.run(
            """
            INSERT INTO text_report (receipt, message_id, arrived, at, code, words, came_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [
                report.receipt ?? "", report.messageID ?? "", report.hasArrived, min(report.at ?? now, now).millis,
                report.code, report.words, now.millis,
            ])
        let count = try db.integer("SELECT count(*) FROM text_report") ?? 0
        guard count > bound else { return }
        try db.run(
            """
            DELETE FROM text_report WHERE (receipt, message_id, arrived) IN
                (SELECT receipt, message_id, arrived FROM text_report ORDER BY came_at LIMIT ?)
            """, [count - Int64(bound)])
    }
}
