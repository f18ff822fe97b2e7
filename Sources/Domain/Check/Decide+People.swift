import Foundation

/// Who inspects: recusal asked and decided, somebody replaced by the next rank of the draw. Rows beside the check: its state
/// stays what it was.
extension Desk {
    var peopling: Ruling? {
        guard command.name.takenFrom.contains(check.state.name) else { return nil }
        return switch command {
        case .askRecusal(let asked): ask(asked)
        case .decideRecusal(let decision): decide(decision)
        case .replaceInspector(let order): replace(order)
        case .inviteExpert(let invitation): invite(invitation)
        case .recordExpertFee(let fee): record(fee)
        default: nil
        }
    }

    /// The state and its timer stay as they are; one that waits for its notice looks again at once.
    func aside(
        _ body: [String: JSONValue], as state: CheckState? = nil, effects: [CheckEffect]
    ) -> Ruling {
        let retries = state != nil && check.state.name == .scheduled
        return accept(state ?? check.state, body, effects: effects + [retries ? .wake() : .keepClock])
    }

    private func stranger(_ inspector: String) -> Refusal? {
        let drawn = check.state.booking?.inspectorIDs ?? []
        guard !drawn.contains(inspector) else { return nil }
        let names = drawn.map(facts.people.name).joined(separator: ", ")
        return Refusal(.recusal, "\"inspector\" must be one of this check's inspectors: \(names).")
    }

    // MARK: recusal

    private func ask(_ asked: AskRecusal) -> Ruling {
        if let refusal = stranger(asked.inspector) { return .refused(refusal) }
        guard !asked.reason.isEmpty else {
            return refuse(.reason, "Say in \"reason\" why this inspector should not take part.")
        }
        let known = facts.people.recusals.filter { $0.inspectorID == asked.inspector }
        guard !known.contains(where: { $0.decision == nil }) else {
            return refuse(
                .recusal,
                "The recusal of \(facts.people.name(asked.inspector)) is asked for already: the head of division decides it with \"decide-recusal\"."
            )
        }
        guard !known.contains(where: { $0.askedBy.role == actor.role }) else {
            return refuse(
                .recusal,
                "The recusal of \(facts.people.name(asked.inspector)) was asked for by the \(actor.role.rawValue) and refused: that stays, unless the head replaces the inspector."
            )
        }
        guard let id = facts.people.recusalID else {
            return refuse(.document, "No identifier could be set aside for the recusal: try again.")
        }
        let recusal = Recusal(
            id: id, inspectorID: asked.inspector, askedAt: now, askedBy: actor, reason: asked.reason)
        return aside(
            [
                "recusal": .string(id.description), "inspector": .string(asked.inspector),
                "reason": .string(asked.reason),
            ],
            effects: [.people(.asked(recusal))])
    }

    private func decide(_ decision: DecideRecusal) -> Ruling {
        let asked = facts.people.recusals.first { $0.inspectorID == decision.inspector && $0.decision == nil }
        guard var recusal = asked else {
            return refuse(
                .recusal,
                "No recusal of \(facts.people.name(decision.inspector)) waits for a decision: ask for it first, or replace the inspector with \"replace-inspector\"."
            )
        }
        guard !decision.reason.isEmpty else {
            return refuse(.reason, "A decision on recusal needs its reasons: send them as \"reason\".")
        }
        recusal.decision = .init(at: now, by: actor.name, granted: decision.granted, reason: decision.reason)
        let own: [String: JSONValue] = [
            "asked_by": .string(recusal.askedBy.role.rawValue), "asked": .string(clock.minute(recusal.askedAt)),
            "asked_reason": .string(recusal.reason), "granted": .bool(decision.granted),
            "reason": .string(decision.reason),
        ]
        let body: [String: JSONValue] = [
            "recusal": .string(recusal.id.description), "granted": .bool(decision.granted),
        ]
        guard decision.granted else {
            return filing(.recusalDecision, about(decision.inspector, nil).merging(own) { $1 }) { paper in
                aside(
                    named(paper).merging(body) { $1 }.merging([
                        "inspector": .string(decision.inspector), "reason": .string(decision.reason),
                    ]) { $1 },
                    effects: [.people(.decided(recusal)), .file(paper)]
                        + (recusal.askedBy.role == .party ? told(paper) : []))
            }
        }
        return replacing(
            decision.inspector, .recusal, decision.reason, .recusalDecision, own, body,
            [
                .people(.decided(recusal))
            ])
    }

    private func replace(_ order: ReplaceInspector) -> Ruling {
        if let refusal = stranger(order.inspector) { return .refused(refusal) }
        guard !order.reason.isEmpty else {
            return refuse(.reason, "Say in \"reason\" why the inspector cannot take part.")
        }
        guard order.cause != .recusal else {
            return refuse(
                .recusal,
                "A recusal is asked for with \"ask-recusal\" and decided with \"decide-recusal\"; \"cause\" here is one of \(Replacement.Cause.ordered.map(\.rawValue).joined(separator: ", "))."
            )
        }
        if let asked = facts.people.recusals.first(where: { $0.inspectorID == order.inspector && $0.decision == nil }) {
            return refuse(
                .recusal,
                "The recusal of \(facts.people.name(order.inspector)) was asked for on \(clock.minute(asked.askedAt)): decide that first, with \"decide-recusal\"."
            )
        }
        return replacing(
            order.inspector, order.cause, order.reason, .replacementNote,
            [
                "cause": .string(order.cause.rawValue)
            ], [:], [])
    }

