import Foundation

/// Notify: the notice, its way to the party, and the proof that it arrived.
extension Desk {
    var notifying: Ruling? {
        switch (command, check.state) {
        case (.issue, .scheduled(let scheduled)): issue(scheduled)
        case (.acknowledge(let acknowledge), .issued(let issued)):
            proved(acknowledge, issued.at) { serve(issued, $0) }
        case (.acknowledge(let acknowledge), .serviceFailed(let failed)):
            proved(acknowledge, failed.issued.at) { serve(failed.issued, $0) }
        case (.serve(let service), .issued(let issued)): attested(service, issued.at) { serve(issued, $0) }
        case (.serve(let service), .serviceFailed(let failed)):
            attested(service, failed.issued.at) { serve(failed.issued, $0) }
        case (.failService(let reason), .issued(let issued)): failService(issued, reason)
        case (.askReschedule(let wish), .issued(let issued)): ask(wish) { .issued(issued.wishing($0)) }
        case (.askReschedule(let wish), .served(let served)):
            ask(wish) { .served(Served(issued: served.issued.wishing($0), service: served.service)) }
        case (.keepSlot(let reason), .issued(let issued)):
            keep(issued, reason) { .issued($0) }
        case (.keepSlot(let reason), .served(let served)):
            keep(served.issued, reason) { .served(Served(issued: $0, service: served.service)) }
        default: nil
        }
    }

    private func issue(_ scheduled: Scheduled) -> Ruling {
        guard now < scheduled.end else {
            return refuse(
                .tooLate,
                "The booked slot ended at \(scheduled.end.iso8601): nobody can be called to it any more. Reschedule it first."
            )
        }
        if let refusal = unfit(scheduled, on: Day(scheduled.start, in: facts.timeZone)) { return .refused(refusal) }
        let lead = facts.rules.noticeLeadDays
        // As the planner counts: neither the notice's day nor the session's.
        let latest = Day(scheduled.start, in: facts.timeZone).adding(days: -lead - 1)
        guard lead == 0 || scheduled.course.waiver != nil || Day(now, in: facts.timeZone) <= latest else {
            return refuse(
                .noticeLead,
                "\(lead) full day(s) must lie between the notice and the session: choose a later slot, or record the party's waiver."
            )
        }
        return filing(.checkNotice, appointment(scheduled)) { paper in
            accept(
                .issued(Issued(scheduled: scheduled, at: now, notice: paper.id, noticeNo: paper.number)),
                [
                    "notice_no": .string(paper.number), "document": .string(paper.id.description),
                    "channels": .array(check.channels.map { .string($0.rawValue) }),
                ],
                // A notice that nobody has confirmed by the end of its session has failed.
                effects: [.file(paper), .send(paper), .wake(at: scheduled.end)])
        }
    }

    /// When the session is, for people, and for their calendars too: one entry for each check (`event`), in which what
    /// has the higher `sequence` counts. A session that is moved keeps its attempt, so the number of events does it.
    func appointment(_ scheduled: Scheduled) -> [String: JSONValue] {
        [
            "when": .string(clock.slot(scheduled.start, scheduled.end)),
            "attempt": .int(Int64(scheduled.course.attempt)),
            "start": .string(scheduled.start.iso8601), "end": .string(scheduled.end.iso8601),
            "event": .string(check.id.description), "sequence": .int(Int64(check.revision)),
            "stamp": .string(now.iso8601),
        ]
    }

    /// The party's own word, by its link or its code. No document arrives before it was made.
    func proved(_ acknowledge: Acknowledge, _ made: Date, _ then: (Service) -> Ruling) -> Ruling {
        acknowledge.judged(made: made, now: now, refused: { .refused($0) }, proved: then)
    }

    /// What staff put on record of a service by hand, if it can be believed.
    func attested(_ service: Service, _ sent: Date, _ then: (Service) -> Ruling) -> Ruling {
        service.judged(sent: sent, now: now, refused: { .refused($0) }, proved: then)
    }

