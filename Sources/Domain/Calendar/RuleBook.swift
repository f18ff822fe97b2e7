import Foundation

/// All rule sets of the centre. The date of the event chooses, not today's: what happened under old rules is
/// judged by them.
public struct RuleBook: Sendable, Equatable {
    /// In the order of their dates.
    public let sets: [RuleSet]

    /// Throws `Fault(.invalid)` for a file that breaks a rule of `RuleSet`, for two of one date, and for none.
    public init(files: [(name: String, data: Data)]) throws(Fault) {
        var named: [Day: String] = [:]
        var sets: [RuleSet] = []
        for (name, data) in files {
            let rules = try RuleSet(file: name, data: data)
            if let other = named[rules.effectiveFrom] {
                throw Fault(
                    .invalid,
                    "\(name): \(other) takes effect on \(rules.effectiveFrom) too; change or remove one.")
            }
            named[rules.effectiveFrom] = name
            sets.append(rules)
        }
        guard !sets.isEmpty else {
            throw Fault(.invalid, "There is no rule file; add config/rules/<effective_from>.json.")
        }
        self.sets = sets.sorted { $0.effectiveFrom < $1.effectiveFrom }
    }

    /// The rules that apply to an event of that day. Throws `Fault(.unavailable)` for a day before the first.
    public func rules(on day: Day) throws(Fault) -> RuleSet {
        guard let rules = sets.last(where: { $0.effectiveFrom <= day }) else {
            throw Fault(
                .unavailable,
                "No rules apply on \(day): the first take effect on \(sets[0].effectiveFrom). Add "
                    + "config/rules/<effective_from>.json with a date no later than \(day).")
        }
        return rules
    }
}
