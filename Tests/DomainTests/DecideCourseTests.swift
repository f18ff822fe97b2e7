import Domain
import Foundation
import Testing

/// What an accepted command leads to, from the queue to the seal.
@Suite struct DecideCourseTests {
    private let path: StraightPath

    init() throws { path = try StraightPath() }

    private func accepted(
        _ place: Place, _ command: CheckCommand, at now: Date? = nil, by role: Actor.Role? = nil,
        _ spoil: (inout Facts) throws -> Void = { _ in }
    ) throws -> Ruling.Transition {
        let standing = try path.standing(at: place)
        return try accepted(standing, command, at: now, by: role, spoil)
    }

    private func accepted(
        _ standing: Standing, _ command: CheckCommand, at now: Date? = nil, by role: Actor.Role? = nil,
        _ spoil: (inout Facts) throws -> Void = { _ in }
    ) throws -> Ruling.Transition {
        let ruling = try path.ruling(
            standing.check, command, at: now ?? path.moment(command.name, after: standing.at), posted: standing.posted,
            by: role, spoil)
        return try #require(ruling.transition, "refused: \(ruling.refusal?.text ?? "")")
    }

    private func minutes(_ count: Double) -> Date { path.session.addingTimeInterval(count * 60) }

    @Test func `scheduling books the station and two drawn inspectors, and the draw replays`() throws {
        let transition = try accepted(.approved, .schedule)
        let scheduled = try #require(transition.state.booking)
        #expect(scheduled.start == path.session && scheduled.inspectorIDs.count == 2)
        let record = try #require(transition.drawn.first)
        try record.replay()
        #expect(record.chosen.map { "ins_" + $0.suffix(1) } == scheduled.inspectorIDs)
        let bookings = try #require(transition.booked.first)
        #expect(bookings.count == 12 && Set(bookings.map(\.resource)).count == 3)
    }

    @Test func `approving wakes the timer for a session, and for no other check`() throws {
        for place in [Place.approved, .approvedDesk, .approvedOnsite] {
            let check = try path.requested(place.mode)
            let transition = try #require(try path.ruling(check, .approve, at: path.opening).transition)
            #expect(transition.woken == (place == .approved ? [nil] : []))
        }
    }

    @Test func `a waived lead lets a late notice go out, and is lost with its slot`() throws {
        let late = path.session.addingTimeInterval(-3600)
        #expect(try accepted(.scheduledWaived, .issue, at: late).state.name == .issued)
        let moved = try accepted(.scheduledWaived, .reschedule(Reschedule(reason: "r", notBefore: nil)))
        #expect(moved.state.booking?.course.waiver == nil)
    }

