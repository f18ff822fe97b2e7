import Domain
import Foundation

/// Many checks at once, led by chance.
struct DecisionWalk {
    private var random: SeededRandom
    private let matrix: DecisionMatrix
    private let path: StraightPath
    private let moves: Set<DecisionMatrix.Move>
    /// What may be asked in a state, and of it what leads onward.
    private let open: [CheckState.Name: (all: [CheckCommand.Name], onward: [CheckCommand.Name])]
    /// Checks as they begin; the first are the likeliest.
    private let beginnings: [Standing]
    private var standings: [Standing] = []
    private var looked: [CheckState.Name: Int] = [:]
    /// What was tried last, for a failure's text.
    private(set) var last = ""
    private(set) var reached: Set<CheckState.Name> = []
    private(set) var carriedOut: Set<CheckCommand.Name> = []
    private(set) var refusedBy: Set<Refusal.Guard> = []

    init(seed: UInt64) throws {
        random = SeededRandom(state: seed)
        matrix = try DecisionMatrix.shared.get()
        // Three weeks ahead are enough to plan in, and a third of the search.
        let path = try StraightPath(rules: ["planning_horizon_days": 20], names: ["Wang Wei", "Zhao Min"])
        self.path = path
        moves = matrix.moves
        open = Dictionary(
            uniqueKeysWithValues: CheckState.Name.allCases.map { state in
                let all = CheckCommand.Name.allCases.filter { $0.takenFrom.contains(state) }
                return (state, (all, all.filter { !Self.endings.contains($0) }))
            })
        beginnings = try Check.Source.allCases.prefix(2).flatMap { source in
            try Check.Mode.allCases.map { Standing(check: try path.requested($0, source: source), at: path.opening) }
        }
        for _ in 0..<30 { standings.append(fresh()) }
    }

    private mutating func chance(_ percent: Int) -> Bool { random.next(100) < percent }

    private mutating func pick<T>(_ all: [T]) -> T { all[random.next(all.count)] }

    /// Commands that end most walks early, or hold them up.
    private static let endings: Set<CheckCommand.Name> = [
        .cancel, .failService, .reschedule, .decline, .noShow, .interrupt, .addend, .fileScan,
        .askRecusal, .decideRecusal, .replaceInspector, .inviteExpert, .recordExpertFee,
        .extendDeadline, .remind, .settleClock,
    ]

    private mutating func fresh() -> Standing { chance(70) ? beginnings[0] : pick(beginnings) }

    /// One command to one check. Returns what is wrong about the answer.
    mutating func step() -> [String] {
        let index = random.next(standings.count)
        var standing = standings[index]
        if standing.check.state.name.isOver && chance(40) || standing.check.revision > 60 {
            standing = fresh()
        }
        let name = command(for: standing.check.state.name)
        let now = time(for: standing, name)
        let command = argument(name, standing, now)
        let role = chance(90) ? pick(name.roles) : pick(Actor.Role.allCases)
        last = "\(name.rawValue) by \(role.rawValue) at \(now) in \(standing.check.state.name.rawValue)"
        let facts = try? facts(for: standing, command)
        guard let facts else { return ["no facts for \(name.rawValue)"] }
        let ruling = decide(standing.check, command, by: Actor(role, "walker"), facts, now: now)
        let odd = contradictions(standing, command, role, facts, now, ruling)
        switch ruling {
        case .refused(let refusal): refusedBy.insert(refusal.guard)
        case .accepted(let transition):
            standing.take(transition)
            reached.insert(transition.state.name)
            carriedOut.insert(name)
        }
        reached.insert(standing.check.state.name)
        standings[index] = standing
        return odd
    }

    private mutating func command(for state: CheckState.Name) -> CheckCommand.Name {
        let (all, onward) = open[state] ?? ([], [])
        if !onward.isEmpty && chance(60) { return pick(onward) }
        return all.isEmpty || chance(10) ? pick(CheckCommand.Name.allCases) : pick(all)
    }

    /// When it is given: mostly about its time, sometimes much later, sometimes with the clock set back.
    private mutating func time(for standing: Standing, _ name: CheckCommand.Name) -> Date {
        let last = standing.at
        if chance(6) { return last.addingTimeInterval(Double(random.next(80 * 86_400) - 40 * 86_400)) }
        switch name {
        case .begin, .noShow:
            let start = standing.check.state.booking?.start ?? path.session
            return start.addingTimeInterval(Double(random.next(4500) - 900))
        case .abort: return last.addingTimeInterval(Double(1500 + random.next(1200)))
        case .recheck: return last.addingTimeInterval(Double(random.next(45 * 86_400)))
        default: return last.addingTimeInterval(Double(random.next(1200)))
        }
    }

