import Foundation

/// Queue: approval, slot and draw, another slot, and calling it off.
extension Desk {
    var queueing: Ruling? {
        switch (command, check.state) {
        case (.approve, .requested): approve()
        case (.schedule, .approved(let approval)): schedule(approval)
        case (.waiveLead(let reason), .approved(let approval)): waiveLead(approval, reason)
        case (.waiveLead(let reason), .scheduled(let scheduled)): waiveLead(scheduled, reason)
        case (.reschedule(let wish), .scheduled(let scheduled)): reschedule(scheduled, wish)
        case (.reschedule(let wish), .issued(let issued)): reschedule(issued.scheduled, wish, asked: issued.wish)
        case (.reschedule(let wish), .serviceFailed(let failed)):
            reschedule(failed.issued.scheduled, wish, asked: failed.issued.wish)
        case (.reschedule(let wish), .served(let served)):
            reschedule(served.issued.scheduled, wish, asked: served.issued.wish)
        case (.reschedule(let wish), .aborted(let aborted)):
            reschedule(aborted.interrupted.session.served.issued.scheduled, wish, again: true)
        case (.reschedule(let wish), .noShow(let absence)):
            reschedule(absence.served.issued.scheduled, wish, again: true)
        case (.cancel(let cancel), .requested), (.cancel(let cancel), .approved), (.cancel(let cancel), .scheduled),
            (.cancel(let cancel), .issued), (.cancel(let cancel), .serviceFailed), (.cancel(let cancel), .served):
            self.cancel(cancel)
        default: nil
        }
    }

    private func approve() -> Ruling {
        guard facts.inspectors.count >= facts.rules.minInspectors else {
            return refuse(
                .twoInspectors,
                "\(facts.inspectors.count) eligible inspectors are registered and \(facts.rules.minInspectors) are needed: add inspectors whose certificate is valid, who have the qualifications that the rules ask for and no conflict of interest with this enterprise."
            )
        }
        return accept(
            .approved(Approval(at: now, by: actor.name)), effects: check.mode.hasSession ? [.wake()] : [])
    }

    /// The planner finds slot and station; the draw chooses the people.
    private func schedule(_ approval: Approval) -> Ruling {
        guard check.mode.hasSession else {
            return refuse(
                .mode, "\(check.checkNo) is a \(check.mode.rawValue): it has no session. Put its review on record.")
        }
        guard let planning = facts.planning else {
            return refuse(.slot, "There is no station or no inspector to plan with: register them first.")
        }
        let fit = planning.inspectors.filter { standing($0.inspector) == nil }
        switch plan(fit, planning, notBefore: nil, waived: facts.waiver != nil) {
        case .none(let reason): return refuse(.slot, reason.text)
        case .found(let slot, let station, let eligible):
            do {
                return try book(approval, slot, station, Set(eligible), planning)
            } catch {
                return refuse(.draw, "The inspectors could not be drawn: \(error.message)")
            }
        }
    }

    /// What no other day would mend, of those a plan may count on.
    private func standing(_ inspector: Inspector) -> Unfitness? {
        inspector.unfitness(
            for: check, on: Day(now, in: facts.timeZone), facts.rules, asksLeave: false, barred: facts.people.barred)
    }

    private func plan(
        _ inspectors: [(inspector: Inspector, busy: Set<Quantum>)], _ planning: Facts.Planning, notBefore: Date?,
        waived: Bool = false, until: Date? = nil
    ) -> SlotPlan {
        let lead = SlotRequest.earliest(
            now: now, leadDays: waived ? 0 : facts.rules.noticeLeadDays, timeZone: facts.timeZone)
        return SlotPlanner.plan(
            SlotRequest(
                now: now, earliest: max(lead, notBefore ?? lead), deadline: until ?? check.deadline.instant,
                rules: facts.rules, calendar: facts.calendar, timeZone: facts.timeZone,
                stations: planning.stations.map { .init(id: $0.id, busy: $0.busy) },
                inspectors: inspectors.map {
                    .init(
                        id: $0.inspector.id, certificateExpires: $0.inspector.certificateExpires, busy: $0.busy,
                        leave: $0.inspector.terms.leave)
                }))
    }

