import Foundation

/// Everything outside the case's row that a guard asks for, read in the same transaction as the row.
public struct CaseFacts: Sendable {
    /// Those of the day on which the case was filed.
    public let rules: RuleSet
    /// How the procedure's clocks run.
    public let terms: ClockTerms
    /// The check as it stands now.
    public let check: Check
    /// Clocks of the case that run now.
    public var clocks: Set<ClockName> = []
    /// The check's inspectors: none of them presides over a hearing.
    public var inspectors: [Inspector] = []
    public var papers: [DocumentKind: Paper.Reservation] = [:]
    /// What is set aside for the message of a decision that is served.
    public var result: Facts.ResultReservation?
    public var footage: [Facts.Footage] = []
    /// Who decides: the centre's name, for the credit platform.
    public var authority = ""
    /// The party's legal representative, where the centre knows it.
    public var legalRep: String?

    public var timeZone: TimeZone { terms.timeZone }

    public init(rules: RuleSet, terms: ClockTerms, check: Check) {
        self.rules = rules
        self.terms = terms
        self.check = check
    }
}

/// What happened to a case: one for each accepted command.
public struct CaseEvent: Sendable, Equatable {
    public let name: CaseState.Name
    public let command: CaseCommand.Name
    public let actor: Actor
    public let at: Date
    /// Facts for a reader, snake_case; no ID numbers and no secrets.
    public let body: [String: JSONValue]
}

/// What an accepted command asks the store to write beside the row, in the same transaction.
public enum CaseEffect: Sendable {
    case file(Paper)
    case send(Paper)
    case settleClock(ClockName)
    /// The revocation replaces the check's posted result.
    case postResult(ResultMessage)
    case postPenalty(CreditPenalty)
}

/// What `decide` says about a case.
public enum CaseRuling: Sendable {
    case accepted(Transition)
    case refused(Refusal)

    public struct Transition: Sendable {
        public let state: CaseState
        public let event: CaseEvent
        public let effects: [CaseEffect]
    }
}