    private mutating func facts(for standing: Standing, _ command: CheckCommand) throws -> Facts {
        var facts = try path.facts(posted: standing.posted, for: command)
        path.prepare(&facts, for: command.name)
        guard chance(12) else { return facts }
        switch random.next(10) {
        case 0: facts.papers = [:]
        case 1: facts.planning = nil
        case 2: facts.result = nil
        case 3: facts.onsite = nil
        case 4: facts.inspectors = ["ins_a"]
        case 5: facts.footage = pick([[], [path.footage(.uploading)], [path.footage(.ready, digest: nil)]])
        case 6: facts.clockSynchronised = false
        case 7: facts.people.draw = nil
        case 8: facts.people.proven[path.drawn[0]] = pick([.wrong, .used, .unenrolled, .missing])
        default: facts.delivered = false
        }
        return facts
    }
}

extension DecisionWalk {
    /// What is wrong about an answer: nothing, if the machine keeps to its own rules.
    private mutating func contradictions(
        _ standing: Standing, _ command: CheckCommand, _ role: Actor.Role, _ facts: Facts, _ now: Date, _ ruling: Ruling
    ) -> [String] {
        let (before, name) = (standing.check.state, command.name)
        let (open, may) = (name.takenFrom.contains(before.name), name.roles.contains(role))
        guard case .accepted(let transition) = ruling else {
            let refusal = ruling.refusal
            let aside = may && open
            return [
                refusal?.text.isEmpty == true ? "a refusal without words" : nil,
                !may && refusal?.guard != .role ? "a \(role.rawValue) was not told that it may not" : nil,
                may && !open && refusal?.guard != .wrongState ? "not told that the state is wrong" : nil,
                aside && refusal?.guard == .wrongState ? "the state was not wrong" : nil,
            ].compactMap { $0 }
        }
        let after = transition.state
        let kinds = transition.filed.map(\.kind)
        var odd: [String] = []
        if !may { odd.append("a \(role.rawValue) may not") }
        if !open { odd.append("not taken there") }
        if !moves.contains(.init(from: before.name, command: name, to: after.name)) {
            odd.append("the table does not lead from there to \(after.name.rawValue)")
        }
        if kinds != name.papers(of: standing.check.mode) { odd.append("it files \(kinds.map(\.rawValue))") }
        if !transition.sent.allSatisfy(transition.filed.contains) { odd.append("it sends what it does not file") }
        let event = transition.event
        if event.name != after.name || event.command != name || event.actor.role != role || event.at != now {
            odd.append("the event tells another story")
        }
        odd += results(standing, transition) + bookings(before, transition, now)
        looked[after.name, default: 0] += 1
        if looked[after.name, default: 0] <= 12 { odd += Holdings(after).contradictions }
        return odd
    }

    private func results(_ standing: Standing, _ transition: Ruling.Transition) -> [String] {
        guard let result = transition.results.first else { return [] }
        let (state, posted) = (transition.state, standing.posted)
        var odd: [String] = transition.results.count > 1 ? ["two results"] : []
        if !result.idempotencyKey.hasSuffix(":r\(posted + 1)") {
            odd.append("\(result.idempotencyKey) after \(posted)")
        }
        if result.supersedes != (posted == 0 ? nil : "r\(posted)") {
            odd.append("supersedes \(result.supersedes ?? "-")")
        }
        if result.check.outcome != state.outcome { odd.append("posts \(result.check.outcome.rawValue)") }
        if (result.rectification != nil) != (state.name == .rectifying) {
            odd.append("rectification in the wrong result")
        }
        if (result.withdrawalReason != nil) != (state.name == .withdrawn) { odd.append("a reason in the wrong result") }
        if state.name == .failed && state.decided?.service == nil { odd.append("posts what is not served") }
        if state.name == .rectifying && state.rectification?.service == nil { odd.append("posts what is not served") }
        return odd
    }

    private func bookings(_ before: CheckState, _ transition: Ruling.Transition, _ now: Date) -> [String] {
        guard let rows = transition.booked.first else { return [] }
        guard let booking = transition.state.booking else { return ["books for no session"] }
        var odd: [String] = transition.booked.count > 1 ? ["books twice"] : []
        let quanta = Set(rows.map(\.quantum.start))
        if quanta.min() != booking.start || quanta.count != 4 || rows.count != 12 { odd.append("books other quarters") }
        if booking.start < now { odd.append("books the past") }
        if let drawn = before.booking?.inspectorIDs {
            if drawn != booking.inspectorIDs || !transition.drawn.isEmpty { odd.append("draws again") }
            if transition.released.isEmpty { odd.append("keeps the old slot") }
        } else if transition.drawn.count != 1 {
            odd.append("books people who were not drawn")
        }
        return odd
    }
}