    private func book(
        _ approval: Approval, _ slot: Slot, _ station: String, _ free: Set<String>, _ planning: Facts.Planning
    ) throws(Fault) -> Ruling {
        let everyone = planning.inspectors.map(\.inspector)
        let roster = try Roster(
            batch: check.checkNo, kind: .inspector,
            candidates: everyone.filter { free.contains($0.id) }.map(\.certificateNo),
            exclusions: everyone.filter { !free.contains($0.id) }.map {
                let day = Day(slot.startDate, in: facts.timeZone)
                let why = $0.unfitness(for: check, on: day, facts.rules, barred: facts.people.barred)
                return .init(key: $0.certificateNo, reason: why?.exclusion ?? "busy in this slot")
            }, quota: facts.rules.minInspectors)
        let link = planning.link
        let record = try DrawRecord(roster: roster, link: link.link, linkIndex: link.index, anchor: link.anchor)
        let drawn = record.chosen.compactMap { number in everyone.first { $0.certificateNo == number }?.id }
        var course = Scheduled.Course()
        course.waiver = facts.waiver
        let scheduled = Scheduled(
            approval: approval, start: slot.startDate, end: slot.endDate, stationID: station, inspectorIDs: drawn,
            course: course)
        return accept(
            .scheduled(scheduled),
            body(of: scheduled).merging([
                "inspectors": .array(drawn.map { .string($0) }),
                "roster_sha256": .string(record.rosterSHA256.hex), "seed_link": .string(record.link.hex),
            ]) { $1 },
            effects: [
                .book(Booking.all(slot: slot, station: station, inspectors: drawn)), .recordDraw(record), .wake(),
            ])
    }

    private func body(of scheduled: Scheduled) -> [String: JSONValue] {
        [
            "start": .string(scheduled.start.iso8601), "end": .string(scheduled.end.iso8601),
            "station": .string(scheduled.stationID), "attempt": .int(Int64(scheduled.course.attempt)),
        ]
    }

    /// Before there is a slot: where the notice period is what leaves none.
    private func waiveLead(_ approval: Approval, _ reason: String) -> Ruling {
        guard check.mode.hasSession else {
            return refuse(.mode, "\(check.checkNo) is a \(check.mode.rawValue): there is no session to notify of.")
        }
        guard !reason.isEmpty else {
            return refuse(.reason, "Say in \"reason\" who of the party waived the notice period, when and how.")
        }
        return filing(.leadWaiver, ["reason": .string(reason)]) { paper in
            accept(
                .approved(approval), named(paper).merging(["reason": .string(reason)]) { $1 },
                effects: [.file(paper), .wake()])
        }
    }

    private func waiveLead(_ scheduled: Scheduled, _ reason: String) -> Ruling {
        guard !reason.isEmpty else {
            return refuse(.reason, "Say in \"reason\" who of the party waived the notice period, when and how.")
        }
        var course = scheduled.course
        course.waiver = reason
        let waived = Scheduled(
            approval: scheduled.approval, start: scheduled.start, end: scheduled.end, stationID: scheduled.stationID,
            inspectorIDs: scheduled.inspectorIDs, course: course)
        return filing(
            .leadWaiver,
            ["when": .string(clock.slot(scheduled.start, scheduled.end)), "reason": .string(reason)]
        ) { paper in
            accept(
                .scheduled(waived), named(paper).merging(["reason": .string(reason)]) { $1 },
                effects: [.file(paper), .wake()])
        }
    }

