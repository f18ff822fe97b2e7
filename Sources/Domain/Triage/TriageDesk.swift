/// Triage by a person: may this be said of the application now, and what follows? Pure.
public struct TriageDesk: Sendable {
    /// What an application has become so far.
    public struct Standing: Sendable, Equatable {
        public let decision: RuleSet.Triage
        /// Its check and where that stands; nil: there is none.
        public let check: (number: String, state: CheckState.Name)?

        public init(decision: RuleSet.Triage, check: (number: String, state: CheckState.Name)?) {
            self.decision = decision
            self.check = check
        }

        public static func == (one: Standing, other: Standing) -> Bool {
            one.decision == other.decision && one.check?.number == other.check?.number
                && one.check?.state == other.check?.state
        }
    }

    public enum Ruling: Sendable, Equatable {
        case opens(Check.Mode)
        /// The check that nobody has approved yet is made another way.
        case changes(Check.Mode)
        case needsNoCheck
        case refused(Refusal)
    }

    public static func decide(_ wanted: RuleSet.Triage, reason: String, by actor: Actor, _ now: Standing) -> Ruling {
        guard [.registrar, .head].contains(actor.role) else {
            return .refused(
                Refusal(.role, "Triage is not for a \(actor.role.rawValue): a registrar gives it, or the head."))
        }
        guard !reason.isEmpty else {
            return .refused(Refusal(.reason, "Triage needs its reason: send it as \"reason\"."))
        }
        guard let mode = wanted.mode else {
            return wanted == .ask
                ? .refused(Refusal(.triage, "\"ask\" is no decision: say video_check, desk_check or none."))
                : none(now)
        }
        guard let check = now.check else {
            guard now.decision == .ask || actor.role == .head else {
                return .refused(
                    Refusal(
                        .role,
                        "The application was triaged as needing no check: only the head changes that, with a reason."))
            }
            return .opens(mode)
        }
        guard check.state == .requested else {
            return .refused(
                Refusal(
                    .triage,
                    "The application is triaged, and its check \(check.number) is \(check.state.rawValue) by now: call that off first."
                ))
        }
        guard actor.role == .head else {
            return .refused(
                Refusal(.role, "The application is triaged (\(now.decision.rawValue)): only the head changes that."))
        }
        guard wanted != now.decision else {
            return .refused(Refusal(.triage, "The application is triaged as \(wanted.rawValue) already."))
        }
        return .changes(mode)
    }

    private static func none(_ now: Standing) -> Ruling {
        if let check = now.check {
            return .refused(
                Refusal(
                    .triage,
                    "The application has its check \(check.number): the head calls it off where none is needed."))
        }
        guard now.decision == .ask else {
            return .refused(Refusal(.triage, "The application is triaged as needing no check already."))
        }
        return .needsNoCheck
    }
}

extension RuleSet.Triage {
    /// The kind of check that it opens; nil: none.
    public var mode: Check.Mode? {
        switch self {
        case .videoCheck: .videoCheck
        case .deskCheck: .deskCheck
        case .noCheck, .ask: nil
        }
    }
}