    @Test func `a notice that nobody confirms has failed at the end of its session`() throws {
        let issued = try accepted(.scheduled, .issue)
        #expect(issued.woken == [minutes(60)] && issued.sent.map(\.kind) == [.checkNotice])
        let failed = try accepted(.issued, path.command(.failService, at: path.session), at: minutes(60), by: .timer)
        #expect(failed.state.serviceFailure?.issued.noticeNo == issued.state.notice?.noticeNo)
        #expect(
            try accepted(.serviceFailed, path.command(.serve, at: minutes(-60)), at: minutes(-60)).state.name == .served
        )
    }

    @Test func `the party's wish keeps the clock of its notice running`() throws {
        let wish = path.command(.askReschedule, at: path.opening)
        #expect(try accepted(.issued, wish).woken == [minutes(60)])
        #expect(try accepted(.issuedWish, path.command(.keepSlot, at: path.opening)).woken == [minutes(60)])
        let asked = try accepted(.served, wish)
        #expect(asked.woken.isEmpty && asked.state.notice?.wish?.at == path.opening && asked.state.name == .served)
    }

    @Test func `a notice arrived when it was first opened, not before it was made nor after it was acknowledged`()
        throws
    {
        let later = path.opening.addingTimeInterval(600)
        for (opened, arrived) in [(60.0, 60.0), (660, 600), (-3600, 0)] {
            let acknowledge = Acknowledge(
                proof: .codeAcknowledged, firstOpenedAt: path.opening.addingTimeInterval(opened))
            let served = try #require(try accepted(.issued, .acknowledge(acknowledge), at: later).state.service)
            #expect(served.service.arrivedAt == path.opening.addingTimeInterval(arrived))
            #expect(served.service.acknowledgedAt == later)
        }
    }

    @Test func `another slot keeps the drawn inspectors and counts the party's moves`() throws {
        var standing = try path.standing(at: .issued)
        let drawn = try #require(standing.check.state.booking?.inspectorIDs)
        for moves in 1...2 {
            standing.take(try accepted(standing, path.command(.askReschedule, at: standing.at)))
            let moved = try accepted(standing, path.command(.reschedule, at: standing.at))
            let booking = try #require(moved.state.booking)
            #expect(booking.course.partyMoves == moves && booking.course.attempt == 1 && booking.course.noticed)
            #expect(booking.inspectorIDs == drawn && moved.drawn.isEmpty && moved.woken == [nil])
            #expect(
                Set(moved.booked.joined().map(\.resource))
                    == Set(drawn.map(Booking.inspector) + [Booking.station("sta_1")]))
            #expect(moved.released == [.distantPast], "a slot that was not used is free")
            standing.take(moved)
            standing.take(try accepted(standing, .issue))
        }
        let third = try path.ruling(standing.check, path.command(.askReschedule, at: standing.at), at: standing.at)
        #expect(third.refusal?.guard == .moves)
        // The head may still move it: that is not the party's doing.
        let own = try accepted(standing, path.command(.reschedule, at: standing.at))
        #expect(own.state.booking?.course.partyMoves == 2)
    }

    @Test func `the party's wish says from when on it can come`() throws {
        var standing = try path.standing(at: .served)
        let earliest = path.opening.addingTimeInterval(7 * 86_400)
        standing.take(try accepted(standing, .askReschedule(Reschedule(reason: "r", notBefore: earliest))))
        let moved = try accepted(standing, path.command(.reschedule, at: standing.at))
        // Wednesday the 22nd from 10:00: the first full hour of that day from then on.
        #expect(moved.state.booking?.start == earliest)
    }

    @Test func `a session that was missed or broke off counts as an attempt, until there are three`() throws {
        for (place, name) in [(Place.noShow, CheckCommand.Name.noShow), (.aborted, .abort)] {
            var standing = try path.standing(at: place)
            let drawn = standing.check.state.booking?.inspectorIDs
            for attempt in 2...3 {
                let again = try accepted(standing, path.command(.reschedule, at: standing.at))
                let booking = try #require(again.state.booking)
                #expect(booking.course.attempt == attempt && booking.inspectorIDs == drawn && again.drawn.isEmpty)
                #expect(booking.start > standing.at && again.released == [again.event.at])
                standing.take(again)
                try repeatSession(&standing, until: name, at: booking.start)
            }
            let fourth = try path.ruling(standing.check, path.command(.reschedule, at: standing.at), at: standing.at)
            #expect(fourth.refusal?.guard == .attempts)
        }
    }

    private func repeatSession(_ standing: inout Standing, until end: CheckCommand.Name, at start: Date) throws {
        standing.take(try accepted(standing, .issue))
        standing.take(try accepted(standing, path.command(.serve, at: standing.at), at: standing.at))
        if end == .abort {
            standing.take(try accepted(standing, path.command(.begin, at: start), at: start))
            standing.take(try accepted(standing, path.command(.interrupt, at: start), at: start))
        }
        let over = start.addingTimeInterval(30 * 60)
        standing.take(try accepted(standing, path.command(end, at: over), at: over))
    }

    @Test func `a cancelled check tells whoever had notice, and names the replacement`() throws {
        let told: [Place: Bool] = [
            .requested: false, .approved: false, .scheduled: false, .issued: true, .serviceFailed: true, .served: true,
        ]
        for (place, hears) in told {
            let transition = try accepted(place, path.command(.cancel, at: path.opening))
            #expect(transition.sent.isEmpty == !hears, "\(place.rawValue)")
            #expect(transition.released == [.distantPast])
        }
        var moved = try path.standing(at: .issued)
        moved.take(try accepted(moved, path.command(.reschedule, at: moved.at)))
        #expect(
            try accepted(moved, path.command(.cancel, at: moved.at)).sent.count == 1, "it had notice of the first slot")
        let drawn = try path.standing(at: .served, source: .doubleRandom)
        let replaced = try accepted(drawn, .cancel(Cancel(reason: "moved away", replacement: "Other Power")))
        guard case .cancelled(let cancelled) = replaced.state else { throw Fault(.internal, "not cancelled") }
        #expect(cancelled.replacement == "Other Power" && replaced.event.body["replacement"] == "Other Power")
    }

    @Test func `a session begins up to fifteen minutes early and until its slot ends`() throws {
        for shift in [-15 * 60, 0, 3599] {
            let now = path.session.addingTimeInterval(Double(shift))
            #expect(try accepted(.served, .begin(path.begin()), at: now).state.name == .inSession)
        }
        let present = try accepted(.servedWish, .begin(path.begin()))
        #expect(present.state.notice?.wish == nil, "a party that appears wishes no other time")
    }

    @Test func `a session begins on a wrong clock only with the reason on record`() throws {
        let transition = try accepted(.served, .begin(path.begin(override: "GPS watch shown"))) {
            $0.clockSynchronised = false
        }
        #expect(transition.event.body["clock_override"] == "GPS watch shown")
        #expect(transition.event.body["clock_synchronised"] == false)
    }

    @Test func `a live session begins once a byte of it is durable`() throws {
        let transition = try accepted(.served, .begin(path.begin(capture: .live))) {
            $0.footage = [path.footage(.uploading, bytes: 1)]
        }
        #expect(transition.event.body["capture"] == "live")
    }

    @Test func `an interruption is over within thirty minutes, or the session is`() throws {
        let limit = minutes(40)
        #expect(try accepted(.inSession, path.command(.interrupt, at: minutes(10)), at: minutes(10)).woken == [limit])
        let resumed = try accepted(.interrupted, path.command(.resume, at: limit), at: limit)
        #expect(resumed.state.session?.interruptions.map(\.from) == [minutes(10)])
        #expect(resumed.state.session?.interruptions.map(\.to) == [limit] && resumed.woken.isEmpty)
        let aborted = try accepted(.interrupted, path.command(.abort, at: limit), at: limit, by: .timer)
        #expect(aborted.state.abortion?.interrupted.at == minutes(10) && aborted.released == [limit])
    }

    @Test func `the interruptions of a session stand in its transcript`() throws {
        var standing = try path.standing(at: .interrupted)
        standing.take(try accepted(standing, path.command(.resume, at: minutes(12)), at: minutes(12)))
        standing.take(try accepted(standing, path.command(.interrupt, at: minutes(20)), at: minutes(20)))
        standing.take(try accepted(standing, path.command(.resume, at: minutes(21)), at: minutes(21)))
        let ended = try accepted(standing, .complete(transcript: "t"), at: minutes(50))
        guard case .array(let pauses)? = ended.filed.first?.fields["interruptions"] else {
            throw Fault(.internal, "the transcript knows no interruptions")
        }
        #expect(pauses.count == 2 && ended.state.completion?.session.interruptions.count == 2)
    }

    @Test func `a party that declines while the session is interrupted leaves the interruption on record`() throws {
        let declined = try accepted(
            .interrupted, .decline(Decline(statement: "No more.", signers: path.drawn)), at: minutes(25))
        let session = try #require(declined.state.declining?.session)
        #expect(session.interruptions.map(\.from) == [minutes(10)] && session.interruptions.map(\.to) == [minutes(25)])
        #expect(declined.filed.first?.fields["interrupted"] == "2021-09-17 09:10")
        #expect(
            try accepted(.served, .decline(Decline(statement: "No.", signers: path.drawn))).filed.first?.fields[
                "interrupted"] == .null)
    }

    @Test func `the seal is over the manifest that is filed`() throws {
        let transition = try accepted(.completed, .seal(.declined(reason: "left")))
        guard case .sealed(let sealed) = transition.state,
            case .fileEvidence(let manifest)? = transition.effects.first
        else { throw Fault(.internal, "not sealed, or nothing filed") }
        #expect(sealed.manifestSHA256 == (try manifest.bytes.sha256Hex))
        #expect(manifest.recordings.map(\.recording) == [path.recording])
        #expect(transition.event.body["reason"] == "left")
    }
}
