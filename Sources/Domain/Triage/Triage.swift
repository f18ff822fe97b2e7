/// What becomes of an application: a video check, a check on the file alone, or none, with the reason.
public struct Triage: Sendable, Equatable {
    public let decision: RuleSet.Triage
    public let reason: String

    public init(decision: RuleSet.Triage, reason: String) {
        self.decision = decision
        self.reason = reason
    }

    /// The rule in force decides by itself; it is data of the rule set.
    public static func byRule(_ rules: RuleSet) -> Triage {
        Triage(
            decision: rules.triageDefault,
            reason: "by rule (\(rules.name), in force from \(rules.effectiveFrom)): \(rules.triageDefault.rawValue)")
    }
}
