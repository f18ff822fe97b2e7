import Foundation

/// The party that does not appear, and the one that declines.
extension Desk {
    func noShow(_ served: Served, _ attempts: [ContactAttempt]) -> Ruling {
        let start = served.issued.scheduled.start
        let missed = start.addingTimeInterval(Double(facts.rules.noShowMinutes) * 60)
        guard now >= missed else {
            return refuse(
                .tooEarly,
                "The party is late only from \(missed.iso8601) on, \(facts.rules.noShowMinutes) minutes after the start."
            )
        }
        guard served.service.arrivedAt < start else {
            return refuse(
                .service,
                "The notice arrived at \(served.service.arrivedAt.iso8601), when the session's time had come: the party has not missed what it did not know of. Reschedule it."
            )
        }
        guard served.issued.wish == nil else {
            return refuse(
                .wish,
                "The party asked for another time and has no answer: the head reschedules, or keeps the slot, first.")
        }
        let (least, tried) = (facts.rules.contactAttempts, attempts.count)
        guard tried >= least, attempts.allSatisfy({ !$0.how.isEmpty }) else {
            return refuse(
                .contact,
                "\(least) attempt(s) to reach the party must be on record, each with its time and how it went; \"attempts\" holds \(tried)."
            )
        }
        guard attempts.allSatisfy({ $0.at <= now && $0.at >= start.addingTimeInterval(-3600) }) else {
            return refuse(
                .contact, "Each attempt's \"at\" must lie around the session: from an hour before its start until now.")
        }
        let fields: [String: JSONValue] = [
            "when": .string(clock.slot(start, served.issued.scheduled.end)), "noted": .string(clock.minute(now)),
            "attempts": .array(
                attempts.map { .object(["at": .string(clock.minute($0.at)), "how": .string($0.how)]) }),
        ]
        return filing(.noShowRecord, fields) { paper in
            accept(
                .noShow(NoShow(served: served, at: now, attempts: attempts)),
                named(paper).merging(["attempts": .int(Int64(tried))]) { $1 },
                effects: [.releaseBookings(from: now), .file(paper)])
        }
    }

    /// - Parameter pause: the interruption during which it declined; it ends here, and the record says so.
    func decline(
        _ served: Served, _ session: InSession?, _ declining: Decline, during pause: Interrupted? = nil
    ) -> Ruling {
        let statement = declining.statement
        guard !statement.isEmpty else {
            return refuse(.transcript, "Put on record in \"statement\" what the party said when it declined.")
        }
        if let refusal = unsigned(declining, served.issued.scheduled) { return .refused(refusal) }
        let signers = declining.signers.compactMap { id in facts.people.roster.first { $0.id == id } }
        let fields: [String: JSONValue] = [
            "signers": .array(
                signers.map { .object(["name": .string($0.name), "certificate_no": .string($0.certificateNo)]) }),
            "noted": .string(clock.minute(now)), "statement": .string(statement),
            "begun": .text(session.map { clock.minute($0.at) }),
            "interrupted": .text(pause.map { clock.minute($0.at) }),
        ]
        return filing(.decliningRecord, fields) { paper in
            accept(
                .declined(Declined(served: served, session: session, at: now, statement: statement)),
                named(paper).merging([
                    "statement_sha256": .string(Data(statement.utf8).sha256Hex),
                    "interrupted_at": .text(pause?.at.iso8601),
                    "signed_by": .array(declining.signers.map { .string($0) }),
                ]) { $1 },
                effects: [.releaseBookings(from: now), .expectFootageEnd, .file(paper)])
        }
    }

    /// Both inspectors sign. Rules under which presence is only declared take a record of before: without signatures.
    private func unsigned(_ declining: Decline, _ scheduled: Scheduled) -> Refusal? {
        if declining.signers.isEmpty, facts.rules.presenceProof == .declared { return nil }
        let (drawn, signers) = (scheduled.inspectorIDs, declining.signers)
        guard Set(signers) == Set(drawn), signers.count == drawn.count else {
            let names = drawn.map(facts.people.name).joined(separator: ", ")
            return Refusal(
                .signature, "Both inspectors sign the record of declining: name in \"signers\", each once, \(names).")
        }
        return nil
    }
}
