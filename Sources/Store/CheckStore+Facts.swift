import Domain
import Foundation
import GRDB

extension CheckStore {
    /// Reads what `decide` asks for about this command, in the transaction that will write its answer.
    func facts(
        _ db: Database, for command: CheckCommand, _ check: Check, codes: [String: OneTimeCode], clock: Bool, now: Date
    ) throws -> Facts {
        var facts = Facts(
            rules: try surroundings.rules(at: now), calendar: surroundings.calendar, timeZone: surroundings.timeZone)
        facts.clockSynchronised = clock
        let name = command.name
        guard name.takenFrom.contains(check.state.name) else { return facts }
        try addDossier(db, to: &facts, for: command, check, now: now)
        // A verdict that is put away unread files no paper.
        for kind in name.papers(of: check.mode) where name != .verdict || facts.nextVerdictReveals {
            facts.papers[kind] = try reserve(db, kind, now: now)
        }
        try people(db, for: name, check, codes: codes, &facts, now: now)
        switch command {
        case .approve, .recordReview, .recheck: try eligible(db, check, asksLeave: name != .approve, &facts, now: now)
        default: break
        }
        switch command {
        case .schedule, .reschedule:
            facts.planning = try planning(db, check, now: now)
            if name == .schedule { facts.waiver = try EventTable.waiver(db, of: check.id) }
        case .settleClock: facts.clocks = try ClockTable.running(db, check.id.description)
        case .remind: facts.reminded = try ReminderTable.isDone(db, of: check)
        case .failService: facts.failedChannels = try DeliveryTable.failedChannels(db, of: check)
        case .begin, .seal, .review: facts.footage = try RecordingTable.footage(db, of: check.id)
        case .recordReview, .recheck: facts.footage = try RecordingTable.footage(db, of: check.id)
        case .pass, .withdraw, .acknowledge, .serve, .escalate:
            facts.footage = try RecordingTable.footage(db, of: check.id)
            facts.result = try reserveResult(db, check, now: now)
            if name == .withdraw { facts.revokedBy = try CaseTable.servedRevocation(db, of: check.id) }
            if name == .escalate { facts.onsite = try reserveCheck(db, now: now) }
        case .reopen: facts.revokedBy = try CaseTable.servedRevocation(db, of: check.id)
        case .fileCase:
            facts.newCase = try reserveCase(db, now: now)
            facts.openCases = try CaseTable.openKinds(db, of: check.id)
        case .close:
            facts.delivered = try isDelivered(db, check.id)
            facts.openCases = try CaseTable.openKinds(db, of: check.id)
        case .approve, .fail, .waiveLead, .issue, .askReschedule, .keepSlot, .interrupt, .resume, .abort,
            .noShow, .decline, .complete, .rectify, .report, .cancel, .verdict, .addend, .fileScan,
            .askRecusal, .decideRecusal, .replaceInspector, .inviteExpert, .recordExpertFee, .extendDeadline:
            break
        }
        return facts
    }

    private func planning(_ db: Database, _ check: Check, now: Date) throws -> Facts.Planning {
        // What is late is booked beyond its deadline.
        let horizon = now.addingTimeInterval(Double(try surroundings.rules(at: now).planningHorizonDays + 2) * 86_400)
        let busy = try BookingTable.busy(db, from: now, to: max(check.deadline.instant, horizon))
        let stations: [String] = try db.rows("SELECT id FROM station WHERE active = 1 ORDER BY id").map {
            try $0.need("id")
        }
        return Facts.Planning(
            stations: stations.map { ($0, busy[Booking.station($0)] ?? []) },
            inspectors: try RosterTable.activeInspectors(db).map { ($0, busy[Booking.inspector($0.id)] ?? []) },
            link: try SeedChainTable.next(db, vault: vault))
    }

    /// Papers are numbered by kind and year of the centre's calendar; a refused command gives its numbers back with its
    /// savepoint.
    func reserve(_ db: Database, _ kind: DocumentKind, now: Date) throws -> Paper.Reservation {
        let year = Day(now, in: surroundings.timeZone).year
        let count = try CounterTable.next(db, series: kind.rawValue, year: year)
        return Paper.Reservation(id: .new(now), number: kind.number(count, year: year))
    }

    func reserveResult(_ db: Database, _ check: Check, now: Date) throws -> Facts.ResultReservation {
        // Of a check on the file or on site: those who reviewed. None was drawn for it.
        let inspectors =
            try check.state.fileReview.map { try RosterTable.inspectors(db, named: $0.inspectorIDs) }
            ?? RosterTable.inspectors(db, ofCheck: check.id)
        return Facts.ResultReservation(
            message: .new(now), inspectorCertificateNos: inspectors.map(\.certificateNo),
            posted: try DeliveryTable.count(db, of: check.id, kind: .licensingResult))
    }

    /// The next check number, and an identifier for its check.
    func reserveCheck(_ db: Database, now: Date) throws -> Facts.CheckReservation {
        let year = Day(now, in: surroundings.timeZone).year
        let digits = String(try CounterTable.next(db, series: "check", year: year))
        return Facts.CheckReservation(
            id: .new(now), number: "C\(year)-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits)
    }
}
