import Domain
import Foundation
import Testing

/// One thing that is wrong with a check that would else go through, and what the refusal must say of it.
struct Provocation {
    let `guard`: Refusal.Guard
    /// Part of the refusal's text: what is missing, or what to do.
    let says: String
    let command: CheckCommand
    let ruling: Ruling
}

/// Each guard, provoked by spoiling one thing of a check that would else go through. The provocations stand by stage in
/// `DecideTests+….swift`.
@Suite struct DecideTests {
    let path: StraightPath

    init() throws { path = try StraightPath() }

    func provoke(
        _ guardName: Refusal.Guard, _ says: String, at place: Place, _ command: CheckCommand,
        now: Date? = nil, by role: Actor.Role? = nil, findings: [Finding]? = nil, source: Check.Source = .licenceReview,
        path: StraightPath? = nil, _ spoil: (inout Facts) throws -> Void = { _ in }
    ) throws -> Provocation {
        let path = path ?? self.path
        let standing = try path.standing(at: place, findings: findings, source: source)
        let ruling = try path.ruling(
            standing.check, command, at: now ?? path.moment(command.name, after: standing.at), posted: standing.posted,
            by: role, spoil)
        return Provocation(guard: guardName, says: says, command: command, ruling: ruling)
    }

    /// As `provoke`, of a command that is given as usual: only facts, time or role are spoiled.
    func provoke(
        _ guardName: Refusal.Guard, _ says: String, at place: Place, usual name: CheckCommand.Name,
        now: Date? = nil, by role: Actor.Role? = nil, findings: [Finding]? = nil, source: Check.Source = .licenceReview,
        path: StraightPath? = nil, _ spoil: (inout Facts) throws -> Void = { _ in }
    ) throws -> Provocation {
        let known = path ?? self.path
        let standing = try known.standing(at: place, findings: findings, source: source)
        let command = known.command(name, at: now ?? known.moment(name, after: standing.at))
        return try provoke(
            guardName, says, at: place, command, now: now, by: role, findings: findings, source: source, path: path,
            spoil)
    }

    @Test func `each guard refuses for its reason, and no guard goes untried`() throws {
        var given: Set<Refusal.Guard> = []
        var all = try queueing() + notifying() + moving()
        all += try beginning() + breaking() + absence() + sealing()
        all += try reviewing() + rectifying() + concluding() + ending() + supplementing() + timing()
        all += try recusing() + replacing() + proving() + inviting()
        all += try casefiling()
        for provocation in all {
            let what = "\(provocation.command.name.rawValue), to provoke \(provocation.guard.rawValue)"
            guard let refusal = provocation.ruling.refusal else {
                Issue.record("accepted: \(what), \(provocation.says)")
                continue
            }
            #expect(refusal.guard == provocation.guard, "\(what): \(refusal.text)")
            #expect(refusal.text.contains(provocation.says), "\(what): \(refusal.text)")
            given.insert(refusal.guard)
        }
        // Triage is not asked of a check: TriageTests.
        let untried = Set(Refusal.Guard.allCases).subtracting(given).subtracting([.triage])
            .subtracting(CaseDecideTests.ownGuards).map(\.rawValue).sorted()
        #expect(untried.isEmpty, "no test provokes \(untried.joined(separator: ", "))")
    }

    @Test func `every refusal says its piece in a sentence`() throws {
        let all = try DecisionMatrix.shared.get().cells.compactMap(\.ruling.refusal)
        #expect(!all.isEmpty)
        for refusal in all {
            let ends = refusal.text.hasSuffix(".") || refusal.text.hasSuffix("?")
            #expect(ends && refusal.text.count >= 20, "\(refusal.guard.rawValue): \(refusal.text)")
        }
    }
}
