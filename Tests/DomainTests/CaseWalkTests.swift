import Domain
import Foundation
import Testing

/// Commands to cases at random, sound and unsound, by anyone and at any time. A failure names its seed;
/// `VIDEOCHECK_SEED=<seed> swift test --filter CaseWalk` repeats it.
@Suite struct CaseWalkTests {
    @Test func `twenty thousand random commands to cases keep to the law`() throws {
        let given = ProcessInfo.processInfo.environment["VIDEOCHECK_SEED"].flatMap { UInt64($0) }
        let seed = given ?? 20_211_001
        var walk = try CaseWalk(seed: seed)
        for step in 1...20_000 {
            let odd = try walk.step()
            guard odd.isEmpty else {
                Issue.record("seed \(seed), step \(step), \(walk.last): \(odd.joined(separator: "; "))")
                return
            }
        }
        #expect(walk.reached == Set(CaseState.Name.allCases), "seed \(seed): \(walk.reached.map(\.rawValue).sorted())")
        #expect(walk.carriedOut == Set(CaseCommand.Name.allCases), "seed \(seed)")
        #expect(walk.refusedBy.isSuperset(of: CaseDecideTests.ownGuards.subtracting([.checkDecision])), "seed \(seed)")
    }
}

struct CaseWalk {
    private var random: SeededRandom
    private let path: CasePath
    private var standings: [(one: LegalCase, at: Date)] = []
    private(set) var last = ""
    private(set) var reached: Set<CaseState.Name> = []
    private(set) var carriedOut: Set<CaseCommand.Name> = []
    private(set) var refusedBy: Set<Refusal.Guard> = []

    init(seed: UInt64) throws {
        random = SeededRandom(state: seed)
        path = try CasePath()
        for index in 0..<20 { standings.append((try path.opened(index < 13 ? .penalty : .revocation), path.filing)) }
    }

    private mutating func chance(_ percent: Int) -> Bool { random.next(100) < percent }
    private mutating func pick<T>(_ all: [T]) -> T { all[random.next(all.count)] }

    mutating func step() throws -> [String] {
        let index = random.next(standings.count)
        var (one, at) = standings[index]
        if one.state.name.isOver && chance(50) || one.revision > 40 {
            (one, at) = (try path.opened(one.kind), path.filing)
        }
        let open = CaseCommand.Name.allCases.filter { $0.takenFrom.contains(one.state.name) && $0 != .dismiss }
        let name = open.isEmpty || chance(12) ? pick(CaseCommand.Name.allCases) : pick(open)
        var now = at.addingTimeInterval(Double(random.next(chance(25) ? 900_000 : 7200)))
        if name == .holdHearing, let hearing = one.state.hearingSet?.hearing.at, chance(80) { now = max(now, hearing) }
        if chance(4) { now = at.addingTimeInterval(-Double(random.next(900_000))) }
        let command = argument(name, one, now)
        let actor = Actor(
            chance(90) ? pick(name.roles) : pick(Actor.Role.allCases), pick(["Lin", "Zhou", "Zheng", "Wu"]))
        last = "\(command) by \(actor) at \(now) in \(one.state.name.rawValue)"
        let ruling = path.ruling(one, command, at: now, by: actor)
        let odd = contradictions(one, command, actor, now, ruling)
        switch ruling {
        case .refused(let refusal): refusedBy.insert(refusal.guard)
        case .accepted(let transition):
            one.state = transition.state
            one.revision += 1
            carriedOut.insert(name)
            at = max(at, now)
        }
        reached.insert(one.state.name)
        standings[index] = (one, at)
        return odd
    }

    private mutating func measures(_ kind: LegalCase.Kind) -> Measures {
        if (kind == .revocation) != chance(3) {
            return .revocation(Revocation(licenceNo: pick(["L1", "L1", "L1", "L2", ""]), ground: "g"))
        }
        let all: [Penalty] = [
            .warning, .fine(fen: pick([3_000_000, 20_000_000, 20_000_000, 0, .max])), .confiscation(fen: 100),
            .forfeiture(licenceNo: "L1"),
        ]
        return .penalties((0..<pick([1, 1, 2, 0])).map { _ in pick(all) })
    }

