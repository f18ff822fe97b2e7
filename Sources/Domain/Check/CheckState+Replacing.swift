/// The same state with another inspector in a place: its booking changes, nothing else.
extension CheckState {
    /// - Returns: nil where nobody can be replaced: before the draw, in a running session, and after it.
    func replacing(_ original: String, by other: String) -> CheckState? {
        func changed(_ issued: Issued) -> Issued {
            Issued(
                scheduled: issued.scheduled.replacing(original, by: other), at: issued.at, notice: issued.notice,
                noticeNo: issued.noticeNo, wish: issued.wish)
        }
        func changed(_ served: Served) -> Served { Served(issued: changed(served.issued), service: served.service) }
        func changed(_ pause: Interrupted) -> Interrupted {
            let session = pause.session
            return Interrupted(
                session: InSession(
                    served: changed(session.served), begin: session.begin, at: session.at,
                    interruptions: session.interruptions), at: pause.at, cause: pause.cause, note: pause.note)
        }
        return switch self {
        case .scheduled(let scheduled): .scheduled(scheduled.replacing(original, by: other))
        case .issued(let issued): .issued(changed(issued))
        case .serviceFailed(let failed):
            .serviceFailed(ServiceFailed(issued: changed(failed.issued), at: failed.at, reason: failed.reason))
        case .served(let served): .served(changed(served))
        case .interrupted(let pause): .interrupted(changed(pause))
        case .aborted(let aborted):
            .aborted(Aborted(interrupted: changed(aborted.interrupted), at: aborted.at, reason: aborted.reason))
        case .noShow(let absence):
            .noShow(NoShow(served: changed(absence.served), at: absence.at, attempts: absence.attempts))
        case .requested, .approved, .inSession, .declined, .completed, .sealed, .underReview, .rectifying, .rechecked,
            .passed, .failed, .escalated, .withdrawn, .cancelled, .closed:
            nil
        }
    }
}

extension Scheduled {
    fileprivate func replacing(_ original: String, by other: String) -> Scheduled {
        Scheduled(
            approval: approval, start: start, end: end, stationID: stationID,
            inspectorIDs: inspectorIDs.map { $0 == original ? other : $0 }, course: course)
    }
}
