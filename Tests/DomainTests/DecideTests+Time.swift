import Domain
import Foundation
import Testing

extension DecideTests {
    func timing() throws -> [Provocation] {
        let extended = try path.standing(at: .approved)
        var later = extended.check
        later.extendedFrom = later.deadline.day
        let again = try path.ruling(later, .extendDeadline(reason: "r"), at: extended.at)
        func settle(_ clock: ClockName, note: String = "n") -> CheckCommand {
            .settleClock(SettleClock(clock: clock, note: note))
        }
        return [
            try provoke(.reason, "reasons", at: .served, .extendDeadline(reason: "")),
            try provoke(.role, "bureau_head", at: .served, usual: .extendDeadline, by: .head),
            try provoke(.source, "complaints", at: .served, usual: .extendDeadline, source: .listComplaint),
            Provocation(guard: .extended, says: "no second time", command: .extendDeadline(reason: "r"), ruling: again),
            try provoke(.term, "there is: publication", at: .failedServed, settle(.rectification)),
            try provoke(.term, "none is", at: .failedServed, usual: .settleClock) { $0.clocks = [.licenceIssue] },
            try provoke(.reason, "note", at: .failedServed, settle(.publication, note: "")),
        ]
    }

    @Test func `an extension moves the deadline once, by working days, and leaves the check where it is`() throws {
        let standing = try path.standing(at: .issued)
        #expect(standing.check.deadline.day.description == "2021-10-19")
        let ruling = try path.ruling(standing.check, .extendDeadline(reason: "r"), at: standing.at)
        let transition = try #require(ruling.transition)
        #expect(transition.state == standing.check.state)
        let moved = transition.effects.compactMap { effect -> String? in
            if case .setDeadline(let deadline, let from) = effect { "\(from) \(deadline.day)" } else { nil }
        }
        #expect(moved == ["2021-10-19 2021-11-02"])
        // The notice still fails at the end of its session.
        #expect(transition.woken == [standing.check.state.booking?.end])
    }

    @Test func `a waiver before there is a slot plans without the notice period`() throws {
        let approved = try path.standing(at: .approved)
        let waived = try path.ruling(approved.check, .waiveLead(reason: "r"), at: approved.at)
        #expect(waived.transition?.state.name == .approved && waived.transition?.woken == [nil])
        let soon = try path.ruling(approved.check, .schedule, at: approved.at) { $0.waiver = "r" }
        let booking = try #require(soon.transition?.state.booking)
        #expect(Day(booking.start, in: path.zone) == Day(approved.at, in: path.zone) && booking.course.waiver == "r")
        let usual = try path.ruling(approved.check, .schedule, at: approved.at)
        #expect(usual.transition?.state.booking?.start == path.session)
    }

    @Test func `a session past the deadline is booked by the head, and says so`() throws {
        let served = try path.standing(at: .served)
        let late = served.check.deadline.instant.addingTimeInterval(86_400)
        let ruling = try path.ruling(served.check, .reschedule(Reschedule(reason: "r", notBefore: nil)), at: late)
        let transition = try #require(ruling.transition)
        #expect(transition.event.body["past_deadline"] == true)
        #expect(try #require(transition.state.booking).start > late)
    }

    @Test func `a notice that can arrive by no electronic way fails at once, and names what failed`() throws {
        let issued = try path.standing(at: .issued)
        let ruling = try path.ruling(issued.check, .failService(reason: "x"), at: issued.at, by: .timer) {
            $0.failedChannels = [.mail: "held (550)", .text: "not delivered (UNDELIV)"]
        }
        guard case .serviceFailed(let failed)? = ruling.transition?.state else {
            Issue.record("\(ruling)")
            return
        }
        #expect(failed.reason.contains("mail: held (550); text: not delivered (UNDELIV)"))
    }

    @Test func `a reminder repeats the notice with its session, and changes nothing`() throws {
        for place in [Place.issued, .served] {
            let standing = try path.standing(at: place)
            let ruling = try path.ruling(standing.check, .remind, at: standing.at)
            let transition = try #require(ruling.transition)
            #expect(transition.state == standing.check.state && transition.filed.isEmpty)
            let reminded = transition.effects.compactMap { effect -> String? in
                if case .remind(let paper, let kind) = effect { "\(kind.rawValue) \(paper.number)" } else { nil }
            }
            let number = try #require(standing.check.state.notice?.noticeNo)
            #expect(reminded == ["\(place == .issued ? "notice" : "session") \(number)"])
        }
        let silent = try path.standing(at: .issued, channels: [])
        #expect(try path.ruling(silent.check, .remind, at: silent.at).refusal?.guard == .service)
    }
}