    /// Another slot with the same drawn inspectors: moving a session is no way to draw again.
    /// - Parameters:
    ///   - asked: what the party wished, if it did: its moves are counted.
    ///   - again: the session was missed or broke off: attempts are counted.
    private func reschedule(
        _ scheduled: Scheduled, _ wish: Reschedule, asked: Issued.Wish? = nil, again: Bool = false
    ) -> Ruling {
        guard !wish.reason.isEmpty else {
            return refuse(.reason, "A new session needs its reason: send it as \"reason\".")
        }
        var course = scheduled.course
        course.waiver = nil
        course.noticed = course.noticed || check.state.notice != nil
        if asked != nil {
            course.partyMoves += 1
            guard course.partyMoves <= facts.rules.maxPartyMoves else {
                return refuse(
                    .moves,
                    "The party has had its session moved \(facts.rules.maxPartyMoves) time(s), the most that the rules allow: keep the slot."
                )
            }
        }
        if again {
            course.attempt += 1
            guard course.attempt <= facts.rules.maxAttempts else {
                return refuse(
                    .attempts,
                    "\(facts.rules.maxAttempts) session(s) were tried, the most that the rules allow: escalate it, or review it as it stands."
                )
            }
        }
        guard let planning = facts.planning else {
            return refuse(.slot, "There is no station or no inspector to plan with: register them first.")
        }
        let drawn = planning.inspectors.filter { scheduled.inspectorIDs.contains($0.inspector.id) }
        // What is late already must still be held: the head books it, with the reason, and it stays late on record.
        let late = check.deadline.instant <= now ? Date.distantFuture : nil
        switch plan(drawn, planning, notBefore: wish.notBefore ?? asked?.notBefore, until: late) {
        case .none(let reason):
            return refuse(
                .slot,
                "The inspectors who were drawn cannot be given another slot. \(reason.text) The head may also have the next rank of the draw take a place (\"replace-inspector\")."
            )
        case .found(let slot, let station, _):
            return move(
                scheduled, to: slot, station, course, late == nil ? [:] : ["past_deadline": true], reason: wish.reason,
                held: again)
        }
    }

    /// - Parameter held: the old slot was used, or waited in: what of it is past stays on the books.
    private func move(
        _ scheduled: Scheduled, to slot: Slot, _ station: String, _ course: Scheduled.Course,
        _ late: [String: JSONValue], reason: String, held: Bool
    ) -> Ruling {
        let moved = Scheduled(
            approval: scheduled.approval, start: slot.startDate, end: slot.endDate, stationID: station,
            inspectorIDs: scheduled.inspectorIDs, course: course)
        return accept(
            .scheduled(moved), body(of: moved).merging(["reason": .string(reason)]) { $1 }.merging(late) { $1 },
            effects: [
                .releaseBookings(from: held ? now : .distantPast),
                .book(Booking.all(slot: slot, station: station, inspectors: scheduled.inspectorIDs)), .wake(),
            ])
    }

    private func cancel(_ cancel: Cancel) -> Ruling {
        guard !cancel.reason.isEmpty else { return refuse(.reason, "Calling a check off needs its reason.") }
        guard check.source != .doubleRandom || cancel.replacement?.isEmpty == false else {
            return refuse(
                .replacement,
                "\(check.enterpriseName) was drawn: name in \"replacement\" the enterprise that takes its place.")
        }
        let noticed = check.state.notice != nil || check.state.booking?.course.noticed == true
        let replacement = cancel.replacement.flatMap { $0.isEmpty ? nil : $0 }
        let slot = check.state.booking.map(appointment) ?? [:]
        let fields: [String: JSONValue] = ["reason": .string(cancel.reason), "replacement": .text(replacement)]
        return filing(.cancellationNote, fields.merging(slot) { own, _ in own }) { paper in
            accept(
                .cancelled(Cancelled(at: now, by: actor.name, reason: cancel.reason, replacement: replacement)),
                named(paper).merging(["reason": .string(cancel.reason), "replacement": .text(replacement)]) { $1 },
                effects: [.releaseBookings(from: .distantPast), .file(paper)]
                    + (noticed ? [.send(paper)] : []))
        }
    }
}
