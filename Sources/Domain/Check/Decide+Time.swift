import Foundation

/// What concerns the check's time and leaves it where it stands: an extension, a reminder, a clock that is settled.
extension Desk {
    var timing: Ruling? {
        guard command.name.takenFrom.contains(check.state.name) else { return nil }
        return switch command {
        case .extendDeadline(let reason): extendDeadline(reason)
        case .settleClock(let settled): settle(settled)
        case .remind: remind()
        default: nil
        }
    }

    /// The law's extension (延期): once, by the head of the bureau, with the reasons.
    private func extendDeadline(_ reason: String) -> Ruling {
        guard !reason.isEmpty else {
            return refuse(.reason, "An extension needs its reasons: send them as \"reason\".")
        }
        guard check.source == .licenceReview else {
            return refuse(
                .source,
                "The law's extension is of a licence decision; \(check.checkNo) comes from \(check.source.title.en).")
        }
        guard check.extendedFrom == nil else {
            return refuse(
                .extended, "The deadline was extended once, to \(check.deadline.day): the law allows no second time.")
        }
        let later = check.deadline.extended(by: facts.rules, calendar: facts.calendar, timeZone: facts.timeZone)
        let fields: [String: JSONValue] = [
            "reason": .string(reason), "was": .string(clock.date(check.deadline.day)),
            "due": .string(clock.date(later.day)), "provisional": .bool(later.provisional),
        ]
        return filing(.deadlineExtension, fields) { paper in
            accept(
                check.state,
                named(paper).merging([
                    "reason": .string(reason), "was": .string(check.deadline.day.description),
                    "due": .string(later.day.description),
                ]) { $1 },
                effects: [.file(paper), .setDeadline(later, from: check.deadline.day)] + timer)
        }
    }

    private func settle(_ settled: SettleClock) -> Ruling {
        if let refusal = settled.refusal(facts.clocks) { return .refused(refusal) }
        return accept(check.state, settled.eventFields, effects: [.settleClock(settled.clock)] + timer)
    }

    /// Of the notice while it is not confirmed, of the session once it is.
    private func remind() -> Ruling {
        guard let notice = check.state.notice else { return wrongState() }
        guard now < notice.scheduled.start else {
            return refuse(.tooLate, "The session's time has come: a reminder would be too late.")
        }
        guard !check.channels.isEmpty else {
            return refuse(
                .service, "The party agreed to no electronic service: remind it by telephone, and note it where you do."
            )
        }
        let kind: Reminder.Kind = check.state.name == .issued ? .notice : .session
        guard !facts.reminded else {
            return refuse(.reminded, "The party was reminded of this \(kind.rawValue) already: once for each slot.")
        }
        let fields = appointment(notice.scheduled).merging(
            ["by": .string(notice.scheduled.approval.by), "issued": .string(clock.day(notice.at)), "reminder": true]
        ) { $1 }
        let paper = Paper(.checkNotice, .init(id: notice.notice, number: notice.noticeNo), fields)
        return accept(
            check.state,
            [
                "kind": .string(kind.rawValue), "notice_no": .string(notice.noticeNo),
                "channels": .array(check.channels.map { .string($0.rawValue) }),
            ], effects: [.remind(paper, kind)] + timer)
    }

    /// What the check's own timer waits for where it stands: a command that leaves it there must not stop it.
    private var timer: [CheckEffect] {
        switch check.state {
        case .approved: check.mode.hasSession ? [.wake()] : []
        case .scheduled, .passed, .failed, .escalated, .withdrawn: [.wake()]
        case .issued(let issued): [.wake(at: issued.scheduled.end)]
        case .interrupted(let pause): [.wake(at: pause.at.addingTimeInterval(interruptionLimit))]
        case .requested, .serviceFailed, .served, .inSession, .aborted, .noShow, .declined, .completed, .sealed,
            .underReview, .rectifying, .rechecked, .cancelled, .closed:
            []
        }
    }
}
