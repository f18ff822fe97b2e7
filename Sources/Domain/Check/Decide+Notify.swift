import Foundation

/// Queue and notify: from the request to the proof that the notice arrived.
extension Desk {
    func approve() -> Ruling {
        guard facts.eligibleInspectors >= facts.rules.minInspectors else {
            return refuse(
                .twoInspectors,
                "\(facts.eligibleInspectors) eligible inspectors are registered and \(facts.rules.minInspectors) are needed: add inspectors whose certificate is valid."
            )
        }
        return accept(.approved(Approval(at: now, by: actor.name)), effects: [.wake])
    }

    /// The planner finds slot and station; the draw chooses the people.
    func schedule(_ approval: Approval) -> Ruling {
        guard let planning = facts.planning else {
            return refuse(.slot, "There is no station or no inspector to plan with: register them first.")
        }
        let earliest = SlotRequest.earliest(now: now, leadDays: facts.rules.noticeLeadDays, timeZone: facts.timeZone)
        let request = SlotRequest(
            now: now, earliest: earliest, deadline: check.deadline.instant, rules: facts.rules,
            calendar: facts.calendar, timeZone: facts.timeZone,
            stations: planning.stations.map { .init(id: $0.id, busy: $0.busy) },
            inspectors: planning.inspectors.map {
                .init(id: $0.inspector.id, certificateExpires: $0.inspector.certificateExpires, busy: $0.busy)
            })
        switch SlotPlanner.plan(request) {
        case .none(let reason): return refuse(.slot, reason.text)
        case .found(let slot, let station, let eligible):
            do {
                return try book(approval, slot, station, Set(eligible), planning)
            } catch {
                return refuse(.draw, "The inspectors could not be drawn: \(error.message)")
            }
        }
    }

    private func book(
        _ approval: Approval, _ slot: Slot, _ station: String, _ free: Set<String>, _ planning: Facts.Planning
    ) throws(Fault) -> Ruling {
        let everyone = planning.inspectors.map(\.inspector)
        let roster = try Roster(
            batch: check.checkNo, kind: .inspector,
            candidates: everyone.filter { free.contains($0.id) }.map(\.certificateNo),
            exclusions: everyone.filter { !free.contains($0.id) }.map {
                .init(key: $0.certificateNo, reason: "not free in this slot, or certificate expired by then")
            }, quota: facts.rules.minInspectors)
        let link = planning.link
        let record = try DrawRecord(roster: roster, link: link.link, linkIndex: link.index, anchor: link.anchor)
        let drawn = record.chosen.compactMap { number in everyone.first { $0.certificateNo == number }?.id }
        let scheduled = Scheduled(
            approval: approval, start: slot.startDate, end: slot.endDate, stationID: station, inspectorIDs: drawn)
        return accept(
            .scheduled(scheduled),
            [
                "start": .string(scheduled.start.iso8601), "end": .string(scheduled.end.iso8601),
                "station": .string(station), "inspectors": .array(drawn.map { .string($0) }),
                "roster_sha256": .string(record.rosterSHA256.hex), "seed_link": .string(record.link.hex),
            ],
            effects: [
                .book(Booking.all(slot: slot, station: station, inspectors: drawn)), .recordDraw(record), .wake,
            ])
    }

    func issue(_ scheduled: Scheduled) -> Ruling {
        guard !check.channels.isEmpty else {
            return refuse(
                .serviceConfirmation,
                "The party has agreed to no electronic service (service_confirmation is empty): serve the notice by another lawful method."
            )
        }
        let lead = facts.rules.noticeLeadDays
        let latest = Day(scheduled.start, in: facts.timeZone).adding(days: -lead)
        guard lead == 0 || Day(now, in: facts.timeZone) <= latest else {
            return refuse(
                .noticeLead,
                "The session's day is less than \(lead) day(s) away: choose a later slot, or record the party's waiver."
            )
        }
        guard let notice = facts.notice else { return refuse(.noticeLead, "No notice number could be reserved.") }
        return accept(
            .issued(Issued(scheduled: scheduled, at: now, notice: notice.document, noticeNo: notice.number)),
            [
                "notice_no": .string(notice.number), "document": .string(notice.document.description),
                "channels": .array(check.channels.map { .string($0.rawValue) }),
            ],
            effects: [.serveNotice(notice.document, number: notice.number)])
    }

    /// Sent is not served; that the party read it is.
    func serve(_ issued: Issued, _ acknowledge: Acknowledge) -> Ruling {
        let served = Served(
            issued: issued, arrivedAt: min(acknowledge.firstOpenedAt, now), acknowledgedAt: now,
            proof: acknowledge.proof)
        return accept(
            .served(served),
            [
                "proof": .string(acknowledge.proof.rawValue), "arrived_at": .string(served.arrivedAt.iso8601),
                "acknowledged_at": .string(now.iso8601),
            ])
    }
}
