import Domain
import Foundation
import GRDB

extension CheckStore {
    /// Reads what `decide` asks for about this command, in the transaction that will write its answer.
    func facts(_ db: Database, for command: CheckCommand, _ check: Check, clock: Bool, now: Date) throws -> Facts {
        var facts = Facts(
            rules: try surroundings.rules(at: now), calendar: surroundings.calendar, timeZone: surroundings.timeZone)
        facts.clockSynchronised = clock
        guard command.name.takenFrom.contains(check.state.name) else { return facts }
        switch command {
        case .approve: facts.eligibleInspectors = try eligible(db, now: now)
        case .schedule: facts.planning = try planning(db, check, now: now)
        case .issue: facts.notice = try reserveNotice(db, now: now)
        case .begin, .seal, .review: facts.footage = try RecordingTable.footage(db, of: check.id)
        case .pass, .fail:
            facts.footage = try RecordingTable.footage(db, of: check.id)
            facts.result = Facts.ResultReservation(
                message: .new(now),
                inspectorCertificateNos: try RosterTable.inspectors(db, ofCheck: check.id).map(\.certificateNo))
        case .close: facts.delivered = try DeliveryTable.allDelivered(db, of: check.id, kind: .licensingResult)
        case .acknowledge, .complete: break
        }
        return facts
    }

    private func eligible(_ db: Database, now: Date) throws -> Int {
        let today = Day(now, in: surroundings.timeZone)
        return try RosterTable.activeInspectors(db).count { ($0.certificateExpires ?? today) >= today }
    }

    private func planning(_ db: Database, _ check: Check, now: Date) throws -> Facts.Planning {
        let busy = try BookingTable.busy(db, from: now, to: check.deadline.instant)
        let stations: [String] = try db.rows("SELECT id FROM station WHERE active = 1 ORDER BY id").map {
            try $0.need("id")
        }
        return Facts.Planning(
            stations: stations.map { ($0, busy[Booking.station($0)] ?? []) },
            inspectors: try RosterTable.activeInspectors(db).map { ($0, busy[Booking.inspector($0.id)] ?? []) },
            link: try SeedChainTable.next(db, vault: vault))
    }

    /// Notices are numbered per year of the centre's calendar; a refused command gives its number back with its savepoint.
    private func reserveNotice(_ db: Database, now: Date) throws -> Facts.NoticeReservation {
        let year = Day(now, in: surroundings.timeZone).year
        let count = try CounterTable.next(db, series: "check_notice", year: year)
        return Facts.NoticeReservation(document: .new(now), number: "核告〔\(year)〕\(count)号")
    }
}
