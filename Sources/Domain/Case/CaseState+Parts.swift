import Foundation

/// What is proposed, as it was announced to the party (告知书): a change of it is a new announcement.
public struct Notified: Sendable, Equatable, Codable {
    public let at: Date
    public let by: String
    public let measures: Measures
    public let facts: String
    public let basis: String
    public let document: ID<Document>
    public let number: String
}

public struct NoticeServed: Sendable, Equatable, Codable {
    public let notified: Notified
    public let service: Service
    /// What the party said since, in the order it came.
    public var statements: [PartyStatement]

    /// Whether the party gave up what was left of its time to speak and to ask for a hearing.
    public var hasWaived: Bool { statements.contains { $0.waives } }
}

/// The party's statement and defence (陈述申辩), or its waiver.
public struct PartyStatement: Sendable, Equatable, Codable {
    public let at: Date
    public let text: String
    public let waives: Bool
    public let document: ID<Document>
    public let number: String
}

public struct HearingAsked: Sendable, Equatable, Codable {
    public var served: NoticeServed
    public let at: Date
    public let reason: String
}

public struct HearingSet: Sendable, Equatable, Codable {
    public var asked: HearingAsked
    public let at: Date
    public let hearing: SetHearing
    public let document: ID<Document>
    public let number: String
    /// Nil until the notice of the hearing has reached the party.
    public let service: Service?
}

public struct HearingHeld: Sendable, Equatable, Codable {
    public let set: HearingSet
    public let at: Date
    public let record: String
    /// It did not appear: its right is spent.
    public let partyAbsent: Bool
    public let document: ID<Document>
    public let number: String
}

/// The opinion of the legal review (法制审核), on the proposal as it stood then.
public struct LegallyReviewed: Sendable, Equatable, Codable {
    public let basis: Basis
    public let at: Date
    public let by: String
    public let text: String
    public let document: ID<Document>
    public let number: String

    /// What the party's being heard rests on.
    public enum Basis: Sendable, Equatable, Codable {
        case statement(NoticeServed)
        case hearing(HearingHeld)

        public var served: NoticeServed {
            switch self {
            case .statement(let served): served
            case .hearing(let held): held.set.asked.served
            }
        }
    }
}

public struct CaseDecided: Sendable, Equatable, Codable {
    public let reviewed: LegallyReviewed
    public let at: Date
    public let by: String
    public let measures: Measures
    public let reason: String
    /// Why it comes after its term; nil: it does not.
    public let lateReason: String?
    public let document: ID<Document>
    public let number: String
}

public struct DecisionServed: Sendable, Equatable, Codable {
    public let decided: CaseDecided
    public let service: Service
}

/// The penalty was carried out.
public struct Executed: Sendable, Equatable, Codable {
    public let served: DecisionServed
    public let at: Date
    public let by: String
    public let execution: Execution
    public let document: ID<Document>
    public let number: String
}

/// The revoked licence is struck off (注销).
public struct Deregistered: Sendable, Equatable, Codable {
    public let served: DecisionServed
    public let at: Date
    public let by: String
    public let note: String
    public let document: ID<Document>
    public let number: String
}

public struct Dismissed: Sendable, Equatable, Codable {
    /// Where it stood. What it had by then is in its events and papers.
    public let from: CaseState.Name
    public let at: Date
    public let by: String
    public let ground: Dismissal.Ground
    public let reason: String
    public let document: ID<Document>
    public let number: String
}
