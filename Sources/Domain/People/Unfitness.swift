/// Why an inspector may not take a check on a day. The one answer that approval, plan, draw, replacement, notice, session,
/// reviews and alerts ask for.
public enum Unfitness: Sendable, Equatable {
    case inactive
    case certificateExpired(Day)
    case onLeave(InspectorTerms.Leave)
    /// With the enterprise that is checked.
    case conflict
    case unqualified(String)
    /// Recusal was granted, or somebody else has taken the place.
    case recused

    /// Why, after the inspector's name; no particulars of a private life.
    public var text: String {
        switch self {
        case .inactive: "takes no checks any more"
        case .certificateExpired(let day): "has an enforcement certificate that is valid until \(day) only"
        case .onLeave(let leave): "is on leave from \(leave.from) to \(leave.to)"
        case .conflict: "has a conflict of interest with this enterprise"
        case .unqualified(let name): "lacks the qualification \"\(name)\""
        case .recused: "was recused from this check"
        }
    }

    /// As the frozen roster of a draw says it.
    public var exclusion: String {
        switch self {
        case .inactive: "not active"
        case .certificateExpired: "certificate expired by then"
        case .onLeave: "on leave on that day"
        case .conflict: "conflict of interest"
        case .unqualified(let name): "qualification missing: \(name)"
        case .recused: "recused"
        }
    }
}

extension Inspector {
    /// - Parameters:
    ///   - day: of the session, or of the review.
    ///   - asksLeave: false where no day is set yet: leave passes.
    ///   - barred: ids of those who were recused from this check, or replaced.
    /// - Returns: nil when the inspector may take it.
    public func unfitness(
        for check: Check, on day: Day, _ rules: RuleSet, asksLeave: Bool = true, barred: Set<String> = []
    ) -> Unfitness? {
        if !active { return .inactive }
        if let last = certificateExpires, last < day { return .certificateExpired(last) }
        if terms.conflicts.contains(where: { $0.uscc == check.uscc }) { return .conflict }
        if let lacking = rules.qualifications(for: check).first(where: { !terms.qualifications.contains($0) }) {
            return .unqualified(lacking)
        }
        if barred.contains(id) { return .recused }
        if asksLeave, let leave = terms.leave.first(where: { $0.covers(day) }) { return .onLeave(leave) }
        return nil
    }
}

extension RuleSet {
    /// What an inspector of this check must have, by its source and its mode.
    func qualifications(for check: Check) -> [String] {
        [check.source.rawValue, check.mode.rawValue].flatMap { requiredQualifications[$0] ?? [] }
    }
}