extension DecisionWalk {
    /// The command with sound arguments mostly, and else with one of the unsound ones that callers send.
    private mutating func argument(_ name: CheckCommand.Name, _ standing: Standing, _ now: Date) -> CheckCommand {
        guard chance(20) else { return sound(name, standing, now) }
        let words = pick(["", "r"])
        let inspectors = pick([[], ["ins_a"], ["ins_a", "ins_a"], ["ins_z", "ins_a"], path.inspectors.map(\.id)])
        let someone = pick([path.person, path.stranger])
        let instant = pick([
            Date.distantPast, .distantFuture, now.addingTimeInterval(-3600), now.addingTimeInterval(3600),
        ])
        let findings = [oddFinding(words, someone)]
        let outcome = PersonOutcome(person: someone, outcome: pick([.pass, .fail]))
        switch name {
        case .acknowledge:
            return .acknowledge(Acknowledge(proof: pick(Service.Proof.allCases), firstOpenedAt: instant))
        case .serve:
            return .serve(
                Service(
                    arrivedAt: instant, acknowledgedAt: nil, proof: pick(Service.Proof.allCases),
                    note: pick([nil, "", "n"])))
        case .askReschedule: return .askReschedule(Reschedule(reason: words, notBefore: instant))
        case .reschedule: return .reschedule(Reschedule(reason: words, notBefore: instant))
        case .begin:
            return .begin(path.begin(present: inspectors, identified: [someone], shown: chance(50), override: words))
        case .interrupt: return .interrupt(Interrupt(cause: pick(Interruption.Cause.allCases), note: words))
        case .resume: return .resume(Resume(present: inspectors, identified: [someone]))
        case .noShow: return .noShow([ContactAttempt(at: instant, how: words)])
        case .seal: return .seal(.declined(reason: words))
        case .review: return .review(findings)
        case .recordReview: return .recordReview(path.record(findings, by: inspectors))
        case .rectify:
            return .rectify(Rectify(reason: words, due: Day(instant, in: path.zone)))
        case .recheck: return .recheck(path.recheck([random.next(5) - 2], by: inspectors))
        case .pass: return .pass(Conclusion(reason: words, people: [outcome]))
        case .fail: return .fail(Conclusion(reason: words, people: [outcome, outcome]))
        case .escalate: return .escalate(Escalate(code: .other, reason: words))
        case .askRecusal: return .askRecusal(AskRecusal(inspector: pick(["", path.drawn[1]]), reason: words))
        case .decideRecusal:
            return .decideRecusal(DecideRecusal(inspector: path.drawn[0], granted: chance(50), reason: words))
        case .replaceInspector:
            return .replaceInspector(
                ReplaceInspector(
                    inspector: pick(["", path.drawn[1]]), cause: pick(Replacement.Cause.allCases), reason: words))
        case .inviteExpert:
            return .inviteExpert(InviteExpert(name: words, field: words, organisation: words, reason: words))
        case .recordExpertFee:
            return .recordExpertFee(
                RecordExpertFee(
                    expert: pick(["", path.expert.id.description]), hours: pick([0, -1, .nan, .infinity, 1e300, 2]),
                    amountFen: pick([.min, -1, 0, .max]), note: words))
        case .cancel: return .cancel(Cancel(reason: words, replacement: words))
        default: return worded(name, words) ?? sound(name, standing, now)
        }
    }

    /// Commands that take nothing but words.
    private func worded(_ name: CheckCommand.Name, _ words: String) -> CheckCommand? {
        switch name {
        case .waiveLead: .waiveLead(reason: words)
        case .extendDeadline: .extendDeadline(reason: words)
        case .settleClock: .settleClock(SettleClock(clock: .rectification, note: words))
        case .failService: .failService(reason: words)
        case .keepSlot: .keepSlot(reason: words)
        case .abort: .abort(reason: words)
        case .decline: .decline(Decline(statement: words, signers: path.drawn))
        case .complete: .complete(transcript: words)
        case .report: .report(text: words)
        case .reopen: .reopen(reason: words)
        case .withdraw: .withdraw(reason: words)
        default: nil
        }
    }

    private mutating func oddFinding(_ words: String, _ person: ID<Check.Person>) -> Finding {
        let numbers = [0, 1, -1, .nan, .infinity, 1e300, 1e18, Double.greatestFiniteMagnitude]
        return Finding(
            ruleID: words, text: "t", severity: .major, person: person,
            evidence: .init(recording: path.recording, from: pick(numbers), to: pick(numbers)))
    }

    private mutating func sound(_ name: CheckCommand.Name, _ standing: Standing, _ now: Date) -> CheckCommand {
        let state = standing.check.state
        let found = chance(50) ? [] : [path.finding(about: pick([nil] + path.people.map(\.id)))]
        let count = state.rectification?.review.findings.count ?? 0
        return switch name {
        case .cancel: .cancel(Cancel(reason: "r", replacement: "Other Power"))
        default: path.command(name, at: now, findings: found, remaining: chance(50) ? [] : Array(0..<count))
        }
    }
}

extension StraightPath {
    /// Somebody of another check.
    var stranger: ID<Check.Person> { Self.unknown }

    private static let unknown = ID<Check.Person>.new(Date(timeIntervalSince1970: 0))
}
