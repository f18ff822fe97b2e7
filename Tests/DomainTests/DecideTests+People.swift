import Domain
import Foundation

extension DecideTests {
    private var first: String { path.drawn[0] }
    private var second: String { path.drawn[1] }

    func recusing() throws -> [Provocation] {
        func ask(
            _ guardName: Refusal.Guard, _ says: String, _ inspector: String, _ reason: String = "A cousin.",
            _ spoil: (inout Facts) throws -> Void = { _ in }
        ) throws -> Provocation {
            try provoke(
                guardName, says, at: .issued, .askRecusal(AskRecusal(inspector: inspector, reason: reason)), by: .party,
                spoil)
        }
        func decide(
            _ guardName: Refusal.Guard, _ says: String, _ reason: String = "So it is.", granted: Bool = true,
            _ spoil: (inout Facts) throws -> Void = { _ in }
        ) throws -> Provocation {
            try provoke(
                guardName, says, at: .served,
                .decideRecusal(DecideRecusal(inspector: first, granted: granted, reason: reason)), spoil)
        }
        let others = path.inspectors.filter { !path.drawn.contains($0.id) }.map(\.id)
        return [
            try ask(.recusal, first, others[0]),
            try ask(.reason, "reason", first, ""),
            try ask(.recusal, "decide-recusal", first) { $0.people.recusals = [self.path.asked(by: .inspector)] },
            try ask(.recusal, "refused", first) { $0.people.recusals = [self.path.asked(by: .party, granted: false)] },
            try ask(.document, "try again", first) { $0.people.recusalID = nil },
            try decide(.recusal, "ask for it first") { $0.people.recusals = [] },
            try decide(.reason, "reason", ""),
            try decide(.reason, "reason", "", granted: false),
            try decide(.draw, "no draw") { $0.people.draw = nil },
            try decide(.recusal, "reschedule") {
                $0.people.roster = $0.people.roster.filter { self.path.drawn.contains($0.id) }
            },
            // Until it is decided the session waits for it, and so does its end.
            try provoke(.recusal, "decide-recusal", at: .served, usual: .begin) {
                $0.people.recusals = [self.path.asked(by: .party)]
            },
            try provoke(.recusal, "decide-recusal", at: .inSession, usual: .complete) {
                $0.people.recusals = [self.path.asked(by: .inspector)]
            },
        ]
    }

    func replacing() throws -> [Provocation] {
        let others = path.inspectors.filter { !path.drawn.contains($0.id) }.map(\.id)
        func replace(
            _ guardName: Refusal.Guard, _ says: String, _ inspector: String, cause: Replacement.Cause = .illness,
            _ reason: String = "In hospital.", at place: Place = .served,
            _ spoil: (inout Facts) throws -> Void = { _ in }
        ) throws -> Provocation {
            try provoke(
                guardName, says, at: place,
                .replaceInspector(ReplaceInspector(inspector: inspector, cause: cause, reason: reason)), spoil)
        }
        let quarter = Quantum(containing: path.session)
        func terms(_ leave: InspectorTerms.Leave?, _ uscc: String?) throws -> InspectorTerms {
            try InspectorTerms(
                qualifications: [], leave: leave.map { [$0] } ?? [],
                conflicts: uscc.map { [.init(uscc: $0, reason: "A cousin.")] } ?? [])
        }
        func with(_ terms: InspectorTerms, of ids: [String]) -> (inout Facts) -> Void {
            { facts in
                facts.people.roster = facts.people.roster.map { one in
                    var one = one
                    if ids.contains(one.id) { one.terms = terms }
                    return one
                }
            }
        }
        let day = try Day("2021-09-17")
        let away = try terms(.init(from: day, to: day), nil)
        let conflict = try terms(nil, "91350100M000100Y43")
        return [
            try replace(.recusal, second, others[0]),
            try replace(.reason, "reason", first, ""),
            try replace(.recusal, "ask-recusal", first, cause: .recusal),
            try replace(.recusal, "decide that first", first) { $0.people.recusals = [self.path.asked(by: .party)] },
            try replace(.recusal, "reschedule", first) { $0.people.busy = [others[0]: [quarter]] },
            try replace(.recusal, "reschedule", first, "In hospital.", with(away, of: others)),
            try replace(.recusal, "reschedule", first, "In hospital.", with(conflict, of: others)),
            try replace(.recusal, "reschedule", first) { $0.people.replaced = [others[0]] },
            try provoke(
                .unfit, "replace-inspector", at: .scheduled, usual: .issue, with(away, of: [first])),
            try provoke(.unfit, "conflict", at: .scheduled, usual: .issue, with(conflict, of: [second])),
            try provoke(.unfit, "on leave", at: .served, usual: .begin, with(away, of: [second])),
        ]
    }

    func proving() throws -> [Provocation] {
        func begin(_ says: String, _ proof: PresenceProven?) throws -> [Provocation] {
            let spoil: (inout Facts) -> Void = { $0.people.proven[self.second] = proof }
            return [
                try provoke(.presence, says, at: .served, usual: .begin, spoil),
                try provoke(.presence, says, at: .interrupted, usual: .resume, spoil),
            ]
        }
        return try begin("given no code", nil) + begin("given no code", .missing) + begin("is wrong", .wrong)
            + begin("used before", .used) + begin("enrols", .unenrolled)
            + begin("2021-09-17", .paused(until: path.session))
    }

    func inviting() throws -> [Provocation] {
        let stranger = ID<Expert>.new(Date(timeIntervalSince1970: 0))
        func invite(_ guardName: Refusal.Guard, _ says: String, _ name: String, _ reason: String = "r") throws
            -> Provocation
        {
            try provoke(
                guardName, says, at: .served,
                .inviteExpert(InviteExpert(name: name, field: "relays", organisation: nil, reason: reason)))
        }
        func pay(_ says: String, _ expert: ID<Expert>, hours: Double = 1, fen: Int64 = 1) throws -> Provocation {
            try provoke(
                .expert, says, at: .sealed,
                .recordExpertFee(
                    RecordExpertFee(expert: expert.description, hours: hours, amountFen: fen, note: "")))
        }
        let begin = Begin(
            present: path.inspectors.map(\.id), identified: path.people.map(\.id), certificatesShown: true,
            capture: .external(attestation: "Recorder 2 runs."), clockOverride: nil, experts: [stranger])
        return [
            try invite(.expert, "name", ""), try invite(.expert, "already", "Professor He"),
            try invite(.reason, "reason", "Dr Lin", ""),
            try provoke(.document, "try again", at: .served, usual: .inviteExpert) { $0.people.expertID = nil },
            try pay("Professor He", stranger), try pay("hours", path.expert.id, hours: .nan),
            try pay("hours", path.expert.id, hours: 1001), try pay("amount_fen", path.expert.id, fen: -1),
            try provoke(.expert, "nobody to pay", at: .sealed, usual: .recordExpertFee) { $0.people.experts = [] },
            try provoke(.expert, "not invited", at: .served, .begin(begin)),
        ]
    }
}
