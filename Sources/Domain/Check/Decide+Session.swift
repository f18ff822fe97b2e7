import Foundation

/// The session: its beginning, and what may break into it.
extension Desk {
    func begin(_ served: Served, _ begin: Begin) -> Ruling {
        let scheduled = served.issued.scheduled
        let today = Day(now, in: facts.timeZone)
        if let refusal = untimely(scheduled) ?? undecided ?? unfit(scheduled, on: today)
            ?? absent(scheduled, begin.present) ?? unproven(scheduled) ?? unready(begin) ?? uninvited(begin.experts)
        {
            return .refused(refusal)
        }
        var body: [String: JSONValue] = [
            "present": .array(begin.present.map { .string($0) }), "presence": presence(scheduled, begin.present),
            "identified": .array(begin.identified.map { .string($0.description) }),
            "clock_synchronised": .bool(facts.clockSynchronised),
        ]
        switch begin.capture {
        case .live: body["capture"] = "live"
        case .external(let attestation):
            body["capture"] = "external"
            body["attestation"] = .string(attestation)
        }
        if let reason = begin.clockOverride { body["clock_override"] = .string(reason) }
        let sheet: ChecklistSheet?
        switch checklist(&body) {
        case .success(let frozen): sheet = frozen
        case .failure(let refused): return .refused(refused.refusal)
        }
        // A party that appears has let go of its wish for another time.
        let present = Served(issued: served.issued.wishing(nil), service: served.service)
        if let experts = begin.experts { body["experts"] = .array(experts.map { .string($0.description) }) }
        return accept(
            .inSession(InSession(served: present, begin: begin, at: now)), body,
            effects: (sheet.map { [.freezeChecklist($0)] } ?? []) + [.people(.joined(begin.experts ?? []))])
    }

    private func untimely(_ scheduled: Scheduled) -> Refusal? {
        let opens = scheduled.start.addingTimeInterval(-Double(facts.rules.beginEarlyMinutes) * 60)
        if now < opens {
            return Refusal(
                .tooEarly,
                "The session is booked for \(scheduled.start.iso8601); it may begin from \(opens.iso8601) on.")
        }
        if now >= scheduled.end {
            return Refusal(
                .tooLate,
                "The booked slot ended at \(scheduled.end.iso8601): the check needs a new slot. Reschedule it, or put the party's absence on record."
            )
        }
        return nil
    }

    private func absent(_ scheduled: Scheduled, _ present: [String]) -> Refusal? {
        let absent = scheduled.inspectorIDs.filter { !present.contains($0) }
        guard !absent.isEmpty else { return nil }
        return Refusal(
            .presence, "Both drawn inspectors must be present; \"present\" lacks \(absent.joined(separator: ", ")).")
    }

    private func unidentified(_ identified: [ID<Check.Person>]) -> Refusal? {
        let unknown = check.people.filter { !identified.contains($0.id) }
        guard !unknown.isEmpty else { return nil }
        return Refusal(
            .identification,
            "\"identified\" lacks \(unknown.map { "\($0.id) (\($0.name))" }.joined(separator: ", ")): identify each person first."
        )
    }

    private func unready(_ begin: Begin) -> Refusal? {
        if !begin.certificatesShown {
            return Refusal(
                .certificates, "Show the enforcement certificates to the party, then send \"certificates_shown\": true."
            )
        }
        if let refusal = unidentified(begin.identified) { return refusal }
        if !facts.clockSynchronised && (begin.clockOverride ?? "").isEmpty {
            return Refusal(
                .clock,
                "The system clock is not synchronised: start a time service, or send \"clock_override\" with the reason to begin all the same."
            )
        }
        return recorderMissing(begin.capture)
    }

    private func recorderMissing(_ capture: Begin.Capture) -> Refusal? {
        switch capture {
        case .live where !facts.footage.contains(where: { $0.state == .uploading && $0.durableBytes > 0 }):
            return Refusal(
                .recorder,
                "No byte of this session's recording is on disk yet: start the recorder page and wait for its first second."
            )
        case .external(let attestation) where attestation.isEmpty:
            return Refusal(
                .recorder, "Say in \"attestation\" which outside recorder runs, and that it was seen recording.")
        case .live, .external: return nil
        }
    }

    var interruptionLimit: TimeInterval { Double(facts.rules.interruptionMinutes) * 60 }

    func interrupt(_ session: InSession, _ interrupt: Interrupt) -> Ruling {
        accept(
            .interrupted(Interrupted(session: session, at: now, cause: interrupt.cause, note: interrupt.note)),
            ["cause": .string(interrupt.cause.rawValue), "note": .string(interrupt.note)],
            effects: [.wake(at: now.addingTimeInterval(interruptionLimit))])
    }

    /// Whoever comes back is identified anew, and both inspectors are there again.
    func resume(_ interrupted: Interrupted, _ resume: Resume) -> Ruling {
        let session = interrupted.session
        let over = interrupted.at.addingTimeInterval(interruptionLimit)
        guard now <= over else {
            return refuse(
                .tooLate,
                "The interruption has lasted longer than \(facts.rules.interruptionMinutes) minutes, since \(interrupted.at.iso8601): abort the session, and hold a new one."
            )
        }
        let scheduled = session.served.issued.scheduled
        if let refusal = absent(scheduled, resume.present) ?? unproven(scheduled) ?? unidentified(resume.identified)
            ?? uninvited(resume.experts)
        {
            return .refused(refusal)
        }
        return accept(
            .inSession(interrupted.ended(at: now)),
            [
                "present": .array(resume.present.map { .string($0) }),
                "presence": presence(scheduled, resume.present),
                "experts": .array((resume.experts ?? []).map { .string($0.description) }),
                "identified": .array(resume.identified.map { .string($0.description) }),
                "interrupted_at": .string(interrupted.at.iso8601),
            ], effects: [.people(.joined(resume.experts ?? []))])
    }

    func abort(_ interrupted: Interrupted, _ reason: String) -> Ruling {
        let over = interrupted.at.addingTimeInterval(interruptionLimit)
        guard now >= over else {
            return refuse(
                .tooEarly,
                "The session may go on until \(over.iso8601), \(facts.rules.interruptionMinutes) minutes after it was interrupted: resume it if you can."
            )
        }
        guard !reason.isEmpty else { return refuse(.reason, "Say in \"reason\" why the session could not go on.") }
        let fields: [String: JSONValue] = [
            "begun": .string(clock.minute(interrupted.session.at)),
            "interrupted": .string(clock.minute(interrupted.at)), "aborted": .string(clock.minute(now)),
            "cause": .string(interrupted.cause.rawValue), "note": .string(interrupted.note),
            // The timer has nothing to add to what the paper says anyway.
            "reason": actor.role == .timer ? .null : .string(reason),
        ]
        return filing(.abortNote, fields) { paper in
            accept(
                .aborted(Aborted(interrupted: interrupted, at: now, reason: reason)),
                named(paper).merging(["reason": .string(reason)]) { $1 },
                effects: [.releaseBookings(from: now), .expectFootageEnd, .file(paper)])
        }
    }
}