    /// Sent is not served; that the party has it is.
    private func serve(_ issued: Issued, _ service: Service) -> Ruling {
        receipt(of: issued.noticeNo, .checkNotice, service) { paper, body in
            accept(.served(Served(issued: issued, service: service)), body, effects: [.file(paper)])
        }
    }

    /// The receipt of a service, whichever document it was that arrived.
    func receipt(
        of number: String, _ kind: DocumentKind, _ service: Service, _ then: (Paper, [String: JSONValue]) -> Ruling
    ) -> Ruling {
        filing(.serviceReceipt, service.paperFields(of: number, kind, clock)) { paper in
            then(paper, named(paper).merging(service.eventFields(of: number)) { $1 })
        }
    }

    private func failService(_ issued: Issued, _ reason: String) -> Ruling {
        if actor.role == .timer, now < issued.scheduled.end, let failed = failedEverywhere {
            let ways = failed.map { "\($0.channel.rawValue): \($0.what)" }.joined(separator: "; ")
            return accept(
                .serviceFailed(
                    ServiceFailed(issued: issued, at: now, reason: "no electronic way is left (\(ways))")),
                [
                    "reason": .string("no electronic way is left (\(ways))"),
                    "channels": .array(failed.map { .string($0.channel.rawValue) }),
                ])
        }
        guard !reason.isEmpty else {
            return refuse(.reason, "Say in \"reason\" which ways were tried and what came of them.")
        }
        if actor.role == .timer, now < issued.scheduled.end {
            return refuse(.tooEarly, "The notice may still be confirmed until \(issued.scheduled.end.iso8601).")
        }
        return accept(
            .serviceFailed(ServiceFailed(issued: issued, at: now, reason: reason)), ["reason": .string(reason)])
    }

    /// What became of the notice on each way, where it can arrive by none any more.
    private var failedEverywhere: [(channel: ServiceChannel, what: String)]? {
        let failed = check.channels.compactMap { channel in facts.failedChannels[channel].map { (channel, $0) } }
        return !failed.isEmpty && failed.count == check.channels.count ? failed : nil
    }

    private func ask(_ wish: Reschedule, _ then: (Issued.Wish) -> CheckState) -> Ruling {
        guard !wish.reason.isEmpty else { return refuse(.reason, "Say in \"reason\" why another time is needed.") }
        guard let booking = check.state.booking, now < booking.start else {
            return refuse(.tooLate, "The booked time has come: another time can no longer be asked for.")
        }
        guard booking.course.partyMoves < facts.rules.maxPartyMoves else {
            return refuse(
                .moves,
                "The session was moved \(booking.course.partyMoves) time(s) at the party's wish, the most there is.")
        }
        return accept(
            then(Issued.Wish(at: now, reason: wish.reason, notBefore: wish.notBefore)),
            ["reason": .string(wish.reason), "not_before": .text(wish.notBefore?.iso8601)],
            effects: check.state.name == .issued ? [.wake(at: booking.end)] : [])
    }

    private func keep(_ issued: Issued, _ reason: String, _ then: (Issued) -> CheckState) -> Ruling {
        guard issued.wish != nil else { return refuse(.wish, "The party has not asked for another time.") }
        guard !reason.isEmpty else {
            return refuse(.reason, "Keeping the slot against the party's wish needs a reason.")
        }
        let fields: [String: JSONValue] = [
            "when": .string(clock.slot(issued.scheduled.start, issued.scheduled.end)), "reason": .string(reason),
        ]
        return filing(.slotKept, fields) { paper in
            accept(
                then(issued.wishing(nil)), named(paper).merging(["reason": .string(reason)]) { $1 },
                effects: [.file(paper), .send(paper)]
                    + (check.state.name == .issued ? [.wake(at: issued.scheduled.end)] : []))
        }
    }
}
