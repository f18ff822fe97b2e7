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
        try demandJoined(named)
    }

    /// Every day from the first on has one set of rules: a gap or an overlap is an error in the files.
    private func demandJoined(_ files: [Day: String]) throws(Fault) {
        for (one, next) in zip(sets, sets.dropFirst()) {
            guard let until = one.effectiveUntil else { continue }
            let (file, other) = (files[one.effectiveFrom] ?? "?", files[next.effectiveFrom] ?? "?")
            let first = until.adding(days: 1)
            if first < next.effectiveFrom {
                throw Fault(
                    .invalid,
                    "\(file): no rules apply from \(first) to \(next.effectiveFrom.adding(days: -1)), between \(file) and \(other); remove \"effective_until\", or add the rules of that time.",
                    field: "effective_until")
            }
            if until >= next.effectiveFrom {
                throw Fault(
                    .invalid,
                    "\(file): \"effective_until\" is \(until), and \(other) takes effect on \(next.effectiveFrom) already; remove it, or let it end on \(next.effectiveFrom.adding(days: -1)).",
                    field: "effective_until")
            }
        }
    }

    /// The rules of that day, or where none apply those of the nearest that has any.
    public func nearest(to day: Day) -> RuleSet { sets.last { $0.effectiveFrom <= day } ?? sets[0] }

    /// The rules that apply to an event of that day. Throws `Fault(.unavailable)` for a day before the first, or after
    /// the end of the last.
    public func rules(on day: Day) throws(Fault) -> RuleSet {
        guard let rules = sets.last(where: { $0.effectiveFrom <= day }) else {
            throw Fault(
                .unavailable,
                "No rules apply on \(day): the first take effect on \(sets[0].effectiveFrom). Add "
                    + "config/rules/<effective_from>.json with a date no later than \(day).")
        }
        if let until = rules.effectiveUntil, until < day {
            throw Fault(
                .unavailable,
                "No rules apply on \(day): the last end on \(until). Add config/rules/\(until.adding(days: 1)).json, or "
                    + "remove \"effective_until\" from the rules of \(rules.effectiveFrom).")
        }
        return rules
    }
}
