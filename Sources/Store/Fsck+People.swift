import Domain
import Foundation
import GRDB

extension CheckStore {
    /// Places that were taken must lead from who was drawn to who inspects; what was decided or paid has its event.
    static func people(_ db: Database, _ report: inout Fsck) throws {
        let checks = try db.rows("SELECT DISTINCT check_id FROM replacement")
        for row in checks {
            let id: ID<Check> = try row.id("check_id")
            guard let drawn = try db.row("SELECT record FROM draw WHERE check_id = ?", [id.description]) else {
                report.found("\(id) has a replacement and no draw")
                continue
            }
            let record: DrawRecord = try drawn.json("record")
            var places = record.chosen
            var steps = try db.rows(
                """
                SELECT o.certificate_no AS original, n.certificate_no AS replacement, rank FROM replacement r
                JOIN inspector o ON o.id = original_id JOIN inspector n ON n.id = replacement_id
                WHERE r.check_id = ? ORDER BY rank
                """, [id.description]
            ).map {
                (
                    was: try $0.need("original") as String, now: try $0.need("replacement") as String,
                    rank: try $0.need("rank") as Int
                )
            }
            // Each follows from who has a place, not from its time: the clock may have been set back in between.
            while !steps.isEmpty {
                guard let next = steps.firstIndex(where: { places.contains($0.was) }) else {
                    report.found("\(id): somebody was replaced who had no place")
                    break
                }
                let (was, now, rank) = steps.remove(at: next)
                guard let place = places.firstIndex(of: was) else { break }
                if !record.ranks.indices.contains(rank - 1) || record.ranks[rank - 1].key != now {
                    report.found("\(id): a place was taken by somebody who does not have rank \(rank) of its draw")
                }
                places[place] = now
            }
            let acting = try RosterTable.inspectors(db, ofCheck: id).map(\.certificateNo)
            if acting != places { report.found("\(id): its draw and its replacements do not lead to its inspectors") }
        }
        let rows: [(String, String, String)] = [
            ("recusals", "SELECT count(*) FROM recusal", "ask-recusal"),
            ("decisions on recusal", "SELECT count(*) FROM recusal WHERE decided_at IS NOT NULL", "decide-recusal"),
            ("experts", "SELECT count(*) FROM expert", "invite-expert"),
            ("fees", "SELECT count(*) FROM expert_fee", "record-expert-fee"),
        ]
        for (what, sql, command) in rows {
            let count = try db.integer(sql) ?? 0
            let events = try db.integer("SELECT count(*) FROM event WHERE command = ?", [command]) ?? 0
            if count != events { report.found("\(events) \(what) are on record, and \(count) rows") }
        }
        report.looked(at: "replacements", Int(try db.integer("SELECT count(*) FROM replacement") ?? 0))
    }
}