    private mutating func argument(_ name: CaseCommand.Name, _ one: LegalCase, _ now: Date) -> CaseCommand {
        let words = chance(85) ? "w" : ""
        switch name {
        case .notify: return .notify(Notify(measures: measures(one.kind)))
        case .acknowledge:
            return .acknowledge(
                Acknowledge(proof: pick([.linkAcknowledged, .codeAcknowledged, .signedReceipt]), firstOpenedAt: now))
        case .serve:
            return .serve(
                Service(
                    arrivedAt: now.addingTimeInterval(pick([0, 0, -60, 9000])), acknowledgedAt: nil,
                    proof: pick([.signedReceipt, .letterReceipt, .linkAcknowledged]), note: words))
        case .statement: return .statement(text: words, waives: chance(30))
        case .askHearing: return .askHearing(reason: words)
        case .setHearing:
            return .setHearing(
                SetHearing(
                    at: now.addingTimeInterval(Double(pick([1, 8, 20, 25, 30])) * 86_400), place: words,
                    chair: pick(["Wu", "Sun", "Sun", "a"])))
        case .holdHearing: return .holdHearing(HoldHearing(record: words, partyAbsent: chance(30)))
        case .legalReview: return .legalReview(LegalReview(opinion: chance(75) ? .approve : .sendBack, text: words))
        case .decide:
            let same = one.state.notified?.measures
            let measures = chance(70) ? same ?? measures(one.kind) : measures(one.kind)
            return .decide(DecideCase(measures: measures, reason: words, lateReason: chance(50) ? "late" : ""))
        case .execute:
            return .execute(Execution(how: pick(Execution.How.allCases), receiptNo: pick(["", "JK"]), note: ""))
        case .deregister: return .deregister(note: words)
        case .dismiss: return .dismiss(Dismissal(ground: pick(Dismissal.Ground.allCases), reason: words))
        case .settleClock:
            return .settleClock(SettleClock(clock: pick([.penaltyPublication, .publication]), note: words))
        }
    }

    private func contradictions(
        _ one: LegalCase, _ command: CaseCommand, _ actor: Actor, _ now: Date, _ ruling: CaseRuling
    ) -> [String] {
        let name = command.name
        let (open, may) = (name.takenFrom.contains(one.state.name), name.roles.contains(actor.role))
        guard case .accepted(let transition) = ruling else {
            let guardName = ruling.refusal?.guard
            return [
                !may && guardName != .role ? "a \(actor.role.rawValue) was not told that it may not" : nil,
                may && !open && name != .decide && guardName != .wrongState ? "not told that the state is wrong" : nil,
                may && open && guardName == .wrongState ? "the state was not wrong" : nil,
            ].compactMap { $0 }
        }
        var odd: [String] = []
        if !may { odd.append("a \(actor.role.rawValue) may not") }
        if !open { odd.append("not taken there") }
        if transition.filed.map(\.kind) != name.papers(of: one.kind) { odd.append("it files other papers") }
        if transition.event.name != transition.state.name || transition.event.actor != actor {
            odd.append("the event lies")
        }
        let posts = !transition.results.isEmpty || !transition.penalties.isEmpty
        let serves = name != .settleClock && transition.state.name == .decisionServed
        if name == .settleClock, transition.state != one.state { odd.append("a clock moves the case") }
        if posts != serves { odd.append("posts before the decision is served") }
        if name == .decide, let decided = transition.state.decision { odd += unlawful(decided, one) }
        do {
            let text = try CanonicalJSON.encode(transition.state)
            if try CanonicalJSON.decode(CaseState.self, from: text).name != transition.state.name {
                odd.append("is not kept")
            }
        } catch {
            odd.append("cannot be written down: \(error)")
        }
        return odd
    }

    /// What the law asks of every decision, said again and otherwise than the machine says it.
    private func unlawful(_ decided: CaseDecided, _ one: LegalCase) -> [String] {
        var odd: [String] = []
        let served = decided.reviewed.basis.served
        let entitled: Bool =
            switch served.notified.measures {
            case .revocation: true
            case .penalties(let all):
                all.contains { if case .forfeiture = $0 { true } else { ($0.fen ?? 0) >= 10_000_000 } }
            }
        var heard = served.statements.contains { $0.waives } || (!entitled && !served.statements.isEmpty)
        if case .hearing = decided.reviewed.basis { heard = true }
        let days = decided.reviewed.at.timeIntervalSince(served.service.arrivedAt) / 86_400
        if !heard && days < 5 { odd.append("decides before the party could speak") }
        for kind in Penalty.Kind.allCases where decided.measures.fen(kind) > served.notified.measures.fen(kind) {
            odd.append("takes more than was announced")
        }
        if [served.notified.by, one.filing.by].contains(decided.reviewed.by) { odd.append("reviews its own proposal") }
        let age = decided.at.timeIntervalSince(one.filing.at) / 86_400
        if one.kind == .penalty, age > 92, decided.lateReason == nil { odd.append("late without a word") }
        return odd
    }
}