    /// The next rank takes the place; never a new draw.
    private func replacing(
        _ original: String, _ cause: Replacement.Cause, _ reason: String, _ kind: DocumentKind,
        _ own: [String: JSONValue], _ body: [String: JSONValue], _ effects: [CheckEffect]
    ) -> Ruling {
        guard let booking = check.state.booking, let draw = facts.people.draw else {
            return refuse(.draw, "This check has no draw on record: nobody can take a place by its ranks.")
        }
        guard let (next, rank) = successor(booking, draw), let state = check.state.replacing(original, by: next.id)
        else {
            return refuse(
                .recusal,
                "Nobody else of this check's draw (\(draw.ranks.count) were in it) is eligible and free in its slot. The head may first have it moved to a slot in which the next rank is free (\"reschedule\"), or call it off (\"cancel\")."
            )
        }
        let fields = about(original, next, booking).merging(own) { $1 }
        return filing(kind, fields) { paper in
            let replacement = Replacement(
                originalID: original, replacementID: next.id, rank: rank, cause: cause, reason: reason, at: now,
                by: actor.name, document: paper.id)
            return aside(
                named(paper).merging(body) { $1 }.merging([
                    "inspector": .string(original), "replacement": .string(next.id), "rank": .int(Int64(rank)),
                    "cause": .string(cause.rawValue), "reason": .string(reason),
                ]) { $1 }, as: state,
                effects: effects + [.people(.replaced(replacement)), .file(paper)] + told(paper))
        }
    }

    /// The first in rank who is not in the check already, may take it on its day and is free in what is left of its slot.
    private func successor(_ booking: Scheduled, _ draw: DrawRecord) -> (Inspector, Int)? {
        let day = Day(max(booking.start, min(now, booking.end)), in: facts.timeZone)
        let from = max(Quantum(containing: booking.start), Quantum(containing: now))
        let end = Quantum(notBefore: booking.end)
        let barred = facts.people.barred
        for (index, ranked) in draw.ranks.enumerated() {
            guard let one = facts.people.roster.first(where: { $0.certificateNo == ranked.key }),
                !booking.inspectorIDs.contains(one.id),
                one.unfitness(for: check, on: day, facts.rules, barred: barred) == nil
            else { continue }
            // What is over holds no slot any more: a session that was missed or broke off is planned anew.
            let isFree = (facts.people.busy[one.id] ?? []).allSatisfy { $0 < from || $0 >= end }
            if isFree { return (one, index + 1) }
        }
        return nil
    }

    /// What both papers say of whom they are about.
    private func about(_ original: String, _ next: Inspector?, _ booking: Scheduled? = nil) -> [String: JSONValue] {
        let was = facts.people.roster.first { $0.id == original }
        let acting = (check.state.booking?.inspectorIDs ?? []).compactMap { id in
            id == original ? next ?? was : facts.people.roster.first { $0.id == id }
        }
        let notice = check.state.notice
        return [
            "inspector": .string(was?.name ?? original), "inspector_no": .text(was?.certificateNo),
            "replacement": .text(next?.name), "replacement_no": .text(next?.certificateNo),
            "when": .text((booking ?? check.state.booking).map { clock.slot($0.start, $0.end) }),
            "notice": .text(notice?.noticeNo), "noted": .string(clock.minute(now)),
            // Whatever the rows say when the paper is rendered: those who act from now on.
            "inspectors": .array(
                acting.map { .object(["name": .string($0.name), "certificate_no": .string($0.certificateNo)]) }),
        ]
    }

    /// To a party that knows of the check.
    private func told(_ paper: Paper) -> [CheckEffect] {
        let noticed = check.state.notice != nil || check.state.booking?.course.noticed == true
        return noticed ? [.send(paper)] : []
    }

    // MARK: guards of the notice and the session

    /// Whoever was drawn must still be one who may take it.
    func unfit(_ scheduled: Scheduled, on day: Day) -> Refusal? {
        for id in scheduled.inspectorIDs {
            guard let one = facts.people.roster.first(where: { $0.id == id }),
                let why = one.unfitness(for: check, on: day, facts.rules)
            else { continue }
            return Refusal(
                .unfit,
                "\(facts.people.name(id)) \(why.text): the head of division puts the next rank of the draw in the place (\"replace-inspector\"), or a registrar corrects the roster."
            )
        }
        return nil
    }

    var undecided: Refusal? {
        facts.people.pending.map {
            Refusal(
                .recusal,
                "The recusal of \(facts.people.name($0.inspectorID)) is asked for and not decided: the head of division decides it first, with \"decide-recusal\"."
            )
        }
    }

    /// Each by its own proof, where the rules ask for it.
    func unproven(_ scheduled: Scheduled) -> Refusal? {
        guard facts.rules.presenceProof == .code else { return nil }
        for id in scheduled.inspectorIDs {
            let name = facts.people.name(id)
            let text: String? =
                switch facts.people.proven[id] ?? .missing {
                case .code: nil
                case .missing:
                    "\(name) has given no code: send in \"codes\" the six digits that the inspector's own telephone shows now."
                case .wrong:
                    "The code of \(name) is wrong: take the six digits that the telephone shows now, and look at its clock."
                case .used:
                    "The code of \(name) was used before: wait until the telephone shows the next one, half a minute at most."
                case .unenrolled:
                    "\(name) has no one-time code yet: a registrar enrols the inspector's telephone on the inspector's page, or with POST /inspectors/\(id)/proof."
                case .paused(let until):
                    "Too many wrong codes of \(name): none is taken before \(until.iso8601). If the telephone is lost, a registrar enrols another."
                }
            if let text { return Refusal(.presence, text) }
        }
        return nil
    }

    /// How each one's presence was proven, for the record.
    func presence(_ scheduled: Scheduled, _ present: [String]) -> JSONValue {
        .object(
            Dictionary(
                present.map { id in
                    if case .code? = facts.people.proven[id] { return (id, "code") }
                    return (id, "declared")
                }, uniquingKeysWith: { first, _ in first }))
    }
}
